import datetime

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from hypothesis import given, settings

from aftercare.courses import courses_of, explainers
from aftercare.recovery import (
    Day,
    Effect,
    day_view,
    days_of,
    effects_of,
    group_of,
    in_sentence,
    page_of,
    read_date,
)
from aftercare.sheet import cells_of
from articles.timeline import Course
from tests.articles.courses import courses, told_by_numbers
from tests.builders import make_article, make_symptom, make_tip, make_treatment

REDNESS = Course(0, 0, 1, 1, 3, 7)
TODAY = datetime.date(2026, 11, 21)


def effect(course: Course = REDNESS, **values) -> Effect:
    return Effect(
        **{"name": "Redness", "address": "/", "course": course, "how_common": "many", "how_common_words": "",
           "unchecked": False, **values}
    )  # fmt: skip


def grouped(view) -> list[Effect]:
    return [*view.usual, *view.easing, *view.settled, *view.call, *view.slow, *view.not_usual]


@settings(deadline=None)
@given(course=courses())
def test_day_pages_agree_with_the_five_numbers(course):
    one = effect(course)

    for day in range(course.last_day + 30):
        assert group_of(one, day) == told_by_numbers(course, day), day


@settings(deadline=None)
@given(course=courses())
def test_every_effect_shown_comes_with_its_call_line(course):
    days = days_of([effect(course)])

    for day in days:
        for shown in grouped(day_view([effect(course)], [], day)):
            text = render_to_string(
                "aftercare/_day_effects.html", {"effects": [shown], "span": (0, 0), "last": 1}
            )
            assert shown.course.call_sentence() in text


@settings(deadline=None)
@given(course=courses(last=200))
def test_pages_cover_every_day_of_the_course_once(course):
    days = days_of([effect(course)])

    for number in range(max(14, course.last_day) + 1):
        assert [day.number for day in days if day.first <= number <= day.number] == [
            page_of(number, days).number
        ]
    assert page_of(-1, days) is None
    assert page_of(days[-1].number + 1, days) is None


def test_days_stand_alone_to_day_14_and_then_by_weeks():
    days = days_of([effect(Course(0, call_after=30))])

    assert [day.number for day in days] == [*range(15), 21, 28, 35, 42]
    assert [(day.first, day.label) for day in days[13:17]] == [
        (13, "Day 13"), (14, "Day 14"), (15, "Week 3"), (22, "Week 4"),
    ]  # fmt: skip
    assert days_of([]) == []


def test_what_is_rare_is_never_usual():
    course = Course(14, call_after=20)

    assert group_of(effect(course), 15) == "usual"
    assert group_of(effect(course, how_common="rare"), 15) == "not_usual"


@pytest.mark.django_db
def test_usual_effects_come_first_then_calm_order():
    calm, loud = make_symptom(order=10), make_symptom(order=90)
    treatment = make_treatment(name="Peeling")
    for values in [
        {"title": "Rare one", "how_common": "rare", "main_symptom": calm},
        {"title": "Loud one", "how_common": "many", "main_symptom": loud},
        {"title": "Calm one", "how_common": "many", "main_symptom": calm},
        {"title": "Without a symptom", "how_common": "many", "main_symptom": None},
        {"title": "No course", "starts_day": None, "call_after_day": None},
        {"title": "First one after peeling", "how_common": "almost_everyone", "main_symptom": loud},
    ]:
        make_article(treatment=treatment, **values)
    at = timezone.now()
    rows = explainers([key for keys in courses_of(treatment, at).values() for key in keys], at)

    assert [one.name for one in effects_of(rows, "Peeling")] == [
        "First one", "Calm one", "Loud one", "Without a symptom", "Rare one",
    ]  # fmt: skip


@pytest.mark.django_db
def test_tips_of_the_day_hold_that_day_and_stand_under_do_and_do_not():
    tips = [
        make_tip(title="Early", from_day=0, until_day=2),
        make_tip(title="Holds", from_day=1, until_day=7),
        make_tip(title="Always", from_day=0),
        make_tip(title="Late", from_day=4),
        make_tip(title="Do not pick", kind="do_not", from_day=0, until_day=14),
    ]

    view = day_view([], tips, Day(3))
    week = day_view([], [make_tip(title="Ends early in the week", from_day=0, until_day=16)], Day(21))

    assert [tip.title for tip in view.do] == ["Holds", "Always"]
    assert [tip.title for tip in view.do_not] == ["Do not pick"]
    assert len(week.do) == 1


@pytest.mark.parametrize(
    ("name", "words"), [("Microneedling", "microneedling"), ("PRP facial", "PRP facial")]
)
def test_treatment_inside_a_sentence(name, words):
    assert in_sentence(name) == words


@pytest.mark.parametrize(
    ("typed", "day"), [("2026-11-21", 0), (" 2026-11-18 ", 3), ("2026-11-07", 14), ("2026-11-04", 21)]
)
def test_date_leads_to_its_page(typed, day):
    asked = read_date(typed, TODAY, [*days_of([effect()]), Day(21)])

    assert asked.page == Day(day)
    assert asked.problem == ""


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Choose the date"),
        ("yesterday", "could not read"),
        ("20261118", "could not read"),
        ("2026-W47-3", "could not read"),
        ("2026-02-30", "could not read"),
        ("٢٠٢٦-١١-١٨", "could not read"),
        ("2026-11-22", "still to come"),
        ("9999-12-31", "still to come"),
        ("2025-11-21", "longer ago"),
        ("0001-01-01", "longer ago"),
    ],
)
def test_date_that_leads_nowhere_gets_a_kind_sentence(typed, words):
    asked = read_date(typed, TODAY, days_of([effect()]))

    assert asked.page is None
    assert words in asked.problem


@pytest.mark.django_db
def test_strip_of_a_tip_says_where_a_phase_is_held_only_in_part():
    cells = cells_of(make_tip(from_day=3, until_day=10))

    assert [cell.note if cell.holds else None for cell in cells] == [None, None, "from 3", "", "to 10", None]
