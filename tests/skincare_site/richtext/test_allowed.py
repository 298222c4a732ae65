import nh3
import pytest
from django.core.exceptions import ValidationError

from skincare_site.richtext.allowed import MAX_DEPTH, clean, depth

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt&colon;alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="//evil.example/x">x</a>',
    '<a href="/\\evil.example/x">x</a>',
    '<a href="\\\\evil.example/x">x</a>',
    '<p onclick="alert(1)" style="position:fixed">x</p>',
    "<iframe src=https://evil.example></iframe>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>",
    "<form action=https://evil.example><input name=q></form>",
    '<img src="https://evil.example/pixel.gif">',
    "<style>@import url(https://evil.example)</style>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "<base href=https://evil.example>",
    "<p>\x00<scr\x00ipt>alert(1)</script></p>",
    '<a href="https://ok.example" onmouseover="alert(1)">x</a>',
]
FORBIDDEN = ["<script", "javascript:", "onerror", "onclick", "onmouseover", "<iframe", "<img", "<svg", "<style",
             "style=", "<form", "<input", "<base", "evil.example", "data:text", "<template", "\x00"]  # fmt: skip


@pytest.mark.parametrize("html", HOSTILE)
def test_clean_hostile_snippet_leaves_nothing_active(html):
    cleaned = clean(html).casefold()

    assert [mark for mark in FORBIDDEN if mark in cleaned] == []


@pytest.mark.parametrize(
    "html",
    [
        "<p>Plain words.</p>",
        "<p>Call <strong>now</strong> if it is <em>spreading</em>.</p>",
        "<ul><li>cool pack</li><li>clean cloth</li></ul>",
        "<ol><li>one</li><li>two<ul><li>deeper</li></ul></li></ol>",
        "<h3>Day 1 to 3</h3><p>38 °C &amp; above, 1 &lt; 2</p>",
        "<blockquote><p>Peau rouge, très chaude</p></blockquote>",
        "<p>first line<br>second line</p>",
        "<p>naïve, œdème, 🧊 emoji, 1–3 days</p>",
        '<table><caption>Days</caption><thead><tr><th scope="col">Day</th></tr></thead>'
        '<tbody><tr><td colspan="2">1</td></tr></tbody></table>',
    ],
)
def test_clean_honest_text_is_unchanged(html):
    assert clean(html) == html


@pytest.mark.parametrize(
    "link", ["https://www.nhs.uk/", "/articles/redness/", "tel:+17055550142", "mailto:a@b.example", "#top"]
)
def test_clean_keeps_honest_links(link):
    assert f'href="{link}"' in clean(f'<a href="{link}">x</a>')


def test_clean_twice_changes_nothing():
    for html in HOSTILE:
        assert clean(clean(html)) == clean(html)


def test_clean_pasted_headings_and_bold_keep_their_meaning():
    assert clean("<h1>Top</h1><p><b>bold</b> <i>soft</i></p><h6>small</h6>") == (
        "<h3>Top</h3><p><strong>bold</strong> <em>soft</em></p><h4>small</h4>"
    )


@pytest.mark.parametrize("html", ["<div>" * 100_000, "<b>" * (MAX_DEPTH + 1), "x" * 300_001])
def test_clean_oversize_is_refused_in_words_before_it_is_cleaned(html, monkeypatch):
    # Cleaning such a text takes minutes.
    monkeypatch.setattr(nh3, "clean", lambda *_args, **_options: pytest.fail("cleaned first"))

    with pytest.raises(ValidationError) as refusal:
        clean(html)

    assert "Split" in str(refusal.value) or "plain text" in str(refusal.value)


def test_depth_does_not_count_elements_that_close_themselves():
    assert depth("<p>one<br><p>two<li>three" * 300) == 0
