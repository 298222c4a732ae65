"""Pages that give different numbers for the same thing."""

import pytest

from aftercare.models import CareTip
from articles.models import Article
from skincare_site.publishing.contradictions import contradictions
from skincare_site.publishing.quantities import times
from tests.builders import make_article, make_symptom, make_tip

pytestmark = pytest.mark.django_db


def said(*sentences: str) -> list[CareTip]:
    """One tip for each text, unsaved."""
    return [
        CareTip(pk=number, title=f"Tip {number}", slug=f"tip-{number}", why="", text=f"<p>{text}</p>")
        for number, text in enumerate(sentences, 1)
    ]


def topics(*sentences: str) -> list[str]:
    return [pair.topic for pair in contradictions(said(*sentences))]


@pytest.mark.parametrize(
    ("one", "other", "topic"),
    [
        ("Use SPF 30 or higher.", "Use SPF 50.", "Sun protection factor"),
        ("Wait 24 hours before you wear make-up." , "Do not wear makeup for 3 days.", "Make-up"),
        ("Do not use retinol for 7 days.", "Leave out retinoids for 2 weeks.", "Retinoids"),
        ("Do not exercise for 24 hours.", "Leave out sweaty exercise until 72 hours after treatment.", "Exercise"),
        ("Stay out of pools for 2 days.", "Do not swim in a pool for 72 hours.", "Swimming in a pool"),
        ("Use sunscreen from day 1.", "Start sunscreen 3 days after treatment.", "Sunscreen starts"),
        ("Stay out of direct sun for 72 hours.", "Keep out of direct sun for 2 weeks.", "Direct sun"),
        ("Do not drink alcohol for 24 hours.", "Do not drink alcohol for 48 hours.", "Alcohol"),
        ("Call for a fever of 38 °C.", "Call for a fever of 38.5 °C or more.", "Fever"),
        ("Press on it for 10 minutes.", "Keep up the pressure for 15 minutes.", "Pressing on a spot that bleeds"),
        ("Leave your face alone for 4 hours, then wash it.", "Wait one day, then rinse your face.", "Washing the face"),
        ("Wait 4 weeks between sessions.", "Leave 8 weeks between sessions.", "The next session"),
    ],
)  # fmt: skip
def test_two_numbers_for_one_thing_are_told_with_both_sentences(one, other, topic):
    pages = said(one, other)
    (pair,) = contradictions(pages)
    assert pair.topic == topic
    assert {pair.left[0].sentence, pair.right[0].sentence} == {one, other}
    assert {pair.left[0].page, pair.right[0].page} == set(pages)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Do not wear make-up for 24 hours.", "Make-up can go back on after 1 day."),
        ("Do not wear make-up for 24 hours.", "No make-up for 24 hours, or 48 hours if it is raw."),
        ("Do not use acids for 7 days.", "Some clinics say no acids for 14 days."),
        ("Do not use acids for 7 days.", "Leave out acids for at least one week."),
        ("Do not swim in a pool for 72 hours.", "Do not swim in a lake for 7 days."),
        ("Do not tan for 2 weeks.", "Do not tan for 7 days before your next session."),
        ("Use a sauna again after 7 days.", "Stay out of the sauna for 5 to 7 days."),
        ("Use sunscreen from day 1.", "Use sunscreen for 2 weeks."),
        ("Do not use retinoids for 7 days.", "A retinoid can sting for 1 day."),
        ("Use SPF 30.", "Use SPF 30 or higher for 50 days."),
        ("Put on moisturizer 3 to 4 times a day.", "Put on moisturizer twice a day for 10 days."),
    ],
)
def test_numbers_that_agree_or_count_something_else_are_left_alone(one, other):
    assert topics(one, other) == []


def test_one_page_does_not_contradict_itself_here():
    assert topics("Use SPF 30. Use SPF 50.") == []


def test_pages_that_agree_stand_on_one_side():
    (pair,) = contradictions(said("Use SPF 30.", "Choose SPF 30.", "Use SPF 50."))
    assert [len(pair.left), len(pair.right)] == [2, 1]


def test_the_words_before_a_list_count():
    pages = said("Use SPF 30.")
    pages[0].text = "<p>For the first 7 days:</p><ul><li>do not use a hot tub</li></ul>"
    pages += [CareTip(pk=9, title="Other", slug="other", text="<p>Do not use a hot tub for 3 days.</p>")]
    assert [pair.topic for pair in contradictions(pages)] == ["Sauna, steam and hot tub"]


def test_a_tips_day_fields_are_compared_with_sentences():
    field = CareTip(pk=8, title="Do not wear make-up", slug="a", kind=CareTip.Kind.DO_NOT, until_day=3)
    (pair,) = contradictions([field, *said("Do not wear make-up for 24 hours.")])
    assert {claim.field for claim in (pair.left[0], pair.right[0])} == {"until_day", "text"}


def test_an_explainers_course_is_compared_with_other_pages():
    symptom = make_symptom(name="Wobbling")
    make_article(
        main_symptom=symptom, settles_from_day=1, settles_to_day=3, strongest_from_day=0, strongest_to_day=1
    )
    make_tip(text="<p>Wobbling usually settles in 1 to 3 days. It is still there after day 9.</p>")
    pages = [*Article.objects.filter(main_symptom=symptom), *CareTip.objects.filter(title__startswith="Page")]
    assert contradictions(pages) == []
    make_tip(text="<p>Wobbling usually settles in 3 to 7 days.</p>")
    make_tip(text="<p>Call if the wobbling is still there after day 10.</p>")
    pages = [*Article.objects.filter(main_symptom=symptom), *CareTip.objects.filter(title__startswith="Page")]
    assert {pair.topic for pair in contradictions(pages)} == {"Wobbling: settles", "Wobbling: call after"}


def test_a_hedged_sentence_about_an_effect_is_no_claim():
    symptom = make_symptom(name="Wobbling")
    make_article(main_symptom=symptom, settles_from_day=1, settles_to_day=3)
    make_tip(text="<p>Some wobbling can last up to 21 days.</p>")
    pages = [*Article.objects.filter(main_symptom=symptom), *CareTip.objects.filter(title__startswith="Page")]
    assert contradictions(pages) == []


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("in 1 to 3 days", [(1, 3)]),
        ("by day 14", [(14, 14)]),
        ("between day 7 and day 14", [(7, 14)]),
        ("in the first 24 hours", [(0, 1)]),
        ("within a week or 2 weeks", [(14, 14)]),
        ("weeks 2 to 8", [(14, 56)]),
        ("two weeks, days 5–7", [(14, 14), (5, 7)]),
        ("a 72-hour wait", [(3, 3)]),
        ("3 to 4 times a day", []),
        ("the same day", []),
    ],
)
def test_times_in_text(text, spans):
    assert [(time.first, time.last) for time in times(text)] == spans
