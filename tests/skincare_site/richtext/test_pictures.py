"""Pictures inside rich text: only a number of the library gets through, and pages write the rest."""

import pytest
from django.template import Context, Template

from skincare_site.richtext import pictures
from skincare_site.richtext.allowed import clean
from skincare_site.richtext.text import to_plain

ONE = '<figure data-picture="1"></figure>'


def test_place_of_a_picture_survives_cleaning():
    text = f"<p>Before.</p>{ONE}<ul><li>a{ONE}</li></ul><p>After.</p>"

    assert clean(text) == text


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (f"<p>a{ONE}b</p>", f"<p>a</p>{ONE}b<p></p>"),  # a paragraph ends where a picture begins
        (f"<h3>a{ONE}b</h3><p>c</p>", f"<h3>ab</h3>{ONE}<p>c</p>"),
        (f"<p><strong>a{ONE}</strong></p>", f"<p><strong>a</strong></p>{ONE}<p></p>"),
        ('<figure data-picture="1"><img src=x onerror=alert(1)><p>words</p></figure>', f"{ONE}<p>words</p>"),
        (f'<figure data-picture="2">{ONE}</figure>', f'<figure data-picture="2"></figure>{ONE}'),
        ("<figure>words</figure>", "words"),
        ('<figure data-picture="x">words</figure>', "words"),
        ('<figure data-picture="0"></figure>', ""),
        ('<figure data-picture="-1"></figure>', ""),
        ('<figure data-picture="99999999999999999999"></figure>', ""),
        ('<figure data-picture="1&quot; onclick=&quot;x"></figure>', ""),
        ('<figure data-picture="1" onclick="x" style="x" class="y" src="//evil.example"></figure>', ONE),
        ('<figure data-picture="\u0661"></figure>', ""),  # a digit of another alphabet
    ],
)
def test_only_a_number_in_an_empty_place_gets_through(written, kept):
    assert clean(written) == kept
    assert clean(kept) == kept


def test_removing_tags_never_makes_an_address_live():
    cleaned = clean(
        f'<a href="java</figure>script:alert(1)">x</a><a href="java<figure>script:alert(1)">y</a>{ONE}'
    )

    assert "javascript:" not in cleaned.casefold()


def test_words_of_a_text_leave_pictures_out():
    assert to_plain(f"<p>One</p>{ONE}<p>Two</p>") == "One. Two."


class Library:
    CHOOSE, PREVIEW = "admin:images_picture_choose", "admin:images_picture_preview"

    def markup(self, ids):
        return {number: f"[picture {number}]" for number in ids if number != 2}

    def refusals(self, ids):
        return [f"not {number}" for number in ids if number == 2]


@pytest.fixture
def library(monkeypatch):
    monkeypatch.setattr(pictures, "_library", Library())


@pytest.mark.usefixtures("library")
class TestPlaces:
    TEXT = f'<p>a</p>{ONE}<figure data-picture="2"></figure>{ONE}<p>b</p>'

    def test_become_pictures_when_the_page_is_shown_or_nothing(self):
        html = Template("{% load rich_text %}{{ text|rich_text }}").render(Context({"text": self.TEXT}))

        assert html == "<p>a</p>[picture 1][picture 1]<p>b</p>"

    def test_are_named_once_in_reading_order(self):
        assert pictures.picture_ids(self.TEXT) == [1, 2]
        assert pictures.refusals(self.TEXT) == ["not 2"]

    def test_text_without_pictures_asks_nobody(self, monkeypatch):
        monkeypatch.setattr(pictures, "_library", None)

        assert pictures.expand("<p>a</p>") == "<p>a</p>"
        assert pictures.expand(self.TEXT) == "<p>a</p><p>b</p>"


@pytest.mark.django_db
def test_page_without_a_library_picture_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        pictures.expand("<p>a</p>")
    with django_assert_num_queries(1):
        pictures.expand(ONE + '<figure data-picture="7"></figure>')


def test_editor_knows_where_the_library_is():
    from skincare_site.richtext.editor import RichTextWidget, configuration

    assert configuration()["libraryPicture"]["choose"] == "/admin/images/picture/choose/"
    assert configuration()["libraryPicture"]["preview"] == "/admin/images/picture/0/preview/"
    scripts = str(RichTextWidget().media)
    assert scripts.index("ckeditor/ckeditor/ckeditor.js") < scripts.index("editor_pictures.js")
