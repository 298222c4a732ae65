"""A process that dies between a save and its index entry: the next one finishes the work."""

import pytest
from django.db import transaction

from articles.models import Article
from skincare_site.search import index
from skincare_site.search.models import WaitingEntry
from tests.builders import make_article

pytestmark = pytest.mark.django_db


def test_what_was_never_refreshed_is_caught_up(starter):
    page = make_article(title="Orphaned zinnias")  # its commit, and so its refresh, never comes
    assert index.differences()

    index.catch_up()

    assert index.differences() == []
    assert not WaitingEntry.objects.exists()
    page.delete()
    assert index.catch_up() == 1
    assert index.differences() == []


def test_the_note_goes_with_a_change_that_is_taken_back(starter):
    with transaction.atomic():
        make_article()
        assert WaitingEntry.objects.exists()
        transaction.set_rollback(True)

    assert not WaitingEntry.objects.exists()


def test_a_save_leaves_nothing_behind(starter, committed):
    with committed():
        make_article()

    assert not WaitingEntry.objects.exists()
    assert index.differences() == []


def test_an_index_that_fails_does_not_fail_the_save(starter, committed, monkeypatch):
    def broken(*args):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(index, "_store", broken)
        with committed():
            page = make_article()

    assert Article.objects.filter(pk=page.pk).exists()
    assert WaitingEntry.objects.filter(entry_id=index.key_of(Article, page.pk)).exists()
    index.catch_up()
    assert index.differences() == []
