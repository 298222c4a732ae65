import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.timeline import Course, day_words, length_words


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
