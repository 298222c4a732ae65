"""The phases of aftercare: spans of days with the names patients know. Pure; day 0 is the treatment."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LAST_DAY = 365  # "no end", for comparing


@dataclass(frozen=True)
class Phase:
    slug: str
    name: str | Promise
    short: str | Promise  # the days, as the head of a narrow column
    first: int
    last: int


# From docs/clinical-facts.md, section 4.
PHASES = [
    Phase("day-0", _("The day of treatment"), "0", 0, 0),
    Phase("day-1", _("Day 1"), "1", 1, 1),
    Phase("days-2-to-3", _("Days 2 to 3"), "2–3", 2, 3),
    Phase("days-4-to-7", _("Days 4 to 7"), "4–7", 4, 7),
    Phase("week-2", _("Week 2"), "8–14", 8, 14),
    Phase("later", _("Week 3 and later"), _("15 on"), 15, LAST_DAY),
]


def phases_of(first: int, last: int | None) -> list[Phase]:
    """The phases that the days `first` to `last` touch; no last day means to the end."""
    end = LAST_DAY if last is None else last
    return [phase for phase in PHASES if phase.first <= end and phase.last >= first]
