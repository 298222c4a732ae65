"""The admin's front page: for each role what waits, numbers with their lists, and quick with many pages."""

import datetime
import itertools

import pytest
from django.utils import timezone

from aftercare.models import CareTip
from articles.models import Article
from skincare_site import content_tally, dashboard_pictures
from skincare_site.publishing import acts
from skincare_site.publishing.models import Version
from skincare_site.publishing.texts import values_of
from skincare_site.publishing.workflow import Status
from skincare_site.symptoms.models import Treatment

from .builders import make_article, make_tip

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def no_tally():
    content_tally.cache.delete(content_tally.KEY)


@pytest.fixture
def opened(client):
    """`opened(user)`: the front page as this person sees it."""

    def get(user):
        client.force_login(user, backend=MODEL_BACKEND)
        response = client.get("/admin/")
        assert response.status_code == 200
        return response.content.decode()

    return get


def test_overdue_reviews_come_first(opened, staff):
    today = timezone.localdate()
    make_article(
        title="Long overdue",
        reviewed_on=today - datetime.timedelta(days=400),
        next_review_on=today - datetime.timedelta(days=35),
    )
    make_article(title="To be signed", status=Status.IN_REVIEW)

    page = opened(staff("Clinical reviewer"))

    assert page.index("Long overdue") < page.index("To be signed")
    assert "Review overdue" in page


def test_each_role_sees_its_own_turn(opened, staff):
    author = staff("Author")
    draft = make_article(title="A draft of mine", status=Status.DRAFT)
    acts.first_version(draft, author, Version.Kept.SAVED)
    make_article(title="To be signed", status=Status.IN_REVIEW)
    make_article(title="To be published", status=Status.SIGNED_OFF)
    seen = {group: opened(staff(group, name=group)) for group in ("Clinical reviewer", "Publisher")}
    seen["Author"] = opened(author)

    for title, group in [
        ("A draft of mine", "Author"),
        ("To be signed", "Clinical reviewer"),
        ("To be published", "Publisher"),
    ]:
        assert [name for name, page in seen.items() if title in page] == [group]


def test_somebody_without_rights_sees_no_page(opened, staff, starter):
    page = opened(staff(name="nobody"))

    assert "Nothing is waiting for you" in page
    assert "/admin/pages/" not in page
    assert "/admin/schedule/" not in page


def test_numbers_lead_to_their_lists(opened, admin_user, starter):
    now = timezone.now()
    make_tip(title="Later", publish_at=now + datetime.timedelta(days=1))
    beside = make_article(title="Beside")
    acts.keep_text(beside, {**values_of(beside), "title": "Beside, changed"}, admin_user)
    make_article(what_it_is='<p>See <a href="/articles/nowhere-at-all/">this</a>.</p>')
    content_tally.tally()  # the front page reads for a moment only

    page = opened(admin_user)

    for words, address in [
        ("1 change planned", "/admin/schedule/"),
        ("1 new text beside a public page", "/admin/pages/drafts-beside/"),
        ("1 public page with a broken link", "/admin/pages/broken-links/"),
        ("public pages with starter text", "/admin/pages/unchecked/"),
    ]:
        assert words in page, words
        assert address in page, address


def test_the_bar_of_states_has_every_page_in_it(db, starter):
    for status in [Status.DRAFT, Status.IN_REVIEW, Status.SIGNED_OFF, Status.ARCHIVED]:
        make_article(status=status)

    parts = dashboard_pictures.states([Article, CareTip])

    assert sum(part.count for part in parts) == Article.objects.count() + CareTip.objects.count()
    assert sum(part.width for part in parts) == dashboard_pictures.WIDTH
    ends = [(part.x, part.x + part.width) for part in parts]
    assert all(end == start for (_, end), (start, _) in itertools.pairwise(ends))


def test_reviews_are_counted_by_month_with_the_overdue_ones_apart(db):
    today = datetime.date(2026, 11, 21)
    reviewed = datetime.date(2026, 1, 5)
    for due in [(2026, 11, 20), (2026, 11, 21), (2026, 11, 30), (2027, 2, 1), (2027, 10, 31), (2027, 11, 1)]:
        make_tip(reviewed_on=reviewed, next_review_on=datetime.date(*due))
    make_tip(status=Status.DRAFT, reviewed_on=reviewed, next_review_on=datetime.date(2026, 2, 1))

    found = dashboard_pictures.reviews([Article, CareTip], today)

    counted = {str(month.first): month.count for month in found if month.count}
    assert counted == {"None": 1, "2026-11-01": 2, "2027-02-01": 1, "2027-10-01": 1}
    assert len(found) == 13


def many_pages(number: int) -> None:
    treatment = Treatment.objects.first() or Treatment.objects.create(name="T", slug="t")
    now = timezone.now()
    states = [Status.PUBLISHED] * 6 + [Status.DRAFT, Status.IN_REVIEW, Status.SIGNED_OFF, Status.ARCHIVED]
    for model, extra in [
        (Article, {"what_it_is": "<p>It is red for 2 days.</p>"}),
        (CareTip, {"text": "<p>Rest.</p>"}),
    ]:
        model.objects.bulk_create(
            model(
                title=f"Page {index}", slug=f"many-{index}", treatment=treatment, publish_at=now,
                status=states[index % 10], is_starter=True, **extra,
            )
            for index in range(number // 2)
        )  # fmt: skip


def test_queries_do_not_grow_with_pages(client, admin_user, django_assert_max_num_queries):
    client.force_login(admin_user, backend=MODEL_BACKEND)
    many_pages(40)
    content_tally.tally()
    client.get("/admin/")  # content types are remembered from here on
    with django_assert_max_num_queries(60) as few:
        client.get("/admin/")
    many = len(few.captured_queries)
    Article.objects.filter(slug__startswith="many-").delete()
    CareTip.objects.filter(slug__startswith="many-").delete()
    many_pages(400)
    content_tally.tally()

    with django_assert_max_num_queries(many):
        client.get("/admin/")


def test_a_thousand_pages_that_were_never_read_do_not_hold_it_up(client, admin_user, monkeypatch):
    monkeypatch.setattr(content_tally, "MOMENT", 0)
    client.force_login(admin_user, backend=MODEL_BACKEND)
    many_pages(1000)
    client.get("/admin/login/")

    left = sum(model.objects.visible().count() for model in (Article, CareTip)) - content_tally.AT_ONCE
    assert left > 500
    assert f"{left} public texts still to be read" in client.get("/admin/").content.decode()
    left -= content_tally.AT_ONCE
    assert f"{left} public texts still to be read" in client.get("/admin/").content.decode()
