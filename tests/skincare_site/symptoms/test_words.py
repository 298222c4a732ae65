import sys
from concurrent.futures import ThreadPoolExecutor

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


def test_two_threads_do_not_mix_their_words():
    """The stemmer keeps the word it works on; unguarded, this raises IndexError or gives a stem of both words."""
    words = [f"{start}{end}" for start in ("redden", "swell", "itch", "peel", "flak", "bruis") for end in ("ing", "ed", "iness", "ational", "ments", "fulness")] * 40  # fmt: skip
    alone = [root.__wrapped__(word) for word in words]
    was = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(root.__wrapped__, words))
    finally:
        sys.setswitchinterval(was)

    assert together == alone
