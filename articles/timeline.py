"""The recovery course: five day numbers and the one plain sentence they make. Pure; day 0 is the treatment."""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

CALL_WEEK = 7  # for so many days after its call day, a day's page asks whether an effect is still there


class Stage(Enum):
    """Where an effect stands on one day of its course."""

    NOT_YET = "not yet"
    CALL_AT_ONCE = "call the day you see it"
    USUAL = "usual"
    STRONGEST = "strongest"
    EASING = "easing"
    SETTLED = "usually settled, too early to call"
    CALL = "call if still there"
    SLOW = "past its call week, settles later"
    OVER = "over"


def day_words(day: int) -> str:
    """A day number in words a patient uses: days up to 13, then weeks, then months."""
    if day == 0:
        return pgettext("in a sentence", "the day of treatment")
    if day < 14:
        return _exact_day(day)
    if day < 60:
        return pgettext("in a sentence", "week %(number)s") % {"number": round(day / 7)}
    return pgettext("in a sentence", "month %(number)s") % {"number": round(day / 30)}


def _exact_day(day: int) -> str:
    return pgettext("in a sentence", "day %(number)s") % {"number": day}


def length_words(first: int, last: int) -> str:
    """A range of days as a length: "1 to 3 days", "6 to 8 weeks", "3 to 12 months"."""
    size = 1 if last < 14 else 7 if last < 60 else 30
    low, high = max(1, round(first / size)) if first else 0, max(1, round(last / size))
    if size == 1:
        low = first
    if low in (0, high):
        words = {
            1: ngettext("%(high)s day", "%(high)s days", high),
            7: ngettext("%(high)s week", "%(high)s weeks", high),
            30: ngettext("%(high)s month", "%(high)s months", high),
        }
    else:
        words = {
            1: _("%(low)s to %(high)s days"),
            7: _("%(low)s to %(high)s weeks"),
            30: _("%(low)s to %(high)s months"),
        }
    return words[size] % {"low": low, "high": high}


@dataclass(frozen=True)
class Course:
    """When an effect starts, is strongest, settles, and when to call. Days after treatment."""

    starts: int
    strongest_from: int | None = None
    strongest_to: int | None = None
    settles_from: int | None = None
    settles_to: int | None = None
    call_after: int | None = None
    call_at_once: bool = False

    def stage(self, day: int) -> Stage:
        """The stage on `day`; from the day after `call_after`, whether to call counts more than what is usual."""
        if day < self.starts:
            return Stage.NOT_YET
        if self.call_after is None:
            return Stage.CALL_AT_ONCE
        settled_by = self.settles_to if self.settles_from is not None else None
        if day > self.call_after + CALL_WEEK:
            return Stage.SLOW if settled_by is not None and day <= settled_by else Stage.OVER
        if day > self.call_after:
            return Stage.CALL
        if self.strongest_from is not None and self.strongest_to is not None and day <= self.strongest_to:
            # Nothing eases before its peak, whatever the other numbers say.
            return Stage.STRONGEST if day >= self.strongest_from else Stage.USUAL
        if settled_by is None or self.settles_from is None or day < self.settles_from:
            return Stage.USUAL
        return Stage.EASING if day <= settled_by else Stage.SETTLED

    @property
    def last_day(self) -> int:
        """The last day on which a page has something to say about it: settled, and its call week over."""
        return max(self.starts, self.settles_to or 0, (self.call_after or 0) + CALL_WEEK)

    def sentence(self) -> str:
        """The course in one or two plain sentences, ending with when to call."""
        return _sentence(self, get_language())

    def call_sentence(self) -> str:
        """When to call; ValueError for a course that does not say."""
        return _call_sentence(self, get_language())

    def _words(self) -> str:
        parts = [
            _("Usually starts on the day of treatment")
            if self.starts == 0
            else _("Usually starts from %(day)s") % {"day": day_words(self.starts)}
        ]
        if self.strongest_from is not None and self.strongest_to is not None:
            span = {"span": self._span(self.strongest_from, self.strongest_to)}
            in_days = self.strongest_to < 14
            parts.append((_("is strongest on %(span)s") if in_days else _("is strongest in %(span)s")) % span)
        if self.settles_from is not None and self.settles_to is not None:
            length = length_words(self.settles_from, self.settles_to)
            parts.append(_("settles in %(length)s") % {"length": length})
        course = parts[0]
        if len(parts) > 1:
            course = _("%(list)s and %(last)s") % {"list": ", ".join(parts[:-1]), "last": parts[-1]}
        return f"{course}. {self.call_sentence()}"

    def facts(self) -> list[tuple[str, str, str]]:
        """The same numbers one by one, as (mark, label, value) for a list beside the sentence."""
        facts = [("starts", _("Usually starts"), self._capital(day_words(self.starts)))]
        if self.strongest_from is not None and self.strongest_to is not None:
            span = self._span(self.strongest_from, self.strongest_to)
            facts.append(("strongest", _("Strongest"), self._capital(span)))
        if self.settles_from is not None and self.settles_to is not None:
            length = length_words(self.settles_from, self.settles_to)
            facts.append(("settles", _("Usually settles"), _("In %(length)s") % {"length": length}))
        if self.call_after is None:
            facts.append(("call", _("Call the clinic"), _("The day you see it")))
        else:
            after = _("After %(day)s") % {"day": self._exact(self.call_after)}
            facts.append(("call", _("Call if still there"), after))
        return facts

    @staticmethod
    def _capital(words: str) -> str:
        return words[:1].upper() + words[1:]

    def _call_words(self) -> str:
        if self.call_at_once:
            return _("Call the clinic the day you see it.")
        if self.call_after is None:
            raise ValueError("a course says when to call: call_after or call_at_once")
        return _("Call the clinic if it is still there after %(day)s.") % {
            "day": self._exact(self.call_after)
        }

    @staticmethod
    def _exact(day: int) -> str:
        """When to call keeps the exact day as long as a patient counts in days."""
        return _exact_day(day) if day <= 28 else day_words(day)

    @staticmethod
    def _span(first: int, last: int) -> str:
        if last == 0:
            return pgettext("in a sentence", "the first day")
        if last < 14 and first != last:
            return pgettext("in a sentence", "days %(first)s to %(last)s") % {"first": first, "last": last}
        if last < 14:
            return _exact_day(last)
        return pgettext("in a sentence", "%(first)s to %(last)s") % {
            "first": day_words(first),
            "last": day_words(last),
        }


# A day's page says forty of them, in one language of the site: put together once, not on every page.
@lru_cache(maxsize=1000)
def _sentence(course: Course, _language: str | None) -> str:
    return course._words()


@lru_cache(maxsize=1000)
def _call_sentence(course: Course, _language: str | None) -> str:
    return course._call_words()
