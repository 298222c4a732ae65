"""A slip of the finger finds the same symptom, and correct English is never changed."""

import pytest

from skincare_site.symptoms.spelling import correct, split
from skincare_site.symptoms.vocabulary import current
from tests.skincare_site.search import generated
from tests.skincare_site.search.judging import first_symptom


@pytest.mark.django_db
def test_one_edit_in_a_wording_finds_the_same_symptom_first(starter):
    made = generated.misspellings(1500)
    missed = [one for one in made if first_symptom(one.typed) != first_symptom(one.phrase)]

    assert len(missed) <= 0.05 * len(made), [(one.phrase, one.typed) for one in missed[:40]]


@pytest.mark.django_db
def test_no_common_english_word_is_corrected(starter):
    vocabulary = current()
    words = generated.common_words(5000)

    assert [word for word in words if correct(word, vocabulary) or split(word, vocabulary)] == []
