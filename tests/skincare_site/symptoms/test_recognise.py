import itertools

import pytest

from skincare_site.search.reading import read
from skincare_site.symptoms.models import DangerSign, LayName, Symptom, VocabularyVersion
from skincare_site.symptoms.recognise import _best_matches, _match, recognise
from skincare_site.symptoms.vocabulary import current
from tests.builders import make_symptom

pytestmark = pytest.mark.usefixtures("starter")


def symptoms_of(question: str) -> list[str]:
    vocabulary = current()
    return [one.symptom.slug for one in recognise(read(question, vocabulary).words, vocabulary).symptoms]


def danger_of(question: str) -> set[str]:
    vocabulary = current()
    return {danger.level for danger in recognise(read(question, vocabulary).words, vocabulary).danger}


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("my face is pealing day 3", "peeling"),
        ("zits after dermapen", "breakouts"),
        ("is pus normal", "infection"),
        ("not red but very sore", "sensitivity"),
        ("redness won't go away", "redness"),
        ("itchyyy", "itching"),
        ("oedema", "swelling"),
        ("edema", "swelling"),
        ("rougeur", "redness"),
        ("feu sauvage", "cold-sores"),
    ],
)
def test_patients_words_are_understood(question, first):
    assert symptoms_of(question)[:1] == [first]


def test_several_symptoms_in_one_question():
    assert set(symptoms_of("red and puffy")[:2]) == {"redness", "swelling"}


@pytest.mark.parametrize(
    "question",
    [
        "ear infection",
        "dry cough",
        "red wine",
        "knee pain",
        "tight jeans",
        "botox price",
        "",
        "what",
        "qwerty",
    ],
)
def test_questions_about_something_else_recognise_nothing(question):
    assert symptoms_of(question) == []


@pytest.mark.parametrize("question", ["I have a fever", "yellow pus", "redness is spreading", "pus"])
def test_urgent_signs(question):
    assert "urgent" in danger_of(question)


@pytest.mark.parametrize(
    "question", ["can't breathe", "my eye is swollen shut", "throat closing", "trouble breathing"]
)
def test_emergency_signs(question):
    assert "emergency" in danger_of(question)


@pytest.mark.parametrize("question", ["hay fever", "no fever", "eye cream", "red cheeks", "lip filler"])
def test_no_danger_where_there_is_none(question):
    assert danger_of(question) == set()


def test_a_new_wording_works_in_the_next_question():
    assert symptoms_of("my skin went fizzwobbly") == []

    LayName.objects.create(phrase="fizzwobbly", symptom=Symptom.objects.get(slug="itching"))
    assert symptoms_of("my skin went fizzwobbly") == ["itching"]

    LayName.objects.filter(phrase="fizzwobbly").delete()
    assert symptoms_of("my skin went fizzwobbly") == []


@pytest.mark.parametrize(
    "change",
    [
        make_symptom,
        lambda: DangerSign.objects.create(phrase="turning to stone", level="urgent"),
        lambda: Symptom.objects.filter(slug="itching").update(order=61),
        lambda: LayName.objects.bulk_create([LayName(phrase="q", symptom=Symptom.objects.first())]),
        lambda: Symptom.objects.first().lay_names.first().delete(),
    ],
)
def test_every_way_to_change_the_words_renews_the_version(change):
    before = VocabularyVersion.current()

    change()

    assert VocabularyVersion.current() != before


def test_phrases_that_are_not_tried_could_not_have_matched():
    """What is left out for speed changes nothing: every phrase of two words gives the same matches."""
    vocabulary = current()
    roots = sorted(vocabulary.rarity)
    for left, right in [*vocabulary.pairs, *itertools.pairwise(roots)]:
        where = {left: [0], right: [1]}
        every = {}
        for phrase in itertools.chain.from_iterable(vocabulary.by_root.get(part, ()) for part in where):
            match = _match(phrase, where, vocabulary)
            if match and (phrase.target not in every or match.score > every[phrase.target].score):
                every[phrase.target] = match

        found = _best_matches(where, vocabulary)

        assert {target: match.score for target, match in found.items()} == {
            target: match.score for target, match in every.items()
        }
