"""What differs between two texts: by words, the dangerous first, quick on long texts."""

import random

import pytest

from skincare_site.publishing import compare as compare_module
from skincare_site.publishing.compare import CALL, NEGATION, NUMBER, Segment, compare


def one(old, new, **options):
    (change,) = compare({"text": old}, {"text": new}, {"text": "Text"}, **options)
    return change


def side(change, kind):
    """One of the two texts, put together from the segments."""
    return "".join(segment.text for segment in change.segments if segment.kind in ("same", kind))


def test_a_changed_word_is_told_alone_with_what_stands_around_it():
    change = one("Your skin feels tight and dry.", "Your skin feels warm and dry.")
    assert change.segments == [
        Segment("same", "Your skin feels "),
        Segment("removed", "tight "),
        Segment("added", "warm "),
        Segment("same", "and dry."),
    ]
    assert change.loud == ()


@pytest.mark.parametrize(
    ("old", "new", "loud"),
    [
        ("Wait 7 days.", "Wait 3 days.", (NUMBER,)),
        ("Wait three days.", "Wait three weeks.", (NUMBER,)),
        ("Use SPF 30 outside.", "Use SPF 50 outside.", (NUMBER,)),
        ("Wait a day before it.", "Wait before it.", (NUMBER,)),
        ("Wait one hour.", "Wait two hours.", (NUMBER,)),
        ("Do not pick at it.", "Do pick at it.", (NEGATION,)),
        ("You can't swim.", "You can swim.", (NEGATION,)),
        ("Call us when it is warm.", "Call us when it is hot.", (CALL,)),
        ("It is red. Dial 911 if you faint.", "It is red. Dial 811 if you faint.", (CALL, NUMBER)),
        ("Call us any time. Your skin is warm.", "Call us any time. Your skin is hot.", ()),
        ("It is day 3. It is red.", "It is day 3. It is pink.", ()),
    ],
)
def test_numbers_units_negations_and_call_sentences_are_loud(old, new, loud):
    assert one(old, new).loud == loud


def test_loud_fields_come_first_then_the_order_of_the_labels():
    old = {"title": "Red", "summary": "Red skin", "starts_day": 1, "call_lines": "it spreads"}
    new = {"title": "Pink", "summary": "Pink skin", "starts_day": 2, "call_lines": "it grows"}
    labels = {"title": "title", "summary": "summary", "starts_day": "starts", "call_lines": "call if"}
    changes = compare(old, new, labels, calls=["call_lines"])
    assert [change.field for change in changes] == ["starts_day", "call_lines", "title", "summary"]
    assert [change.loud for change in changes] == [(NUMBER,), (CALL,), (), ()]


def test_equal_and_empty_fields_are_left_out():
    old = {"a": "same", "b": None, "c": "", "d": ["x", "y"]}
    new = {"a": "same", "b": "", "c": None, "d": ["y", "x"]}
    assert compare(old, new, dict.fromkeys("abcd", "label")) == []


def test_values_that_are_no_text_are_told_whole():
    assert [segment.text for segment in one(True, False).segments] == ["Yes", "No"]
    assert [segment.text for segment in one(None, 5).segments] == ["(empty)", "5"]
    assert one(None, 5).loud == (NUMBER,)
    assert one(True, False).loud == ()
    lists = one(["Redness", "Itching"], ["Itching", "Swelling"])
    assert lists.is_list
    assert [(row.kind, row.text) for row in lists.segments] == [
        ("removed", "Redness"), ("added", "Swelling"), ("same", "Itching"),
    ]  # fmt: skip


def test_html_is_compared_as_its_words_with_the_addresses_of_links():
    moved = one(
        '<p>See <a href="/a/">the tip</a>.</p>', '<p>See <a href="/b/">the tip</a>.</p>', html=["text"]
    )
    assert "link: /a/" in side(moved, "removed")
    assert "link: /b/" in side(moved, "added")
    bold = one("<p>Rest.</p>", "<p><strong>Rest.</strong></p>", html=["text"])
    assert bold.only_form
    item = one("<ul><li>ice</li></ul>", "<ul><li>ice</li><li>rest</li></ul>", html=["text"])
    assert "• rest" in side(item, "added")
    assert "<" not in side(item, "added")


def test_both_texts_can_be_read_from_the_segments_whatever_they_are():
    rng = random.Random(4)
    words = ["red", "skin", "7", "days", "not", "call", ".", "\n", "SPF 30", "“ok”", "é", "…"]
    for _ in range(300):
        old, new = (" ".join(rng.choices(words, k=rng.randint(1, 40))).strip() for _ in range(2))
        for change in compare({"t": old}, {"t": new}, {"t": "t"}):
            squeeze = lambda text: "".join(text.split())  # noqa: E731
            assert squeeze(side(change, "removed")) == squeeze(old)
            assert squeeze(side(change, "added")) == squeeze(new)


@pytest.mark.parametrize("shape", ["all new", "a word in each line", "one long line", "the same word"])
def test_50_kb_are_never_compared_word_by_word_in_one_go(shape, monkeypatch):
    most = 0

    class Watched(compare_module.SequenceMatcher):
        def __init__(self, isjunk, one, other):
            nonlocal most
            most = max(most, len(one), len(other))
            super().__init__(isjunk, one, other)

    monkeypatch.setattr(compare_module, "SequenceMatcher", Watched)
    rng = random.Random(1)
    words = [f"word{number}" for number in range(200)]
    lines = [" ".join(rng.choices(words, k=60)) for _ in range(130)]
    others = {
        "all new": [" ".join(rng.choices(words, k=60)) for _ in range(130)],
        "a word in each line": [line.replace("word7 ", "else ") for line in lines],
        "one long line": None,
        "the same word": None,
    }[shape]
    old, new = "\n".join(lines), "\n".join(others or [])
    if shape == "one long line":
        old, new = old.replace("\n", " "), old.replace("\n", " ").replace("word7 ", "else ")
    elif shape == "the same word":
        old, new = "red " * 12_500, "red " * 12_000 + "pink"
    assert compare({"t": old}, {"t": new}, {"t": "t"})
    assert 0 < most <= compare_module.MAX_WORDS


def test_long_unchanged_stretches_are_cut_around_the_change():
    change = one("start " * 100 + "red end", "start " * 100 + "pink end")
    assert len("".join(segment.text for segment in change.shown)) < 200
    assert any("…" in segment.text for segment in change.shown)
