"""Which effects a page of the recovery shows: the most usual ones, as of one moment, and a word when there are more."""

import datetime

import pytest
from django.utils import timezone

from aftercare.courses import MOST, courses_of, explainers, kinds_by_treatment
from aftercare.recovery import Day, Kind, chosen_for
from articles.models import Article
from articles.timeline import Course
from skincare_site.publishing.workflow import Status
from tests.builders import make_article, make_treatment

pytestmark = pytest.mark.django_db
WEEK = Course(0, call_after=7)
HOUR = datetime.timedelta(hours=1)


def fill(treatment, number: int, **values) -> None:
    """So many public explainers that share a course."""
    row = make_article(treatment=treatment, **values)
    slug = row.slug
    for n in range(number - 1):
        row.pk, row.slug, row._state.adding = None, f"{slug}-{n}", True
        Article.objects.bulk_create([row])


def test_what_a_course_is_shared_by():
    treatment = make_treatment()
    first = make_article(treatment=treatment, title="A", how_common="many")
    second = make_article(treatment=treatment, title="B", how_common="many")
    rare = make_article(treatment=treatment, how_common="rare", call_after_day=None, call_at_once=True)
    make_article(treatment=make_treatment(), how_common="many")

    found = courses_of(treatment, timezone.now())

    assert list(found.items()) == [
        (Kind("many", WEEK), [first.pk, second.pk]),
        (Kind("rare", Course(0, call_at_once=True)), [rare.pk]),
    ]
    assert kinds_by_treatment(timezone.now())[treatment.slug] == set(found)


@pytest.mark.parametrize(
    ("values", "before", "after"),
    [
        ({"publish_at": timezone.now() + HOUR}, False, True),
        ({"expires_at": timezone.now() + HOUR}, True, False),
        ({"status": Status.DRAFT}, False, False),
    ],
)
def test_the_clock_decides_what_is_public(values, before, after):
    treatment = make_treatment()
    row = make_article(treatment=treatment, **values)

    for moment, is_shown in [(timezone.now(), before), (timezone.now() + 2 * HOUR, after)]:
        assert [key for keys in courses_of(treatment, moment).values() for key in keys] == [row.pk] * is_shown
        assert explainers([row.pk], moment) == [row] * is_shown


def test_what_ends_soon_takes_nobodys_place():
    """However many are hidden tomorrow, as many as fit on a page are still named."""
    treatment, now = make_treatment(), timezone.now()
    fill(treatment, MOST + 5, title="A", expires_at=now + HOUR)
    fill(treatment, MOST + 5, title="B")

    tomorrow = courses_of(treatment, now + 2 * HOUR)

    assert [len(keys) for keys in tomorrow.values()] == [MOST + 1]


def test_a_page_takes_the_first_of_each_group_and_says_which_has_more():
    kinds = {
        Kind("many", WEEK): [1, 2, 3],
        Kind("few", WEEK): [4, 5],
        Kind("rare", WEEK): [6],
        Kind("many", Course(30, call_after=40)): [7],
    }

    assert chosen_for(Day(3), kinds, 4) == ([1, 2, 3, 4, 6], {"usual"})
    assert chosen_for(Day(3), kinds, 5) == ([1, 2, 3, 4, 5, 6], frozenset())


class TestPages:
    def test_more_effects_than_fit(self, client):
        treatment = make_treatment(slug="peeling")
        fill(treatment, MOST + 1, how_common="many")
        make_article(treatment=treatment, title="Call for this", call_after_day=None, call_at_once=True)

        day = client.get("/recovery/peeling/day/3/").content.decode()
        timeline = client.get("/recovery/peeling/").content.decode()

        usual, rest = day.split('data-group="usual"')[1].split("</ul>", 1)
        assert usual.count("<li>") == MOST
        assert "more than fit on this page" in rest.split("<ul")[0]
        called = rest.split('data-group="not-usual"')[1].split("</section>")[0]
        assert "Call for this" in called
        assert "more than fit" not in called
        assert timeline.count("<h4>") == MOST
        assert "more than fit on this page" in timeline

    def test_all_there_is(self, client):
        fill(make_treatment(slug="peeling"), MOST, how_common="many")

        for address in ["/recovery/peeling/day/3/", "/recovery/peeling/"]:
            assert "more than fit" not in client.get(address).content.decode()
