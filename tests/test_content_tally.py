"""What content checks hold against public pages: counted once, and anew only where something changed."""

import pytest

from articles.models import Article
from skincare_site import content_tally
from skincare_site.content_tally import tally
from skincare_site.publishing.models import AuditEntry
from skincare_site.publishing.records import about
from skincare_site.publishing.rules import Rule
from skincare_site.publishing.workflow import Status
from skincare_site.symptoms.models import Symptom

from .builders import make_article, make_symptom

LINK = '<p>See <a href="/articles/the-other/">the other page</a>.</p>'


@pytest.fixture(autouse=True)
def nothing_kept(starter):
    content_tally.cache.delete(content_tally.KEY)
    yield
    content_tally.cache.delete(content_tally.KEY)


@pytest.fixture
def read(monkeypatch):
    """Titles of the pages that are read, as they are read."""
    titles = []
    rule = Rule("B99", "Spy", True, "", "", lambda reading: titles.append(reading.page.title) or ())
    monkeypatch.setattr(content_tally, "rules", lambda: [rule])
    return titles


def touch(page):
    """What every save of a page does."""
    page.revision += 1
    page.save()


def test_starter_pages_have_nothing_to_mend():
    found = tally()

    assert (found.count("blocked"), found.count("broken"), found.unread) == (0, 0, 0)


def test_a_broken_link_is_counted_until_the_page_it_means_is_public():
    page = make_article(what_it_is=LINK)
    other = make_article(slug="the-other", status=Status.DRAFT)
    assert page.pk in tally().broken[Article]

    other.status, other.is_starter = Status.PUBLISHED, True
    other.publish_at = page.publish_at
    other.save()

    assert page.pk not in tally().broken[Article]


def test_drafts_are_not_counted():
    make_article(status=Status.DRAFT, what_it_is=LINK)

    assert tally().count("broken") == 0


def test_a_text_is_read_once_until_it_changes(read):
    page = make_article(title="Only me")
    tally()
    assert len(read) > 50
    read.clear()

    tally()
    assert read == []

    touch(page)
    tally()
    assert read == ["Only me"]


def test_a_text_that_points_elsewhere_is_read_again_when_anything_around_it_changes(read):
    make_article(title="With a link", what_it_is=LINK)
    make_article(title="Without")
    tally()
    read.clear()

    AuditEntry.objects.create(**about(make_symptom()), action="Changed", title="A symptom")
    tally()

    assert "With a link" in read
    assert "Without" not in read


def test_with_no_time_it_says_how_many_are_unread_and_goes_on_next_time(monkeypatch):
    monkeypatch.setattr(content_tally, "AT_ONCE", 10)
    first = tally(moment=0.0001)
    assert first.unread > 0

    for _ in range(40):
        found = tally(moment=0.0001)

    assert found.unread == 0


def test_topics_on_which_public_pages_disagree():
    before = tally().topics
    symptom = Symptom.objects.get(slug="redness")
    make_article(main_symptom=symptom, what_you_can_do="<p>Use sunscreen of SPF 15 or higher.</p>")

    assert tally().topics == before + 1
