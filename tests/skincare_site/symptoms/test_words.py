import pytest
from hypothesis import given
from hypothesis import strategies as st

from skincare_site.symptoms.words import MAX_QUESTION, american, normalise, page_roots, root, tokens


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("  My FACE\tis\nPeeling ", "my face is peeling"),
        ("ｗｉｄｅ", "wide"),
        ("œdème", "œdeme"),
        ("pe\u0301eling", "peeling"),
        ("don’t", "don't"),
        ("a\x00b\u200bc", "a bc"),
        ("", ""),
    ],
)
def test_normalise(typed, normal):
    assert normalise(typed) == normal


@given(st.text(max_size=2000))
def test_normalise_never_fails_is_bounded_and_settles(text):
    once = normalise(text)

    assert len(once) <= MAX_QUESTION
    assert "\x00" not in once
    assert all(token for token in tokens(once))


@pytest.mark.parametrize(
    "family",
    [
        ["itch", "itchy", "itching", "itches", "itchier"],
        ["dark", "darker", "darkened"],
        ["swollen", "swelling", "swell", "swelled"],
        ["peeling", "peels", "peeled", "peely"],
        ["dry", "drier", "dryness"],
        ["flaky", "flaking", "flakes"],
        ["moisturiser", "moisturizer"],
        ["colour", "color"],
        ["oedema", "edema"],
        ["haematoma", "hematoma"],
    ],
)
def test_root_unites_a_family(family):
    assert len({root(word) for word in family}) == 1


def test_root_keeps_strangers_apart():
    assert (
        len({root(word) for word in ["tight", "light", "sore", "soar", "scar", "scare", "pus", "push"]}) == 8
    )


@pytest.mark.parametrize("word", ["bruise", "raised", "noise", "exercise", "four", "hour", "our", "your"])
def test_american_leaves_words_that_are_the_same_everywhere(word):
    assert american(word) == word


def test_page_roots_reads_a_whole_page():
    assert len(page_roots("peeling skin " * 1000)) == 2000
