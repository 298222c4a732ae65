import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.strip import WIDTH, Scale, strip
from articles.templatetags.explainers import course_strip
from articles.timeline import Course, Stage
from tests.articles.courses import courses

REDNESS = Course(0, 0, 1, 1, 3, 7)


def drawn(course: Course) -> str:
    return str(course_strip(course))


@settings(deadline=None)
@given(course=courses())
def test_each_day_of_the_picture_is_in_the_stage_the_numbers_say(course):
    told = {Stage.USUAL: "usual", Stage.STRONGEST: "strongest", Stage.EASING: "easing"}
    shown = {day: part.name for part in strip(course).parts for day in range(part.first, part.last + 1)}

    if course.call_at_once:
        assert not shown or course.settles_to is not None
        return
    for day in range(course.call_after + 1):
        assert shown.get(day) == told.get(course.stage(day)), day


@settings(deadline=None)
@given(course=courses(last=400), last=st.none() | st.integers(0, 400))
def test_every_shape_stays_inside_the_picture(course, last):
    picture = strip(course, last, today=(course.starts, course.starts))

    for part in picture.parts:
        for x in re.findall(r"[MHC ](-?[\d.]+)(?= )", part.path):
            assert 0 <= float(x) <= WIDTH
    assert all(0 <= tick.x <= WIDTH for tick in picture.ticks)
    for edge in (picture.call, picture.call_at_once, *(picture.today or ())):
        assert edge is None or 0 <= float(edge.rstrip("%")) <= 100


@settings(deadline=None)
@given(last=st.integers(0, 500))
def test_later_days_lie_further_right(last):
    scale = Scale(last)

    places = [scale.x(day) for day in range(last + 2)]

    assert places == sorted(places)
    assert places[0] == 0
    assert scale.x(last + 1) < WIDTH


def test_strip_is_drawn_without_style_attributes_and_hidden_from_screen_readers():
    text = drawn(REDNESS)

    assert 'aria-hidden="true"' in text
    assert "style=" not in text
    assert re.search('class="strongest" [^>]*data-from="0" data-to="1"', text)
    assert re.search('class="easing" [^>]*data-from="2" data-to="3"', text)
    assert 'data-after="7"' in text


def test_call_at_once_is_drawn_from_the_day_it_can_start():
    text = drawn(Course(2, call_at_once=True))

    assert 'class="at-once" data-day="2"' in text
    assert "<path" not in text


@pytest.mark.parametrize(
    ("last", "labels"),
    [
        (3, ["Day 0", "1", "2", "3", "4"]),
        (20, ["Day 0", "3", "5", "7", "10", "14", "4 wk"]),
        (365, ["Day 0", "3", "5", "7", "10", "14", "4 wk", "3 mo", "1 yr"]),
    ],
)
def test_marks_under_the_strip(last, labels):
    assert [tick.label for tick in Scale(last).ticks()] == labels
