import pytest
from hypothesis import given
from hypothesis import strategies as st

from skincare_site.search.reading import read, take_day
from skincare_site.symptoms.vocabulary import Vocabulary, current


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("peeling day 3", 3),
        ("peeling on day three", 3),
        ("3rd day and itchy", 3),
        ("third day", 3),
        ("72 hrs later", 3),
        ("48 hours after", 2),
        ("still red a week later", 7),
        ("2 weeks post needling", 14),
        ("had it done yesterday", 1),
        ("d5 flaking", 5),
        ("one week on", 7),
        ("a couple of days ago", 2),
        ("week 2", 14),
        ("i am red", None),
        ("sunday", None),
        ("pus and fever", None),
        ("red and dry", None),
        ("spf 30", None),
    ],
)
def test_take_day(text, day):
    assert take_day(text)[0] == day


def test_take_day_takes_the_words_out():
    assert take_day("peeling day 3 help")[1].split() == ["peeling", "help"]


@pytest.mark.django_db
class TestRead:
    @pytest.mark.parametrize(
        ("text", "negated"),
        [
            ("not red but very sore", {"red"}),
            ("no itching just redness", {"itching"}),
            ("it isn't swollen", {"swollen"}),
            ("redness won't go away", set()),
            ("peeling that will not stop", set()),
            ("is it not normal to bleed", set()),
            ("without bruising or swelling", {"bruising", "swelling"}),
        ],
    )
    def test_negation(self, starter, text, negated):
        words = read(text, current()).words

        assert {word.text for word in words if word.negated and not word.is_stop} >= negated
        if not negated:
            assert not any(word.negated for word in words)

    def test_brand_and_treatment_words_are_taken_out(self, starter):
        question = read("face on fire after skin pen", current())

        assert question.treatments
        assert "pen" not in [word.text for word in question.words]

    def test_correction_is_kept_for_the_did_you_mean_line(self, starter):
        question = read("brruises on cheek", current())

        assert question.corrected_text == "bruises on cheek"
        assert read("bruises on cheek", current()).corrected_text == ""


@given(st.text(max_size=400))
def test_read_never_fails(text):
    read(text, Vocabulary(version=None))
