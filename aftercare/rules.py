"""Content checks of care tips: B8, and A7 for the days a tip holds."""

import re
from collections.abc import Iterator

from skincare_site.publishing.quantities import Time, in_words, same, times
from skincare_site.publishing.rules import RULES, Hit, Reading, Rule

from .models import DO_NOT, CareTip

_OTHER_CLINICS = re.compile(r"\b(?:clinics?|stud(?:y|ies)|hospital|some|many)\b", re.IGNORECASE)
_TELLS_TO_WAIT = re.compile(r"^(?:do not|leave|keep away|stay|avoid|wait|skip|use only)\b", re.IGNORECASE)
_FOR = re.compile(r"\b(?:for|wait)(?: at least| the (?:first|next|full))?\s+$", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s+$", re.IGNORECASE)
_ON = re.compile(r"\bon\s+$", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"^\s*(?:before|between|after (?!treatment|needling|microneedling)|if\b|when\b|, or \d)", re.IGNORECASE
)


def begins_so(reading: Reading) -> Iterator[Hit]:
    page = reading.page
    if (
        isinstance(page, CareTip)
        and not page.is_do
        and not page.title.casefold().startswith(DO_NOT.casefold())
    ):
        yield Hit("title", "A do-not tip does not begin with “Do not”.", page.title)


def _differs(page: CareTip, text: str, time: Time) -> str:
    """How this time in the text differs from the tip's own days; empty when it does not, or is about another thing."""
    before = text[: time.start]
    until = page.until_day
    if _ELSEWHERE.search(text[time.end :]):
        return ""
    if _FROM.search(before) and time.first == time.last and not same(time.first, page.from_day):
        return f"The text says from {in_words(time.first, time.first)}, and the tip holds from day {page.from_day}."
    if until is None:
        return ""
    is_span = (
        time.first != time.last and " and " not in text[time.start : time.end]
    )  # "day 0 and day 1" are two days
    if _ON.search(before) and is_span and (time.first, time.last) != (page.from_day, until):
        return f"The text says days {time.first:g} to {time.last:g}, and the tip holds from day {page.from_day} to {until}."
    if not page.is_do and _FOR.search(before) and not same(time.last, until):
        return f"The text says {in_words(time.last, time.last)}, and the tip holds until day {until}."
    return ""


def same_days(reading: Reading) -> Iterator[Hit]:
    page = reading.page
    if not isinstance(page, CareTip):
        return
    for sentence in reading.sentences:
        is_title = sentence.field == "title"
        if not is_title and (page.is_do or not _TELLS_TO_WAIT.search(sentence.text)):
            continue
        if _OTHER_CLINICS.search(sentence.text) and not is_title:
            continue
        for time in times(sentence.text):
            if words := _differs(page, sentence.text, time):
                yield Hit(sentence.field, words, sentence.text)
                break


BLOCKING = [
    Rule(
        "B8", "Do-not line", True,
        "Somebody who skims reads only the line: without “do not” it says the opposite.",
        "Begin with “Do not”. Saving the form does it by itself.",
        begins_so,
    ),
]  # fmt: skip
ADVISING = [
    Rule(
        "A7", "Two different numbers", False,
        "The page shows both numbers: a patient can't know which one holds.",
        "Make the text and the day fields agree.",
        same_days,
    ),
]  # fmt: skip

RULES.extend([*BLOCKING, *ADVISING])
