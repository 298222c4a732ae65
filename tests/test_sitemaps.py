"""The sitemap gives true dates: when the text that the public reads last changed."""

import datetime
import re

import pytest
from django.utils import timezone

from aftercare.models import CareTip
from articles.models import Article
from skincare_site.publishing import acts
from skincare_site.publishing.texts import values_of
from tests.builders import make_article, make_symptom, make_treatment, ready_to_publish

LONG_AGO = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def dates(client, db):
    def read() -> dict[str, str]:
        text = client.get("/sitemap.xml").content.decode()
        entries = re.findall(r"<url><loc>http://testserver(.*?)</loc>(?:<lastmod>(.*?)</lastmod>)?", text)
        return dict(entries)

    return read


def put_back(page, at=LONG_AGO) -> None:
    """The page as if it had been made then."""
    type(page).objects.filter(pk=page.pk).update(publish_at=at, updated_at=at)
    page.refresh_from_db()


def test_page_nobody_acted_on_has_the_date_of_its_text(dates):
    article = make_article()
    put_back(article)

    assert dates()[article.get_absolute_url()] == "2026-03-01"


def test_draft_beside_a_page_does_not_move_its_date(dates, admin_user):
    article = make_article()
    put_back(article)

    acts.keep_text(article, {**values_of(article), "summary": "A draft."}, admin_user)

    article.refresh_from_db()
    assert article.updated_at > LONG_AGO
    assert dates()[article.get_absolute_url()] == "2026-03-01"


def test_published_change_moves_the_date(dates, admin_user):
    article = make_article(status="draft", main_symptom=make_symptom())
    ready_to_publish(article)
    acts.move(article, "publish", admin_user)
    Article.objects.filter(pk=article.pk).update(publish_at=LONG_AGO)

    assert dates()[article.get_absolute_url()] == timezone.localdate().isoformat()


def test_page_that_waited_for_its_time_has_the_date_it_appeared(dates):
    article = make_article()
    Article.objects.filter(pk=article.pk).update(updated_at=LONG_AGO, publish_at=LONG_AGO.replace(month=5))

    assert dates()[article.get_absolute_url()] == "2026-05-01"


def test_symptom_and_timeline_are_as_new_as_their_newest_page(dates):
    CareTip.objects.all().delete()
    Article.objects.all().delete()
    symptom, treatment = make_symptom(), make_treatment(slug="needling")
    put_back(make_article(main_symptom=symptom, treatment=treatment))
    put_back(make_article([symptom], treatment=treatment), LONG_AGO.replace(month=4))

    found = dates()

    assert found[symptom.get_absolute_url()] == "2026-04-01"
    assert found["/recovery/needling/"] == "2026-04-01"
    assert found["/recovery/needling/day/0/"] == "2026-04-01"
    assert found["/articles/"] == "2026-04-01"


def test_what_keeps_no_date_gets_none(dates, starter):
    found = dates()

    assert found["/clinics/barrie/"] == ""
    assert found["/clinics/"] == ""
    assert "/offline/" not in found
