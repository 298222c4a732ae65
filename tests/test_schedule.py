"""What happens by itself, on the clinic's days: also on the two days a year when the clocks change."""

import datetime
from datetime import UTC
from datetime import datetime as moment

import pytest
from django.utils import timezone

from aftercare.models import CareTip
from articles.models import Article
from skincare_site import schedule
from skincare_site.publishing import acts
from skincare_site.publishing.texts import values_of
from skincare_site.publishing.workflow import Status

from .builders import make_article, make_tip

KINDS = [Article, CareTip]
LONG_AGO = moment(2020, 1, 1, tzinfo=UTC)
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def cells(first):
    return {day.date: day for week in schedule.month(KINDS, first) for day in week}


def test_what_appears_changes_and_disappears_stands_in_order(client, staff, admin_user):
    now = timezone.now()
    make_article(title="Goes", expires_at=now + datetime.timedelta(days=3))
    make_tip(title="Comes", publish_at=now + datetime.timedelta(days=1))
    changing = make_article(title="Stays")
    acts.keep_text(changing, {**values_of(changing), "title": "Becomes this"}, admin_user)
    due = now + datetime.timedelta(days=2)
    Article.objects.filter(pk=changing.pk).update(draft_status=Status.PUBLISHED, draft_due_at=due)
    make_article(title="A draft", status=Status.DRAFT, publish_at=now + datetime.timedelta(days=1))
    client.force_login(staff("Author"), backend=MODEL_BACKEND)

    page = client.get("/admin/schedule/").content.decode()

    coming = page[page.index("Coming up") : page.index("month-heading")]
    places = [coming.index(title) for title in ("Comes", "Becomes this", "Goes")]
    assert places == sorted(places)
    words = [coming.index(word) for word in ("Appears", "Changes to its new text", "Disappears")]
    assert words == sorted(words)
    assert "A draft" not in page


def test_a_day_runs_from_local_midnight_to_the_next(db):
    make_tip(title="Late evening", publish_at=moment(2031, 7, 2, 3, 59, tzinfo=UTC))  # 1 July, 23:59
    make_tip(title="Just after", publish_at=moment(2031, 7, 2, 4, 0, tzinfo=UTC))

    days = cells(datetime.date(2031, 7, 1))

    assert [thing.page.title for thing in days[datetime.date(2031, 7, 1)].happenings] == ["Late evening"]
    assert [thing.page.title for thing in days[datetime.date(2031, 7, 2)].happenings] == ["Just after"]


@pytest.mark.parametrize(
    ("first", "last", "day"),
    [
        # 25 hours: 1 November 2026, from UTC 04:00 to the next day's 04:59:59.
        (moment(2026, 11, 1, 4, 0, tzinfo=UTC), moment(2026, 11, 2, 4, 59, 59, tzinfo=UTC), (2026, 11, 1)),
        # 23 hours: 14 March 2027, from UTC 05:00 to the next day's 03:59:59.
        (moment(2027, 3, 14, 5, 0, tzinfo=UTC), moment(2027, 3, 15, 3, 59, 59, tzinfo=UTC), (2027, 3, 14)),
    ],
)
def test_days_on_which_the_clocks_change_have_all_their_hours(db, first, last, day):
    second = datetime.timedelta(seconds=1)
    for at in (first - second, first, last, last + second):
        make_tip(publish_at=LONG_AGO, expires_at=at)

    found = cells(datetime.date(*day).replace(day=1))[datetime.date(*day)]

    assert found.count == 2
    assert all(thing.zone for thing in found.happenings)


def test_the_hour_that_comes_twice_is_told_apart(client, admin_user):
    for hour in (5, 6):
        make_tip(
            title=f"At {hour}", publish_at=LONG_AGO, expires_at=moment(2032, 11, 7, hour, 30, tzinfo=UTC)
        )
    client.force_login(admin_user, backend=MODEL_BACKEND)

    page = client.get("/admin/schedule/?month=2032-11&day=2032-11-07").content.decode()
    on_day = page[page.index('id="day"') :]

    assert on_day.index("01:30 EDT") < on_day.index("At 5") < on_day.index("01:30 EST") < on_day.index("At 6")


def test_ordinary_days_name_no_zone(db):
    make_tip(publish_at=moment(2032, 5, 7, 12, tzinfo=UTC))

    [thing] = cells(datetime.date(2032, 5, 1))[datetime.date(2032, 5, 7)].happenings

    assert thing.zone == ""


def test_a_full_day_shows_the_first_and_how_many_more(client, admin_user):
    for minute in range(5):
        make_tip(title=f"Number {minute}", publish_at=moment(2033, 5, 7, 12, minute, tzinfo=UTC))
    client.force_login(admin_user, backend=MODEL_BACKEND)

    page = client.get("/admin/schedule/?month=2033-05").content.decode()
    month = page[page.index('<table class="month"') :]

    assert "Number 2" in month
    assert "Number 3" not in month
    assert "and 2 more" in month
    assert "Number 3" in client.get("/admin/schedule/?month=2033-05&day=2033-05-07").content.decode()


def test_months_lead_on_and_back(client, admin_user):
    client.force_login(admin_user, backend=MODEL_BACKEND)

    page = client.get("/admin/schedule/?month=2027-01").content.decode()

    assert 'href="?month=2026-12#month" rel="prev"' in page
    assert 'href="?month=2027-02#month" rel="next"' in page


@pytest.mark.parametrize(
    "query",
    ["?month=2026-13", "?month=x&day=y", "?month=0001-01", "?month=9999-12", "?day=2026-02-30", "?p=x"],
)
def test_addresses_typed_by_hand_are_answered(client, admin_user, query):
    client.force_login(admin_user, backend=MODEL_BACKEND)

    assert client.get(f"/admin/schedule/{query}").status_code == 200


def test_it_is_for_those_who_may_look_at_pages(client, staff):
    assert client.get("/admin/schedule/").status_code == 302
    client.force_login(staff(name="nobody"), backend=MODEL_BACKEND)
    assert client.get("/admin/schedule/").status_code == 403
