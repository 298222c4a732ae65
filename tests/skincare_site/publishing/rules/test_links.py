"""B7 and A10: links."""

import datetime

import pytest
from django.utils import timezone

from skincare_site.clinics.models import Clinic
from skincare_site.publishing.rules import findings_of
from skincare_site.publishing.rules.links import broken_links
from skincare_site.publishing.workflow import Status
from tests.builders import make_article, make_symptom, make_tip

from .reading import explainer, found

pytestmark = pytest.mark.django_db


def linked(address: str, words: str = "read on", **values):
    return explainer(f'<p>To <a href="{address}">{words}</a>.</p>', **values)


@pytest.fixture
def around():
    """Pages to link to."""
    make_article(slug="public")
    make_article(slug="waiting", status=Status.DRAFT)
    make_article(slug="later", publish_at=timezone.now() + datetime.timedelta(days=2))
    make_tip(slug="gone", expires_at=timezone.now() - datetime.timedelta(seconds=1))
    make_symptom(slug="tingling")
    Clinic.objects.create(
        name="North", slug="north", street="1 A", city="B", postal_code="C", phone="705 555 0100"
    )


@pytest.mark.parametrize(
    "address",
    [
        "/articles/public/",
        "/articles/public",
        "/articles/public/#when-to-call",
        "https://testserver/articles/public/?from=mail",
        "/symptoms/tingling/",
        "/clinics/north/",
        "/",
        "/search/?q=red",
        "#when-to-call",
        "tel:811",
        "mailto:nurse@clinic.example",
        "https://www.canada.ca/en/health.html",
        "/articles/redness-after-treatment/",
    ],
)
def test_a_link_that_leads_somewhere_passes(around, address):
    assert found(linked(address), "B7") == []


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "leads nowhere"),
        ("#", "leads nowhere"),
        ("/articles/waiting/", "is not public"),
        ("/articles/later/", "is not public"),
        ("/aftercare/gone/", "is not public"),
        ("/articles/nothing-here/", "no page at"),
        ("/aftercare/nothing-here", "no page at"),
        ("/symptoms/nothing-here/", "no page at"),
        ("/clinics/nothing-here/", "no page at"),
        ("/no/such/place/", "no page at"),
        ("http://testserver/articles/waiting/", "is not public"),
        ("/admin/articles/article/", "is for staff"),
        ("articles/public/", "not complete"),
        ("www.canada.ca", "not complete"),
        ("https:///health", "no site name"),
        ("tel:", "no number"),
        ("http://[broken", "can't be read"),
    ],
)
def test_a_link_that_leads_nowhere_blocks(around, address, words):
    (finding,) = found(linked(address), "B7")
    assert finding.blocks
    assert finding.field == "what_it_is"
    assert words in finding.sentence


def test_a_link_without_words_blocks(around):
    assert "no words" in found(linked("/articles/public/", ""), "B7")[0].sentence


def test_a_page_that_waits_for_its_time_may_link_to_one_that_is_public_by_then(around):
    at = timezone.now() + datetime.timedelta(days=3)
    assert found(linked("/articles/later/", publish_at=at), "B7") == []


def test_links_of_many_pages_cost_the_same_look_ups(around, django_assert_max_num_queries):
    pages = [linked("/articles/waiting/", title=f"Page {number}") for number in range(20)]
    with django_assert_max_num_queries(8):
        hits = [finding for _page, found in findings_of(pages) for finding in found if finding.code == "B7"]
    assert len(hits) == 20


def test_broken_links_of_one_page_are_told_with_their_address(around):
    (hit,) = broken_links(linked("/articles/waiting/"))
    assert (hit.field, hit.quote) == ("what_it_is", "/articles/waiting/")


@pytest.mark.parametrize(
    ("address", "hits"),
    [
        ("https://a.example/leaflet.pdf", 1),
        ("https://a.example/Leaflet.PDF?v=2#page=3", 1),
        ("https://a.example/pdf/", 0),
    ],
)
def test_a_pdf_is_advised_against(address, hits):
    assert len(found(linked(address), "A10")) == hits
