"""A statement written once answers like the queryset it was written from."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aftercare.models import CareTip
from articles.models import Article
from skincare_site.database.prepared import MANY, Prepared
from skincare_site.symptoms.models import Symptom
from skincare_site.symptoms.pages import public_page

pytestmark = pytest.mark.django_db


def by_slug(slug: str, at: datetime.datetime):
    return Article.objects.visible(at).filter(slug=slug)


def by_keys(keys: tuple[int, ...]):
    return Symptom.objects.filter(pk__in=keys)


def test_values_take_the_place_of_those_it_was_written_with(starter):
    ask = Prepared(Article, by_slug, ["id", "slug", "title"])
    found = [ask(slug=slug, at=timezone.now())[0].title for slug in ("redness", "peeling", "redness")]
    assert found == [Article.objects.get(slug=slug).title for slug in ("redness", "peeling", "redness")]


def test_moments_count(starter):
    ask = Prepared(Article, by_slug, ["id"])
    assert ask(slug="redness", at=timezone.now())
    assert ask(slug="redness", at=timezone.now() - datetime.timedelta(days=36500)) == []


@pytest.mark.parametrize("count", [0, 1, 3, MANY + 1])
def test_any_number_of_keys(starter, count):
    keys = tuple(Symptom.objects.values_list("pk", flat=True)[:count])
    ask = Prepared(Symptom, by_keys, ["id", "name"])
    for _ in range(2):
        assert [symptom.pk for symptom in ask(keys=keys)] == [symptom.pk for symptom in by_keys(keys)]


def test_other_columns_come_when_they_are_asked_for(starter):
    (article,) = Prepared(Article, by_slug, ["id", "slug"])(slug="redness", at=timezone.now())
    assert article.title == Article.objects.get(slug="redness").title


def test_a_value_that_the_queryset_forgets_is_an_error(starter):
    with pytest.raises(ValueError, match="does not ask for"):
        Prepared(Article, lambda slug, at: Article.objects.filter(slug=slug), ["id"])(
            slug="redness", at=timezone.now()
        )


@pytest.mark.parametrize("model", [Article, CareTip])
def test_public_page_is_the_page_with_all_around_it(starter, model):
    for whole in model.objects.visible().prefetch_related("symptoms", "sources")[:5]:
        around = ["picture"] if model is Article else []
        with CaptureQueriesContext(connection) as queries:
            page = public_page(model, whole.slug, *around)
        assert len(queries) <= 7
        with CaptureQueriesContext(connection) as later:
            assert page.all_symptoms() == whole.all_symptoms()
            assert list(page.sources.all()) == list(whole.sources.all())
            names = ["treatment", "main_symptom", "reviewer", *around]
            found = [getattr(page, name) for name in names]
        assert found == [getattr(whole, name) for name in names]
        assert {field.attname: getattr(page, field.attname) for field in model._meta.concrete_fields} == {
            field.attname: getattr(whole, field.attname) for field in model._meta.concrete_fields
        }
        assert all(model._meta.db_table not in query["sql"] for query in later.captured_queries)


def test_what_is_not_public_is_not_found(starter):
    Article.objects.filter(slug="redness").update(expires_at=timezone.now())
    assert public_page(Article, "redness") is None
