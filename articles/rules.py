"""Content checks that need the recovery course: B1, B2 and A7."""

from collections.abc import Iterator

from skincare_site.publishing.quantities import HAS_NUMBER, Time, in_words, same
from skincare_site.publishing.rules import RULES, Hit, Reading, Rule

from .course_words import CALL_AFTER, SETTLES, STARTS, STRONGEST, clauses, course_times
from .models import Article

# Pairs of day fields that must not fall, and how to say so.
IN_ORDER = [
    ("starts_day", "strongest_from_day"),
    ("strongest_from_day", "strongest_to_day"),
    ("strongest_to_day", "settles_to_day"),
    ("starts_day", "settles_from_day"),
    ("settles_from_day", "settles_to_day"),
    ("starts_day", "call_after_day"),
]
PAIRS = [("strongest_from_day", "strongest_to_day"), ("settles_from_day", "settles_to_day")]
COURSE = [
    "starts_day", "strongest_from_day", "strongest_to_day", "settles_from_day", "settles_to_day", "call_after_day",
]  # fmt: skip


def _label(name: str) -> str:
    return str(Article._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def course_complete(reading: Reading) -> Iterator[Hit]:
    page = reading.page
    if not isinstance(page, Article):
        return
    days = {name: getattr(page, name) for name in COURSE}
    is_begun = any(day is not None for day in days.values()) or page.call_at_once
    if page.kind != Article.Kind.EFFECT and not is_begun:
        return
    if days["starts_day"] is None:
        yield Hit("starts_day", "The recovery course does not say on which day it starts.")
    if days["call_after_day"] is None and not page.call_at_once:
        yield Hit(
            "call_after_day",
            "The recovery course does not say when to call.",
            fix="Fill in the day, or tick “call the day it appears”.",
        )
    if days["call_after_day"] is not None and page.call_at_once:
        yield Hit(
            "call_after_day",
            "The recovery course says both a day and “call the day it appears”.",
            fix="Keep one of the two.",
        )
    for first, last in PAIRS:
        if (days[first] is None) != (days[last] is None):
            empty = first if days[first] is None else last
            yield Hit(
                empty, f"“{_label(empty)}” is empty, and its other half is not.", fix="Fill in both or none."
            )
    for earlier, later in IN_ORDER:
        one, other = days[earlier], days[later]
        if one is not None and other is not None and one > other:
            yield Hit(
                later,
                f"“{_label(later)}” (day {other}) lies before “{_label(earlier)}” (day {one}).",
                fix="Put the days in order.",
            )


def says_when_to_call(reading: Reading) -> Iterator[Hit]:
    page = reading.page
    if isinstance(page, Article) and page.kind == Article.Kind.EFFECT and not page.call_line_list:
        yield Hit("call_lines", "No line says when to call the clinic.")


def _held(page: Article) -> dict[str, tuple[int | None, int | None]]:
    """Slot → (first, last) day as the number fields hold them; None: not held."""
    return {
        STARTS: (page.starts_day, None),
        STRONGEST: (page.strongest_from_day, page.strongest_to_day),
        SETTLES: (page.settles_from_day, page.settles_to_day),
    }


def _differs(slot: str, time: Time, held: tuple[int | None, int | None]) -> bool:
    first, last = held
    if slot == STARTS:
        return first is not None and not time.first <= first <= time.last
    if first is None or last is None:
        return False
    if not same(time.last, last):
        return True
    # "by day 14" and "within 7 days" name the end alone.
    return time.first not in (0, time.last) and not same(time.first, first)


def same_numbers(reading: Reading) -> Iterator[Hit]:
    page = reading.page
    if not isinstance(page, Article) or page.course is None:
        return
    held = _held(page)
    calls = []
    for sentence in reading.sentences:
        if not HAS_NUMBER.search(sentence.text):
            continue
        for clause in clauses(sentence.text):
            for slot, time in course_times(clause):
                if slot == CALL_AFTER:
                    calls.append((sentence, time))
                elif slot in held and _differs(slot, time, held[slot]):
                    # The whole sentence may still name the held end ("… 7 to 10 days, and can take up to 14").
                    last = held[slot][1]
                    if last is not None and f" {last}" in sentence.text.replace(clause, "", 1):
                        continue
                    yield Hit(sentence.field, f"The text says {in_words(time.first, time.last)}, and {_told(page, slot)}.", sentence.text)  # fmt: skip
    day = page.call_after_day
    if day is not None and calls and not any(same(time.last, day) for _sentence, time in calls):
        sentence, time = calls[0]
        yield Hit(
            sentence.field,
            f"The text says to call after {in_words(time.last, time.last)}, and the course says day {day}.",
            sentence.text,
        )


def _told(page: Article, slot: str) -> str:
    first, last = _held(page)[slot]
    if slot == STARTS:
        return f"the course starts on day {first}"
    return (
        f"the course is strongest on days {first} to {last}"
        if slot == STRONGEST
        else f"it settles on days {first} to {last}"
    )


BLOCKING = [
    Rule(
        "B1", "Recovery course", True,
        "The course is how a patient tells usual healing from trouble.",
        "Fill in the day it starts and when to call, in order.",
        course_complete,
    ),
    Rule(
        "B2", "When to call", True,
        "No effect is shown without its call-the-clinic line: a frightened reader needs to know whom to ask.",
        "Write at least one line that ends the sentence “Call the clinic if: …”.",
        says_when_to_call,
    ),
]  # fmt: skip
ADVISING = [
    Rule(
        "A7", "Two different numbers", False,
        "The page shows both numbers: a patient can't know which one holds.",
        "Make the text and the number field agree.",
        same_numbers,
    ),
]  # fmt: skip

RULES.extend([*BLOCKING, *ADVISING])
