"""Phrases that staff keep as checks: each must lead to its symptom, with a page about it in the first three."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from skincare_site.publishing.models import Publishable

from .evaluation import Case, Outcome, evaluate
from .models import KeptPhrase

FIRST = 3  # places in which a page about the symptom must stand
ADVISED = 5  # failing phrases named beside a page


@dataclass(frozen=True)
class Checked:
    """A kept phrase and how search answers it now."""

    kept: KeptPhrase
    outcome: Outcome

    @property
    def passes(self) -> bool:
        return 1 <= self.outcome.rank <= FIRST

    @property
    def came_instead(self) -> str:
        """What search made of the phrase, in plain words."""
        found = self.outcome.found
        names = ", ".join(symptom.name for symptom in found.symptoms) or "no symptom"
        titles = ", ".join(f"“{hit.thing.title}”" for hit in found.hits[:FIRST]) or "no page"
        return f"understood: {names}; first pages: {titles}"

    @property
    def address(self) -> str:
        """Where staff can see why."""
        return try_address(phrase=self.kept.phrase, symptom=self.kept.symptom_id)


def try_address(**values: object) -> str:
    """The page “Try a patient's words” with its boxes filled in."""
    given = {name: value for name, value in values.items() if value}
    return f"{reverse('search:try')}?{urlencode(given)}" if given else reverse("search:try")


def check(phrases: Iterable[KeptPhrase], at: datetime.datetime) -> list[Checked]:
    listed = list(phrases)
    cases = [Case(kept.phrase, frozenset({kept.symptom.slug}), "kept") for kept in listed]
    return [Checked(kept, outcome) for kept, outcome in zip(listed, evaluate(cases, at), strict=True)]


def advise(page: Publishable) -> list[tuple[str, str]]:
    """Which kept phrases of the page's symptoms fail now: (sentence, address) pairs for publishing's `ADVISERS`."""
    phrases = KeptPhrase.objects.filter(symptom__in=page.symptom_ids()).select_related("symptom")
    failing = [checked for checked in check(phrases, timezone.now()) if not checked.passes]
    advice = [
        (
            f"The check phrase “{checked.kept.phrase}” does not lead to {checked.kept.symptom.name} now "
            f"({checked.came_instead}).",
            checked.address,
        )
        for checked in failing[:ADVISED]
    ]
    if len(failing) > ADVISED:
        rest = len(failing) - ADVISED
        advice.append((f"{rest} more check phrases fail.", reverse("admin:search_keptphrase_changelist")))
    return advice
