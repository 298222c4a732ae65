"""HTML to blocks, sentences and links."""

import pytest

from skincare_site.richtext.text import Block, blocks, links, sentences


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Use a balm, e.g. a plain one. Rest.", ["Use a balm, e.g. a plain one.", "Rest."]),
        ("Ask Dr. Roy. She knows.", ["Ask Dr. Roy.", "She knows."]),
        ("Open from 8 a.m. to 4 p.m. on Monday.", ["Open from 8 a.m. to 4 p.m. on Monday."]),
        ("It opens at 8 a.m. Call then.", ["It opens at 8 a.m.", "Call then."]),
        ("Is it usual? No. It is not.", ["Is it usual?", "No.", "It is not."]),
        ("A fever of 38.5 °C. Call.", ["A fever of 38.5 °C.", "Call."]),
        ("They say “wait.” Do not.", ["They say “wait.”", "Do not."]),
        ("Wait … then call.", ["Wait …", "then call."]),
        ("Signs: heat; pain", ["Signs: heat; pain"]),
        ("", []),
    ],
)
def test_sentences(words, expected):
    assert sentences(words) == expected


def test_blocks_know_what_a_list_continues():
    rich = (
        "<h3>When</h3><p>Look.<br>Call if:</p><ul><li>it <strong>grows</strong></li><li>it &lt; 3</li></ul>"
        "<p>Rest.</p><ul><li>well</li></ul><table><tr><th>Day</th><td>1</td></tr></table><h4></h4>"
    )
    assert list(blocks(rich)) == [
        Block("h3", "When"),
        Block("p", "Look. Call if:"),
        Block("li", "it grows", "Look. Call if:"),
        Block("li", "it < 3", "Look. Call if:"),
        Block("p", "Rest."),
        Block("li", "well"),
        Block("th", "Day"),
        Block("td", "1"),
        Block("h4", ""),
    ]


def test_links_with_and_without_an_address():
    rich = '<p><a href="/a/?b=1&amp;c=2" rel="noopener">to <em>a</em></a> <a rel="noopener">b</a> <a href="#"></a></p>'
    assert links(rich) == [("/a/?b=1&c=2", "to a"), ("", "b"), ("#", "")]


def test_a_very_long_text_without_a_space_is_read_in_no_time():
    assert len(sentences("x" * 300_000 + ". End.")) == 2
    assert len(list(blocks("<p>" * 50_000))) == 0
