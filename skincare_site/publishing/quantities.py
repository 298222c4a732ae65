"""Times in running text as numbers: "1 to 3 days", "by day 14", "the first 24 hours", "weeks 2 to 8". Pure.

Everything is days after treatment (an hour is 1/24); day 0 is the day of treatment.
"""

import re
from dataclasses import dataclass

DAYS_IN = {
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "night": 1.0,
    "week": 7.0,
    "month": 30.0,
    "year": 365.0,
}
_WORDS = {
    word: number
    for number, word in enumerate("zero one two three four five six seven eight nine ten".split())
}
_WORDS |= {"eleven": 11, "twelve": 12, "fourteen": 14}
HAS_NUMBER = re.compile(rf"\d|\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)
_NUMBER = rf"(?:\d+(?:\.\d+)?|{'|'.join(_WORDS)})"
_UNIT = r"(minute|hour|day|night|week|month|year)s?"
_TO = r"(?:\s*[-–]\s*|\s+(?:to|or|and|until)\s+)"
_LENGTH = re.compile(rf"\b({_NUMBER})(?:{_TO}({_NUMBER}))?[ -]{_UNIT}\b(?! \d)", re.IGNORECASE)
_MOMENT = re.compile(
    rf"\b{_UNIT} ({_NUMBER})(?:(?:{_TO})(?:(?:day|week|month) )?({_NUMBER})(?! (?:minute|hour|day|week|month)))?\b",
    re.IGNORECASE,
)
_FROM_ZERO = re.compile(r"\b(?:first|within|within hours to|within a)\s+$", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)


@dataclass(frozen=True)
class Time:
    """A length or a moment in days, `first` ≤ `last`, and where in the text it stands."""

    first: float
    last: float
    start: int
    end: int

    def before(self, text: str, letters: int = 24) -> str:
        return text[max(0, self.start - letters) : self.start].casefold()

    def after(self, text: str, letters: int = 24) -> str:
        return text[self.end : self.end + letters].casefold()


def _number(text: str) -> float:
    return float(_WORDS[text.casefold()]) if text.casefold() in _WORDS else float(text)


def times(text: str) -> list[Time]:
    """Every time in the text, in order."""
    found: list[Time] = []
    for match in _LENGTH.finditer(text):
        days = DAYS_IN[match[3].casefold()]
        first, last = _number(match[1]), _number(match[2] or match[1])
        start = match.start()
        if lead := _FROM_ZERO.search(text, max(0, start - 20), start):
            first, start = 0, lead.start()
        found.append(Time(min(first, last) * days, max(first, last) * days, start, match.end()))
    for match in _MOMENT.finditer(text):
        if any(time.start < match.end() and match.start() < time.end for time in found):
            continue
        days = DAYS_IN[match[1].casefold()]
        first, last = _number(match[2]), _number(match[3] or match[2])
        lead = _BETWEEN.search(text, max(0, match.start() - 12), match.start())
        start = lead.start() if lead else match.start()
        found.append(Time(min(first, last) * days, max(first, last) * days, start, match.end()))
    return sorted(found, key=lambda time: time.start)


def same(one: float, other: float) -> bool:
    """Equal up to rounding of months: 12 months and 365 days are the same."""
    return abs(one - other) <= 0.03 * max(one, other)


def in_words(first: float, last: float) -> str:
    """A span as a reader would say it: "72 hours" stays "3 days"."""

    def one(days: float) -> str:
        if days and days < 1:
            return f"{round(days * 24)} hours" if days >= 1 / 24 else f"{round(days * 1440)} minutes"
        return f"{days:g} day{'' if days == 1 else 's'}"

    return one(last) if first == last else f"{first:g} to {one(last)}"
