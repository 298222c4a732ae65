"""Headings, paragraphs, times, pictures and the review."""

import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone

from skincare_site.images.models import Picture
from skincare_site.publishing.models import Reviewer
from skincare_site.publishing.rules import Reading, findings, rules

from .reading import explainer, found, tip

pytestmark = pytest.mark.django_db


# B3

TODAY = timezone.localdate()


def reviewed(**values):
    return explainer(
        **{
            "reviewer": Reviewer(pk=1, name="Dana Roy", role="Nurse"),
            "reviewed_on": TODAY - datetime.timedelta(days=30),
            "next_review_on": TODAY + datetime.timedelta(days=300),
            **values,
        }
    )


def test_a_page_with_a_reviewer_and_a_next_review_ahead_passes():
    assert found(reviewed(), "B3") == []
    assert found(reviewed(next_review_on=TODAY), "B3") == []


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"reviewer": None}, "reviewer", "No reviewer"),
        ({"reviewed_on": None, "next_review_on": None}, "reviewed_on", "no review date"),
        ({"next_review_on": TODAY - datetime.timedelta(days=1)}, "next_review_on", "was due on"),
        ({"reviewed_on": TODAY - datetime.timedelta(days=900), "next_review_on": None}, "next_review_on", "was due on"),
    ],
)  # fmt: skip
def test_a_missing_reviewer_or_review_blocks(values, field, words):
    (finding,) = found(reviewed(**values), "B3")
    assert finding.blocks
    assert finding.field == field
    assert words in finding.sentence


def test_a_starter_page_under_its_notice_needs_no_reviewer_yet():
    assert found(explainer(is_starter=True), "B3") == []
    assert found(explainer(is_starter=True, reviewed_on=TODAY), "B3") != []


# B4, B5, A9


def with_picture(**values):
    return explainer(picture=Picture(title="Cheek", **{"alt": "A cheek", **values}))


def test_a_picture_without_text_blocks_unless_it_is_decorative():
    (finding,) = found(with_picture(alt=" "), "B4")
    assert finding.blocks
    assert (finding.field, "Cheek" in finding.sentence) == ("picture", True)
    assert found(with_picture(alt="", decorative=True), "B4") == []
    assert found(with_picture(), "B4") == []


def test_a_photo_of_a_person_without_consent_blocks():
    (finding,) = found(with_picture(shows_person=True), "B5")
    assert finding.blocks
    assert "no valid consent" in finding.sentence
    assert found(with_picture(shows_person=False), "B5") == []


def test_a_picture_inside_the_text_is_read_too(monkeypatch):
    page = explainer('<p>Look.</p><figure data-picture="7"></figure>')
    monkeypatch.setattr(
        Picture, "objects",
        SimpleNamespace(
            select_related=lambda *names: SimpleNamespace(
                in_bulk=lambda ids: {7: Picture(pk=7, title="Cheek", alt="", shows_person=True)}
            )
        ),
    )  # fmt: skip
    assert Reading(page).pictures[0][0] == "what_it_is"
    assert found(page, "B4")[0].field == "what_it_is"
    assert found(page, "B5")


@pytest.mark.parametrize(
    ("alt", "hits"),
    [
        ("Image of a cheek", 1),
        ("a photo of skin", 1),
        ("x" * 126, 1),
        ("A cheek, brown skin", 0),
        ("x" * 125, 0),
    ],
)
def test_picture_text_is_short_and_does_not_say_image_of(alt, hits):
    assert len(found(with_picture(alt=alt), "A9")) == hits


# B6, A4


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<h4>Small first</h4><p>Text.</p>", "no large heading before"),
        ("<p>Text.</p><h3>REDNESS after  treatment</h3><p>Text.</p>", "title stands again"),
        ("<p>Text.</p><h3> </h3><p>More.</p>", "empty heading"),
    ],
)
def test_headings_out_of_order_block(html, words):
    (finding,) = found(explainer(html), "B6")
    assert finding.blocks
    assert words in finding.sentence


@pytest.mark.parametrize(
    "html",
    [
        "<h3>One</h3><h4>Two</h4><h3>Three</h3>",
        "<p>Redness after treatment</p>",
        "<h3>Is redness after treatment usual?</h3>",
    ],
)
def test_headings_in_order_pass(html):
    assert found(explainer(html), "B6") == []


def test_each_text_of_the_page_has_its_own_heading_order():
    page = explainer("<h3>One</h3>", course_note="<h4>Small first</h4>")
    assert [finding.field for finding in found(page, "B6")] == ["course_note"]


def test_a_paragraph_of_more_than_three_sentences_is_advised():
    assert found(explainer("One. Two. Three."), "A4") == []
    (finding,) = found(explainer("One. Two. Three! Four?"), "A4")
    assert "4 sentences" in finding.sentence
    assert found(explainer("Use it, e.g. twice. It opens at 8 a.m. on days 1.5 to 2. Done."), "A4") == []


# A6


@pytest.mark.parametrize(
    "text", ["It takes a few days.", "Wait a couple of weeks.", "It lasts for some time."]
)
def test_a_vague_time_is_advised_where_a_number_is_held(text):
    assert found(explainer(text), "A6")
    assert found(tip(text), "A6")
    assert found(explainer(text, kind="guide", starts_day=None, call_after_day=None), "A6") == []


@pytest.mark.parametrize("text", ["It takes 3 days.", "Wait 2 weeks.", "A few people get it."])
def test_a_number_is_not_vague(text):
    assert found(explainer(text), "A6") == []


# All of them


def test_what_blocks_comes_first():
    blocking = [
        finding.blocks for finding in findings(explainer("It is normal. It is painless. You should wait."))
    ]
    assert blocking == sorted(blocking, reverse=True)
    assert True in blocking
    assert False in blocking


def test_every_rule_of_the_editorial_rules_is_there():
    codes = {rule.code for rule in rules()}
    assert codes == {f"B{number}" for number in range(1, 11)} | {f"A{number}" for number in range(1, 11)}
    assert all(rule.blocks is rule.code.startswith("B") for rule in rules())
    assert all(rule.reason.endswith(".") and rule.fix.endswith((".", "”.")) for rule in rules())


def test_an_empty_page_is_read_without_fault():
    from aftercare.models import CareTip
    from articles.models import Article

    assert {finding.code for finding in findings(Article())} == {"B1", "B2", "B3"}
    assert {finding.code for finding in findings(CareTip())} == {"B3"}
