from hypothesis import given
from hypothesis import strategies as st

from skincare_site.search.snippets import snippet


def test_best_sentence_with_marks():
    text = "Cool it. Peeling starts on day 2. Call us."

    assert snippet(text, {"peel"}) == "<mark>Peeling</mark> starts on day 2. Call us."


def test_lines_of_a_list_read_as_sentences():
    text = "Instead: wash with clean fingers. pat dry from 8 a.m. to noon, e.g. with a towel."

    assert snippet(text, set()) == (
        "Instead: wash with clean fingers. Pat dry from 8 a.m. to noon, e.g. with a towel."
    )


def test_markup_in_the_text_is_shown_and_never_run():
    assert snippet("peel <script>alert(1)</script> & peel", {"peel"}) == (
        "<mark>Peel</mark> &lt;script&gt;alert(1)&lt;/script&gt; &amp; <mark>peel</mark>"
    )


@given(st.text(alphabet=st.sampled_from("<>&\"' abpeel.mrk/"), max_size=300))
def test_only_mark_tags_ever_come_out(text):
    out = snippet(text, {"peel", "a"}).replace("<mark>", "").replace("</mark>", "")

    assert "<" not in out
    assert ">" not in out


def test_long_text_is_cut():
    assert len(snippet("word " * 500, set())) < 300
