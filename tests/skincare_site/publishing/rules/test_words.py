"""Rules about words: each with what it must catch and what it must leave alone."""

import pytest

from .reading import explainer, found, tip

pytestmark = pytest.mark.django_db

PROMISES = [
    "Results are guaranteed.",
    "We guarantee smooth skin.",
    "Microneedling is completely safe.",
    "It is totally risk-free.",
    "The treatment is painless.",
    "It is a pain-free session.",
    "There is no risk.",
    "There are no side effects.",
    "It is 100 % safe.",
    "It works 100% of the time.",
    "This cream always works.",
    "It works for everyone.",
    "Aloe cures redness.",
    "Redness is a sign that it is working.",
    "Peeling is a sign it's working.",
    "The needles detox your skin.",
    "Your skin is purging.",
    "This is the purge.",
    "It is not only quick but completely safe.",
    "No doubt, it is painless.",
    "It does not take long, and there is no downtime: it is completely safe.",
]
NO_PROMISES = [
    "It is not painless.",
    "No product is completely safe.",
    "Nobody can guarantee a result.",
    "There is no guarantee.",
    "We cannot guarantee that marks fade.",
    "Is it painless?",
    "There is no cure.",
    "It does not cure acne.",
    "You may read that this is “purging”.",
    "This is not a sign that it is working.",
    "Be careful when somebody promises painless treatment.",
    "Wear 100 % cotton.",
    "No treatment is risk-free.",
    "A secure cap keeps the tube clean.",
    "People with no risk factors can get it too.",
    "Always wear a hat.",
]


@pytest.mark.parametrize("sentence", PROMISES)
def test_an_absolute_claim_blocks(sentence):
    (finding, *_) = found(explainer(sentence), "B9")
    assert finding.blocks
    assert finding.field == "what_it_is"
    assert "promises what nobody can promise" in finding.sentence
    assert finding.quote in sentence
    assert finding.reason
    assert finding.fix


@pytest.mark.parametrize("sentence", NO_PROMISES)
def test_words_that_take_a_promise_back_do_not_block(sentence):
    assert found(explainer(sentence), "B9") == []


def test_a_promise_is_found_in_every_visible_field():
    for values in [
        {"title": "Painless needling"},
        {"summary": "It is painless."},
        {"call_lines": "a cure fails"},
    ]:
        assert [finding.field for finding in found(explainer("Plain.", **values), "B9")] == list(values)
    assert found(tip(why="It is guaranteed."), "B9")[0].field == "why"


DIAGNOSES = [
    "You have an infection.",
    "You are having an allergic reaction.",
    "This is an infection.",
    "A yellow crust means you have an infection.",
    "It is a bacterial infection.",
    "You probably have a cold sore.",
    "Your skin is infected.",
    "You are allergic to the cream.",
    "You have got contact dermatitis.",
    "They are cold sores.",
    "You do not have an infection.",
    "If your skin is hot, call us; you have an infection.",
    "You’re having an allergic reaction.",
    "Call us when you see pus. This is an infection.",
]
NO_DIAGNOSES = [
    "Call if you have an infection.",
    "If you have an infection, call the clinic.",
    "You may have an infection.",
    "It could be a cold sore.",
    "Tell the clinic that you have rosacea.",
    "Do you have an infection?",
    "Pus does not mean you have an infection.",
    "You have had cold sores before.",
    "People who think they have an infection call first.",
    "An infection is rare.",
    "This can be an infection.",
    "It is not an infection of the lungs.",
    "You have a session booked.",
    "Once you have acne, be gentle.",
    "This is acne-prone skin.",
]


@pytest.mark.parametrize("sentence", DIAGNOSES)
def test_a_diagnosis_blocks(sentence):
    (finding,) = found(explainer(sentence), "B10")
    assert finding.blocks
    assert "sounds like a diagnosis" in finding.sentence
    assert "call the clinic if" in finding.fix


@pytest.mark.parametrize("sentence", NO_DIAGNOSES)
def test_a_condition_that_is_only_possible_does_not_block(sentence):
    assert found(explainer(sentence), "B10") == []


def test_lines_that_finish_call_the_clinic_if_are_no_diagnosis():
    assert found(explainer(call_lines="you have an infection\nyour skin is infected"), "B10") == []


def test_a_list_is_read_with_the_words_before_it():
    html = "<p>{}</p><ul><li>you have an infection</li></ul>"
    assert found(explainer(html.format("Call the clinic if:")), "B10") == []
    assert found(explainer(html.format("What we see:")), "B10") != []


ADVICE = {
    "A1": (
        ["Redness is normal.", "This is normally over soon.", "It feels abnormal."],
        ["Redness is usual.", "It usually settles."],
    ),
    "A2": (
        ["Your face looks red.", "You may see a dark mark.", "The skin is pink at first."],
        [
            "It looks red on white skin. On brown and black skin it may look darker.",
            "It feels warm.",
            "See the red flags.",
            "It looks pink. On black or brown skin, feel for heat.",
        ],
    ),
    "A3": (
        ["word " * 20 + "end."],
        ["word " * 19 + "end.", "Rest, e.g. at home. " + "Wait until 7 a.m. and then call."],
    ),
    "A5": (
        ["You should rest.", "You may experience heat.", "Patients experienced pain.", "You shouldn’t rub."],
        ["Rest.", "You may have heat.", "An experienced nurse looks.", "In our experience it fades."],
    ),
}
CASES = [
    (code, sentence, is_bad)
    for code, (bad, good) in ADVICE.items()
    for is_bad, sentences in [(True, bad), (False, good)]
    for sentence in sentences
]


@pytest.mark.parametrize(("code", "sentence", "is_bad"), CASES)
def test_advice_on_words(code, sentence, is_bad):
    hits = found(explainer(sentence), code)
    assert bool(hits) is is_bad
    assert not any(finding.blocks for finding in hits)


def test_colour_is_told_once_a_page():
    assert len(found(explainer("It is red. It is pink. It is purple."), "A2")) == 1


def test_a_long_list_item_counts_by_itself_and_not_with_its_lead():
    html = f"<p>{'word ' * 15}:</p><ul><li>{'word ' * 15}</li></ul>"
    assert found(explainer(html), "A3") == []
