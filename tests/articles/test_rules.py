"""B1, B2 and A7: the recovery course in the content checks."""

import pytest

from tests.skincare_site.publishing.rules.reading import explainer, found

pytestmark = pytest.mark.django_db

COURSE = {
    "starts_day": 0, "strongest_from_day": 1, "strongest_to_day": 2, "settles_from_day": 3, "settles_to_day": 7,
    "call_after_day": 10, "call_lines": "it is still there after day 10",
}  # fmt: skip


def test_a_course_in_order_passes():
    assert found(explainer(**COURSE), "B1") == []
    assert found(explainer(starts_day=1, call_after_day=None, call_at_once=True), "B1") == []


def test_a_guide_needs_no_course():
    assert found(explainer(kind="guide", starts_day=None, call_after_day=None), "B1") == []


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"starts_day": None}, "starts_day", "does not say on which day it starts"),
        ({"call_after_day": None}, "call_after_day", "does not say when to call"),
        ({"call_at_once": True}, "call_after_day", "both a day and"),
        ({"strongest_to_day": None}, "strongest_to_day", "is empty"),
        ({"settles_from_day": None}, "settles_from_day", "is empty"),
        ({"settles_to_day": 2}, "settles_to_day", "lies before"),
        ({"starts_day": 4}, "strongest_from_day", "lies before"),
        ({"kind": "guide", "starts_day": None}, "starts_day", "does not say on which day it starts"),
    ],
)
def test_a_course_with_gaps_or_out_of_order_blocks(values, field, words):
    hits = found(explainer(**{**COURSE, **values}), "B1")
    assert any(hit.blocks and hit.field == field and words in hit.sentence for hit in hits)


def test_an_effect_without_a_call_line_blocks():
    (finding,) = found(explainer(call_lines=" \n "), "B2")
    assert finding.blocks
    assert finding.field == "call_lines"
    assert found(explainer(call_lines="it hurts"), "B2") == []
    assert found(explainer(kind="guide", call_lines=""), "B2") == []


@pytest.mark.parametrize(
    "text",
    [
        "It usually settles in 3 to 5 days.",
        "It usually settles by day 14.",
        "It usually clears on days 1 to 7.",
        "It is strongest on days 2 to 4.",
        "It usually starts on day 3.",
        "It usually fades in two weeks.",
        "Redness usually goes in 24 hours.",
    ],
)
def test_a_text_with_another_number_than_the_fields_is_advised(text):
    (finding,) = found(explainer(text, **COURSE), "A7")
    assert not finding.blocks
    assert finding.quote == text


@pytest.mark.parametrize(
    "text",
    [
        "It usually settles in 3 to 7 days.",
        "It usually settles by day 7.",
        "It usually settles within 7 days.",
        "It is strongest on days 1 to 2.",
        "It usually starts on day 0.",
        "It can take up to day 21.",
        "In one study it usually settled in 4 days.",
        "Some bruises usually take 3 weeks to go.",
        "It usually clears 10 days after the first tingle.",
        "Put on a plain moisturizer 3 to 4 times a day.",
    ],
)
def test_a_text_that_agrees_or_speaks_of_something_else_is_left_alone(text):
    assert found(explainer(text, **COURSE), "A7") == []


def test_another_day_to_call_is_advised_only_when_no_line_has_the_right_one():
    (finding,) = found(explainer(**{**COURSE, "call_lines": "it is still there after day 12"}), "A7")
    assert finding.field == "call_lines"
    assert "day 10" in finding.sentence
    both = "it is still there after day 12\nit is still there after day 10"
    assert found(explainer(**{**COURSE, "call_lines": both}), "A7") == []
