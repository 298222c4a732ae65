"""What explainers' course fields say, and what other pages say about the same effect, for the contradiction report."""

import re
from collections.abc import Iterator

from skincare_site.publishing.contradictions import SPEAKERS, Claim
from skincare_site.publishing.quantities import HAS_NUMBER
from skincare_site.publishing.rules import Reading

from .course_words import CALL_AFTER, HEDGED, SETTLES, STRONGEST, clauses, course_times
from .models import Article

# How sentences name an effect, by the slug of its symptom; any other symptom goes by its name.
EFFECTS = {
    "redness": r"redness",
    "swelling": r"swelling|puffiness",
    "itching": r"itch(?:ing)?",
    "peeling": r"peeling|flak(?:es|ing)",
    "dryness": r"dryness|dry(?:, tight)? skin|tight, dry skin",
    "bruising": r"(?:a |the )?bruis(?:es?|ing)",
    "scabbing": r"scabs?|crusts?",
    "sensitivity": r"stinging|soreness",
    "breakouts": r"breakouts?|(?:get |new |small )?spots(?! of)",
    "milia": r"milia|milk spots",
    "cold-sores": r"cold sores?",
    "hyperpigmentation": r"dark marks?",
}


def _effects() -> dict[str, re.Pattern[str]]:
    """Name of an effect that has an explainer → what names it in a sentence."""
    rows = Article.objects.filter(
        kind=Article.Kind.EFFECT, main_symptom__isnull=False, starts_day__isnull=False
    )
    named = set(rows.values_list("main_symptom__slug", "main_symptom__name"))
    return {
        name: re.compile(rf"\b(?:{EFFECTS.get(slug) or re.escape(name)})\b", re.IGNORECASE)
        for slug, name in named
    }


def from_course(reading: Reading) -> Iterator[Claim]:
    """The five numbers of an explainer."""
    page = reading.page
    if not isinstance(page, Article) or page.course is None or page.main_symptom is None:
        return
    name, said = page.main_symptom.name, page.course.sentence()
    for slot, first, last, field in [
        (STRONGEST, page.strongest_from_day, page.strongest_to_day, "strongest_to_day"),
        (SETTLES, page.settles_from_day, page.settles_to_day, "settles_to_day"),
        (CALL_AFTER, page.call_after_day, page.call_after_day, "call_after_day"),
    ]:
        if first is not None and last is not None:
            yield Claim(f"{name}: {slot}", first, last, "days", page, field, said, by_end=True)


def from_sentences(reading: Reading) -> Iterator[Claim]:
    """A clause that names one effect and gives one of its numbers, on any page."""
    effects = reading.shared.once("effects", _effects)
    for sentence in reading.sentences:
        text = sentence.text
        if not HAS_NUMBER.search(text):
            continue
        for clause in clauses(text):
            named = [name for name, words in effects.items() if words.search(clause)]
            if len(named) != 1 or HEDGED.search(clause):
                continue
            for slot, time in course_times(clause):
                if slot in (STRONGEST, SETTLES, CALL_AFTER):
                    yield Claim(
                        f"{named[0]}: {slot}",
                        time.first,
                        time.last,
                        "days",
                        reading.page,
                        sentence.field,
                        text,
                        by_end=True,
                    )


SPEAKERS.extend([from_course, from_sentences])
