"""The symptom picker: what, where and which day as plain filters over the symptoms.

No score and no order but the calm one. What was picked lives in the address of one answer and nowhere else.
"""

import datetime
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from skincare_site.symptoms.models import Symptom, page_kinds
from skincare_site.symptoms.tags import FEELS, PLACES


@dataclass(frozen=True)
class Span:
    """A choice of the day list: whole days after treatment, both included; `last` None has no end."""

    value: str
    words: str | Promise  # may name `first` and `last`
    first: int
    last: int | None

    @property
    def label(self) -> str:
        return str(self.words) % {"first": self.first, "last": self.last}

    def meets(self, days: tuple[int, int]) -> bool:
        return days[1] >= self.first and (self.last is None or days[0] <= self.last)


SPANS = [
    Span("0", _("Day 0, the day of treatment"), 0, 0),
    *(Span(str(day), _("Day %(first)s"), day, day) for day in range(1, 15)),
    Span("21", _("Week 3 (days %(first)s to %(last)s)"), 15, 21),
    Span("28", _("Week 4 (days %(first)s to %(last)s)"), 22, 28),
    Span("60", _("Month 2"), 29, 60),
    Span("later", _("Later"), 61, None),
]


@dataclass(frozen=True)
class Choice:
    """What somebody picked; everything empty when nothing was."""

    feels: tuple[str, ...]
    place: str
    day: Span | None

    def __bool__(self) -> bool:
        return bool(self.feels or self.place or self.day)


@dataclass(frozen=True)
class Picked:
    """Symptoms in calm order. Those of `other_days` fit but for the day: somebody who has one then must call."""

    fits: list[Symptom]
    other_days: list[Symptom]


def read(query: QueryDict) -> Choice:
    """The choice in an address; what is none of ours counts as not picked."""
    picked, place, day = query.getlist("what"), query.get("where", ""), query.get("day", "")
    return Choice(
        feels=tuple(tag for tag in FEELS if tag in picked),
        place=place if place in PLACES else "",
        day=next((span for span in SPANS if span.value == day), None),
    )


def _usual_days(at: datetime.datetime) -> dict[int, tuple[int, int]]:
    """For each symptom that is usual on some days only: the first and the last of them, by its public explainers."""
    spans: dict[int, tuple[int, int]] = {}
    always: set[int] = set()
    for model in page_kinds():
        if not model.search_leads:
            continue
        for page in model._default_manager.visible(at):
            days, symptom = page.usual_days(), page.main_symptom_id
            if symptom is None:
                continue
            if days is None:
                always.add(symptom)
            else:
                known = spans.get(symptom, days)
                spans[symptom] = (min(known[0], days[0]), max(known[1], days[1]))
    return {symptom: days for symptom, days in spans.items() if symptom not in always}


def pick(choice: Choice, at: datetime.datetime) -> Picked:
    """The symptoms that `choice` leaves: any of what was ticked, and the place. A symptom without tags fits all."""
    days = _usual_days(at) if choice.day else {}
    picked = Picked([], [])
    for symptom in Symptom.objects.all():
        feels, places = symptom.feels.split(), symptom.places.split()
        if choice.feels and feels and not set(choice.feels) & set(feels):
            continue
        if choice.place and places and choice.place not in places:
            continue
        meets = choice.day is None or symptom.pk not in days or choice.day.meets(days[symptom.pk])
        (picked.fits if meets else picked.other_days).append(symptom)
    return picked
