import pytest

from skincare_site.symptoms.spelling import correct, split
from skincare_site.symptoms.vocabulary import current
from skincare_site.symptoms.wordlists import english, neutral, outside
from skincare_site.symptoms.words import root

pytestmark = pytest.mark.usefixtures("starter")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("swellling", "swelling"),
        ("brruises", "bruises"),
        ("infecttion", "infection"),
        ("whitehaeds", "whiteheads"),
        ("ichty", "itchy"),
    ],
)
def test_misspelling_is_read_as_the_nearest_word_of_ours(typed, meant):
    assert correct(typed, current()) == meant


@pytest.mark.parametrize("word", ["tight", "light", "soar", "scare", "push", "qz", "x1", "price", "zzzzzzz"])
def test_right_or_hopeless_words_are_left_alone(word):
    assert correct(word, current()) is None


def test_no_common_english_word_is_ever_corrected():
    vocabulary = current()
    words = sorted(english())[::8]
    assert len(words) > 5000

    assert [word for word in words if correct(word, vocabulary)] == []


def test_run_together_words_are_split():
    assert split("darkspots", current()) == ("dark", "spots")
    assert split("redness", current()) is None


def test_word_lists_do_not_contradict_each_other():
    alone = {phrase.roots[0] for phrase in current().phrases if len(phrase.roots) == 1}

    assert outside() & neutral() == set()
    assert outside() & alone == set()
    assert root("knee") in outside()
