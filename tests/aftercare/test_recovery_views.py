import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article
from skincare_site.publishing.workflow import Status
from tests.articles.courses import told_by_numbers
from tests.builders import make_article, make_tip, make_treatment

COURSE = "/recovery/microneedling/"


@pytest.fixture
def clock(monkeypatch):
    """`clock(…)` sets the time, in UTC; Toronto is 5 hours behind in January."""

    def set_to(*values: int) -> None:
        moment = datetime.datetime(*values, tzinfo=datetime.UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return set_to


def shown_groups(text: str) -> dict[str, list[str]]:
    """Addresses of the effects on a day's page, by group."""
    return {
        name.replace("-", "_"): re.findall(r'href="([^"]+)"', inner)
        for name, inner in re.findall(r'<ul [^>]*data-group="([a-z-]+)">(.*?)</ul>', text, re.DOTALL)
    }


@pytest.mark.usefixtures("starter")
class TestStarterContent:
    """Bar 5: sentence, strip, timeline row and day pages of every effect tell the same five numbers."""

    def test_explainer_and_timeline_show_the_same_sentence_and_strip(self, client):
        timeline = client.get(COURSE).content.decode()
        articles = list(Article.objects.visible().filter(starts_day__isnull=False))
        assert len(articles) >= 19
        for article in articles:
            course = article.course
            page = client.get(article.get_absolute_url()).content.decode()
            row = re.search(
                rf'<li>\s*<h4><a href="{article.get_absolute_url()}">.*?</li>', timeline, re.DOTALL
            )[0]
            for text in (page, row):
                assert course.sentence() in text, article
                marks = re.findall(
                    r'class="(usual|strongest|easing)" [^>]*?data-from="(\d+)" data-to="(\d+)"', text
                )
                if course.strongest_from is not None:
                    assert ("strongest", str(course.strongest_from), str(course.strongest_to)) in marks
                if course.settles_to is not None and course.settles_to != course.strongest_to:
                    assert str(course.settles_to) in [
                        last for name, _first, last in marks if name == "easing"
                    ]
                if course.call_at_once:
                    assert f'class="at-once" data-day="{course.starts}"' in text
                else:
                    assert f'class="call" data-after="{course.call_after}"' in text

    def test_each_day_shows_each_effect_in_the_group_its_numbers_say(self, client):
        articles = list(Article.objects.visible().filter(starts_day__isnull=False))
        for number in [*range(15), *range(21, 372, 7)]:
            text = client.get(f"{COURSE}day/{number}/").content.decode()
            groups = shown_groups(text)
            for article in articles:
                told = told_by_numbers(article.course, number)
                if article.how_common == "rare" and told in ("usual", "easing"):
                    told = "not_usual"
                found = [name for name, links in groups.items() if article.get_absolute_url() in links]
                assert found == ([told] if told else []), (number, article)
                if told:
                    row = re.search(
                        rf'<li>(?:(?!</li>).)*"{article.get_absolute_url()}".*?</li>', text, re.DOTALL
                    )
                    assert article.course.call_sentence() in row[0], (number, article)
            assert "tel:911" in text.split("<main")[1]
            assert 'id="when-to-call"' in text

    @pytest.mark.parametrize("number", ["15", "20", "378", "07", "-1", "abc", "9" * 40])
    def test_days_without_a_page_help_on(self, client, number):
        response = client.get(f"{COURSE}day/{number}/")
        text = response.content.decode()

        assert response.status_code == 404
        assert "There is no page for this day" in text
        assert f"{COURSE}day/3/" in text
        assert "tel:811" in text

    def test_day_between_two_pages_leads_to_its_week(self, client):
        assert f'href="{COURSE}day/21/">Go to week 3' in client.get(f"{COURSE}day/17/").content.decode()

    def test_days_lead_to_the_one_before_and_after(self, client):
        first = client.get(f"{COURSE}day/0/").content.decode()
        middle = client.get(f"{COURSE}day/14/").content.decode()
        last = client.get(f"{COURSE}day/371/").content.decode()

        assert 'rel="prev"' not in first
        assert re.search(rf'href="{COURSE}day/13/" rel="prev"', middle)
        assert re.search(rf'href="{COURSE}day/21/" rel="next"', middle)
        assert 'rel="next"' not in last

    def test_sitemap_has_timeline_and_days_but_no_date(self, client):
        text = client.get("/sitemap.xml").content.decode()

        assert f"{COURSE}</loc>" in text
        assert f"{COURSE}day/371/</loc>" in text
        assert "sheet" not in text
        assert "?d=" not in text

    @pytest.mark.parametrize("address", ["/", "/aftercare/", "/articles/redness/", "/aftercare/do-not-pick/"])
    def test_pages_lead_to_the_recovery(self, client, address):
        assert f'href="{COURSE}"' in client.get(address).content.decode()

    def test_number_of_queries_does_not_grow_with_the_content(self, client):
        article = Article.objects.get(slug="redness")
        addresses = [COURSE, f"{COURSE}day/3/", "/aftercare/sheet/microneedling/", "/sitemap.xml"]

        def queries(address: str) -> int:
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            return len(captured)

        for address in addresses:
            client.get(address)
        before = [queries(address) for address in addresses]
        for number in range(12):
            make_article(treatment=article.treatment, how_common="many", slug=f"extra-{number}")
            make_tip(treatment=article.treatment, main_symptom=article.main_symptom)

        assert [queries(address) for address in addresses] == before
        assert max(before) < 12


@pytest.mark.usefixtures("starter")
class TestTreatmentDate:
    def test_leads_to_today_by_the_clinics_clock(self, client, clock):
        clock(2027, 1, 21, 3, 0)  # still the evening of the 20th in Toronto

        text = client.get(COURSE, {"d": "2027-01-18"}).content.decode()

        assert "You had treatment on 18 January 2027, so today is day 2." in text
        assert "Day 2 after microneedling" in text

    def test_says_the_week_when_days_share_a_page(self, client, clock):
        clock(2027, 1, 21, 17, 0)

        text = client.get(COURSE, {"d": "2027-01-04"}).content.decode()

        assert "today is day 17, in week 3." in text

    @pytest.mark.parametrize("typed", ["2027-01-18", "", "2027-03-01", "1900-01-01", "<b>x</b>", "x" * 500])
    def test_is_kept_nowhere(self, client, clock, caplog, typed):
        clock(2027, 1, 21, 17, 0)

        response = client.get(COURSE, {"d": typed})

        assert response.status_code == 200
        assert response["Cache-Control"] == "no-store, private"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert not response.cookies
        assert caplog.text == ""
        text = response.content.decode()
        assert '<meta name="robots" content="noindex, nofollow">' in text
        assert "?d=" not in text
        assert "<b>x" not in text

    def test_that_is_wrong_gets_a_sentence_and_keeps_what_was_typed(self, client, clock):
        clock(2027, 1, 21, 17, 0)

        text = client.get(COURSE, {"d": "2026-13-01"}).content.decode()

        assert "We could not read that date" in text
        assert "You wrote: <q>2026-13-01</q>" in text
        assert 'aria-invalid="true"' in text

    def test_without_a_date_the_page_may_be_found_and_cached(self, client):
        response = client.get(COURSE)

        assert "X-Robots-Tag" not in response
        assert "no-store" not in response["Cache-Control"]


@pytest.mark.django_db
class TestOtherTreatments:
    def test_without_courses_the_page_helps(self, client):
        treatment = make_treatment(name="Peel")
        address = reverse("aftercare:recovery", args=[treatment.slug])

        response = client.get(address, {"d": "2026-11-18"})

        assert response.status_code == 200
        assert response["X-Robots-Tag"] == "noindex"
        assert b"no day-by-day course" in response.content
        assert b"tel:811" in response.content
        assert client.get(f"{address}day/3/").status_code == 404

    def test_unknown_treatment_is_not_found(self, client):
        for address in ("/recovery/nope/", "/recovery/nope/day/3/", "/aftercare/sheet/nope/"):
            assert client.get(address).status_code == 404

    def test_drafts_and_other_treatments_stay_out(self, client):
        treatment = make_treatment(name="Peel")
        make_article(title="Shown effect", treatment=treatment)
        make_article(title="Draft effect", treatment=treatment, status=Status.DRAFT)
        make_article(title="Other effect", treatment=make_treatment())
        make_tip(title="Draft tip", treatment=treatment, status=Status.DRAFT)
        make_tip(title="Shown tip", treatment=treatment)

        text = client.get(f"/recovery/{treatment.slug}/day/1/").content.decode()

        assert "Shown effect" in text
        assert "Shown tip" in text
        assert "Draft" not in text
        assert "Other effect" not in text
