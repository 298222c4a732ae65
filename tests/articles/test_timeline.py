import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.timeline import CALL_WEEK, Course, Stage, day_words, length_words
from tests.articles.courses import courses


@pytest.mark.parametrize(
    ("course", "sentence"),
    [
        (
            Course(0, 0, 1, 1, 3, 7),
            "Usually starts on the day of treatment, is strongest on days 0 to 1 and settles in 1 to 3 days. "
            "Call the clinic if it is still there after day 7.",
        ),
        (
            Course(2, None, None, None, None, None, call_at_once=True),
            "Usually starts from day 2. Call the clinic the day you see it.",
        ),
        (
            Course(14, None, None, 42, 180, 90),
            "Usually starts from week 2 and settles in 1 to 6 months. "
            "Call the clinic if it is still there after month 3.",
        ),
    ],
)
def test_sentence_says_start_peak_end_and_when_to_call(course, sentence):
    assert course.sentence() == sentence


@given(days=st.lists(st.integers(0, 400), min_size=5, max_size=5))
def test_sentence_never_fails_and_always_says_when_to_call(days):
    starts, strongest_from, strongest_to, settles_from, settles_to = sorted(days)
    course = Course(starts, strongest_from, strongest_to, settles_from, settles_to, settles_to)

    assert course.sentence().count("Call the clinic") == 1


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (1, 3, "1 to 3 days"),
        (1, 1, "1 day"),
        (0, 3, "3 days"),
        (7, 14, "1 to 2 weeks"),
        (90, 365, "3 to 12 months"),
    ],
)
def test_length_words(first, last, words):
    assert length_words(first, last) == words


def test_day_words():
    assert [day_words(day) for day in (0, 1, 13, 14, 42, 90)] == [
        "the day of treatment", "day 1", "day 13", "week 2", "week 6", "month 3",
    ]  # fmt: skip


def test_facts_and_sentence_agree():
    course = Course(0, 0, 1, 1, 3, 7)

    facts = course.facts()

    assert [value for _mark, _label, value in facts] == [
        "The day of treatment",
        "Days 0 to 1",
        "In 1 to 3 days",
        "After day 7",
    ]


@settings(deadline=None)
@given(course=courses(last=13))
def test_sentence_gives_the_five_numbers_back(course):
    sentence = course.sentence()

    starts = re.search(r"starts from day (\d+)", sentence)
    assert (int(starts[1]) if starts else 0) == course.starts
    strongest = re.search(r"strongest on (the first day|days? (\d+)(?: to (\d+))?)", sentence)
    assert bool(strongest) == (course.strongest_to is not None)
    if strongest:
        first = int(strongest[2] or 0)
        assert (first, int(strongest[3] or first)) == (course.strongest_from, course.strongest_to)
    settles = re.search(r"settles in (?:(\d+) to )?(\d+) day", sentence)
    assert bool(settles) == (course.settles_to is not None)
    if settles:
        assert int(settles[2]) == max(1, course.settles_to)
        assert settles[1] is None or int(settles[1]) == course.settles_from
    after = re.search(r"still there after day (\d+)\.", sentence)
    assert (int(after[1]) if after else None) == course.call_after


@settings(deadline=None)
@given(course=courses())
def test_call_stage_lasts_the_week_after_the_call_day_and_no_longer(course):
    calls = [day for day in range(200) if course.stage(day) is Stage.CALL]

    if course.call_at_once:
        assert calls == []
    else:
        assert calls == list(range(course.call_after + 1, course.call_after + 1 + CALL_WEEK))


@settings(deadline=None)
@given(course=courses())
def test_nothing_is_said_after_the_last_day_unless_it_is_to_call_at_once(course):
    stage = course.stage(course.last_day + 1)

    assert stage is (Stage.CALL_AT_ONCE if course.call_at_once else Stage.OVER)
