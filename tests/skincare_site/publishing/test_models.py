import datetime
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Article
from skincare_site.publishing.models import in_months, published_kinds
from skincare_site.publishing.workflow import Status
from tests.builders import make_article, make_reviewer

NOW = timezone.now()
HOUR = timedelta(hours=1)


@pytest.mark.django_db
class TestVisible:
    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ({"status": Status.DRAFT}, False),
            ({"status": Status.IN_REVIEW}, False),
            ({"status": Status.ARCHIVED}, False),
            ({"publish_at": NOW - HOUR}, True),
            ({"publish_at": NOW}, True),
            ({"publish_at": NOW + timedelta(seconds=1)}, False),
            ({"publish_at": NOW - HOUR, "expires_at": NOW + HOUR}, True),
            ({"publish_at": NOW - HOUR, "expires_at": NOW}, False),
        ],
    )
    def test_queryset_and_instance_agree(self, values, expected):
        article = make_article(**values)

        assert article.is_visible(NOW) is expected
        assert Article.objects.visible(NOW).filter(pk=article.pk).exists() is expected

    def test_staff_see_drafts_and_visitors_do_not(self, client, admin_client):
        draft = make_article(status=Status.DRAFT, title="Not yet")

        assert client.get(draft.get_absolute_url()).status_code == 404
        assert b"Not yet" in admin_client.get(draft.get_absolute_url()).content


@pytest.mark.django_db
class TestReview:
    def test_next_review_is_set_twelve_months_after_the_last(self):
        article = make_article(reviewer=make_reviewer(), reviewed_on=datetime.date(2026, 11, 21))

        assert article.next_review_on == datetime.date(2027, 11, 21)

    def test_overdue_begins_the_day_after(self):
        article = make_article(
            reviewed_on=datetime.date(2026, 1, 1), next_review_on=datetime.date(2026, 6, 1)
        )

        assert not article.is_overdue(datetime.date(2026, 6, 1))
        assert article.is_overdue(datetime.date(2026, 6, 2))
        assert Article.objects.overdue(datetime.date(2026, 6, 2)).filter(pk=article.pk).exists()

    def test_starter_text_is_marked_until_somebody_reviews_it(self, client, committed):
        article = make_article(is_starter=True)
        assert b"not checked" in client.get(article.get_absolute_url()).content

        article.reviewer, article.reviewed_on = make_reviewer(), timezone.localdate()
        article.save()

        page = client.get(article.get_absolute_url()).content.decode()
        assert "not checked" not in page
        assert "Dana Roy" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"publish_at": NOW, "expires_at": NOW - HOUR},
        {"reviewed_on": datetime.date(2026, 2, 1), "next_review_on": datetime.date(2026, 1, 1)},
        {"next_review_on": datetime.date(2026, 1, 1)},
    ],
)
def test_database_refuses_impossible_pages(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_article(**values)


@pytest.mark.django_db
def test_published_page_always_has_a_time():
    article = make_article()
    article.publish_at = None

    article.save()  # an editor emptied the field: at once

    assert article.is_visible()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(publish_at=None)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ((2026, 11, 21), 12, (2027, 11, 21)),
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2024, 2, 29), 12, (2025, 2, 28)),
        ((2026, 12, 15), 1, (2027, 1, 15)),
    ],
)
def test_in_months_keeps_the_day_or_takes_the_last(day, months, expected):
    assert in_months(datetime.date(*day), months) == datetime.date(*expected)


def test_published_kinds_finds_every_subclass_and_numbers_are_unique():
    kinds = published_kinds()

    assert [kind.search_kind for kind in kinds] == ["article", "tip"]
    assert len({kind.search_number for kind in kinds}) == len(kinds)


def test_system_check_names_what_a_new_kind_forgets(monkeypatch):
    from skincare_site.publishing import checks

    assert checks.kinds_speak(None) == []
    monkeypatch.delattr(Article, "days")

    errors = checks.kinds_speak(None)

    assert [(error.id, error.msg) for error in errors] == [
        ("publishing.E001", "articles.Article does not define days.")
    ]
