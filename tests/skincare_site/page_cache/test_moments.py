"""Pages change by the clock alone: a kept page ends at the moment it would say something else."""

import datetime

import pytest
from django.utils import timezone

from articles.models import Article
from skincare_site import moments
from skincare_site.clinics.models import Clinic, OpeningHours
from skincare_site.page_cache.moments import day_ends, next_change
from skincare_site.publishing.records import Version, about
from skincare_site.publishing.texts import digest_of, values_of
from skincare_site.publishing.workflow import Status
from tests.builders import make_article
from tests.skincare_site.page_cache.asking import ask
from tests.skincare_site.page_cache.conftest import local

SECOND, HOUR = datetime.timedelta(seconds=1), datetime.timedelta(hours=1)


def check(site, clock, address: str, moment: datetime.datetime) -> tuple[str, str]:
    """The page's words before and after `moment`; it is kept on both sides and is Django's on both sides."""
    words = []
    for at in (moment - SECOND, moment):
        clock.pass_to(at)
        answer = site.ask(address)
        wanted = ask(site.django, address)
        assert (answer.status, answer.body) == (wanted.status, wanted.body), at
        words.append(answer.text)
    return words[0], words[1]


def test_page_appears_at_its_time(site, clock):
    at = local(2030, 11, 20, 15, 30)
    make_article(title="Coming soon", publish_at=at)
    site.ask("/articles/")
    assert site.is_kept("/articles/")
    before, after = check(site, clock, "/articles/", at)
    assert ("Coming soon" in before, "Coming soon" in after) == (False, True)


def test_page_planned_while_others_are_kept_appears_at_its_time(site, clock):
    assert site.is_kept("/articles/")
    at = local(2030, 11, 20, 15, 30)
    make_article(title="Coming soon", publish_at=at)
    site.edited()
    assert site.is_kept("/articles/")
    before, after = check(site, clock, "/articles/", at)
    assert ("Coming soon" in before, "Coming soon" in after) == (False, True)


@pytest.mark.parametrize("hours", [1, 0, -1])
def test_page_appears_also_where_nobody_asked_between_the_edit_and_its_time(site, clock, hours):
    """Also one that is published with the present moment, or one that lies after the page was made."""
    assert site.is_kept("/articles/")
    clock.pass_to(clock.at + 2 * HOUR)
    make_article(title="Coming soon", publish_at=clock.at + hours * HOUR)
    site.edited()
    clock.pass_to(clock.at + 2 * HOUR)
    answer = site.ask("/articles/")
    assert "Coming soon" in answer.text
    assert answer.body == ask(site.django, "/articles/").body


@pytest.mark.parametrize("hours", [1, 0, -1])
def test_page_disappears_also_where_nobody_asked_between_the_edit_and_its_time(site, clock, hours):
    make_article(title="Going soon", slug="going", publish_at=local(2030, 11, 1))
    assert site.is_kept("/articles/")
    assert "Going soon" in site.ask("/articles/").text
    clock.pass_to(clock.at + 2 * HOUR)
    Article.objects.filter(slug="going").update(expires_at=clock.at + hours * HOUR)
    site.edited()
    clock.pass_to(clock.at + 2 * HOUR)
    assert "Going soon" not in site.ask("/articles/").text


def test_page_disappears_at_its_time(site, clock):
    at = local(2030, 11, 20, 13, 1)
    make_article(title="Going soon", slug="going", expires_at=at, publish_at=local(2030, 11, 1))
    assert site.is_kept("/articles/")
    before, after = check(site, clock, "/articles/", at)
    assert ("Going soon" in before, "Going soon" in after) == (True, False)
    assert site.ask("/articles/going/").status != 200


def test_planned_text_comes_at_its_time(site, clock):
    at = local(2030, 11, 20, 14, 0)
    article = make_article(title="Old title", slug="planned", publish_at=local(2030, 11, 1))
    values = {**values_of(article), "title": "New title"}
    draft = Version.objects.create(
        **about(article), title="New title", values=values, digest=digest_of(type(article), values)
    )
    type(article).objects.filter(pk=article.pk).update(
        draft=draft, draft_status=Status.PUBLISHED, draft_due_at=at, signed_digest=draft.digest
    )
    assert site.is_kept("/articles/planned/")
    clock.pass_to(at - SECOND)
    assert "Old title" in site.ask("/articles/planned/").text
    clock.pass_to(at)
    assert "New title" in site.ask("/articles/planned/").text


def test_planned_text_that_is_late_keeps_pages_out(site, clock, monkeypatch):
    """The database was locked when it was due: until it is public, no page is kept that shows the old one."""
    article = make_article(title="Old title", slug="planned", publish_at=local(2030, 11, 1))
    values = {**values_of(article), "title": "New title"}
    draft = Version.objects.create(**about(article), title="New title", values=values, digest="x")
    type(article).objects.filter(pk=article.pk).update(
        draft=draft, draft_status=Status.PUBLISHED, draft_due_at=clock.now() - SECOND
    )
    monkeypatch.setattr("skincare_site.middleware.publish_due", lambda: 0)
    assert not site.is_kept("/articles/planned/")


def test_review_is_overdue_from_midnight(site, clock):
    make_article(
        slug="reviewed", publish_at=local(2030, 11, 1), reviewed_on=datetime.date(2029, 11, 20),
        next_review_on=datetime.date(2030, 11, 20),
    )  # fmt: skip
    assert site.is_kept("/articles/reviewed/")
    before, after = check(site, clock, "/articles/reviewed/", local(2030, 11, 21))
    assert ("due for review" in before, "due for review" in after) == (False, True)


def test_clinic_opens_and_closes(site, clock):
    OpeningHours.objects.all().delete()
    clinic = Clinic.objects.first()
    opens, closes = datetime.time(12, 15), datetime.time(16, 45)
    OpeningHours.objects.create(clinic=clinic, weekday=2, opens=opens, closes=closes)
    assert site.is_kept("/articles/redness/")
    closed, opened = check(site, clock, "/articles/redness/", local(2030, 11, 20, 12, 15))
    still, closed_again = check(site, clock, "/articles/redness/", local(2030, 11, 20, 16, 45))
    assert ["Open now" in words for words in (closed, opened, still, closed_again)] == [
        False,
        True,
        True,
        False,
    ]


def test_today_changes_at_midnight(site, clock):
    assert site.is_kept("/recovery/microneedling/")
    before, after = check(site, clock, "/recovery/microneedling/", local(2030, 11, 21))
    assert ('max="2030-11-20"' in before, 'max="2030-11-21"' in after) == (True, True)


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        (local(2026, 11, 18, 12), local(2026, 11, 19)),
        (local(2026, 11, 18, 23, 59, 59), local(2026, 11, 19)),
        (local(2026, 11, 18), local(2026, 11, 19)),
        (local(2026, 10, 31, 20), local(2026, 11, 1)),
        (local(2026, 11, 1, 0, 30), local(2026, 11, 1, 1)),  # the day with 25 hours
        (local(2026, 11, 1, 1, 30), local(2026, 11, 1, 1, fold=1)),
        (local(2026, 11, 1, 23, 30), local(2026, 11, 2)),
        (local(2026, 3, 8, 1, 30), local(2026, 3, 8, 3)),  # the day with 23
    ],
)
def test_day_ends_at_local_midnight_and_never_skips_an_hour_when_clocks_change(at, ends):
    assert day_ends(at).astimezone(datetime.UTC) == ends.astimezone(datetime.UTC)


def test_next_change_is_the_first_of_all(starter):
    at = local(2030, 11, 20, 5, 0)
    OpeningHours.objects.all().delete()
    assert next_change(at) == local(2030, 11, 21)
    make_article(publish_at=local(2030, 11, 20, 9, 0))
    assert next_change(at) == local(2030, 11, 20, 9, 0)
    make_article(publish_at=local(2030, 11, 1), expires_at=local(2030, 11, 20, 8, 0))
    assert next_change(at) == local(2030, 11, 20, 8, 0)
    make_article(publish_at=local(2030, 11, 20, 6, 0), status=Status.DRAFT)
    assert next_change(at) == local(2030, 11, 20, 8, 0)
    OpeningHours.objects.create(
        clinic=Clinic.objects.first(), weekday=2, opens=datetime.time(7), closes=datetime.time(9)
    )
    assert next_change(at) == local(2030, 11, 20, 7, 0)


def test_three_questions_a_kind_and_one_for_the_clinics(starter, django_assert_num_queries):
    at = timezone.now()
    with django_assert_num_queries(6):
        list(moments.of_pages(at))
    with django_assert_num_queries(1):
        list(moments.of_clinics(at))
