"""Alive, ready, and how the site is in words."""

import pytest
from django.db import DatabaseError

from articles.models import Article
from skincare_site import health
from tests.builders import make_article

pytestmark = pytest.mark.django_db


def test_ready_names_what_it_looked_at(client, starter):
    answer = client.get("/healthz/ready/")

    assert answer.status_code == 200
    names = ["database", "migrations", "search index", "media", "disk"]
    assert answer.content.decode().splitlines() == [f"{name}: ok" for name in names]
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_a_page_the_index_does_not_know_makes_it_not_ready(client, starter):
    make_article()  # the index hears of it only at the commit, which a test never makes

    answer = client.get("/healthz/ready/")

    assert answer.status_code == 503
    assert "search index: FAILING" in answer.content.decode()


def test_a_text_changed_behind_the_index_is_seen(client, starter):
    newest = Article.objects.order_by("-updated_at").first()
    Article.objects.filter(pk=newest.pk).update(title="Something else entirely")

    assert client.get("/healthz/ready/").status_code == 503


def test_a_broken_database_is_a_plain_answer_and_no_error(client, monkeypatch):
    def broken():
        raise DatabaseError("secret host name")

    monkeypatch.setitem(health.CHECKS, "database", (broken, "Mend it."))

    answer = client.get("/healthz/ready/")

    assert answer.status_code == 503
    assert "secret" not in answer.content.decode()


def test_a_full_disk_is_named(monkeypatch):
    monkeypatch.setattr(health, "ROOM", 10**18)

    assert [check.name for check in health.checks() if not check.holds and check.name == "disk"] == ["disk"]


def test_system_page_is_for_superusers(client, admin_client, staff):
    client.force_login(staff("Publisher"))

    assert "can be written" in admin_client.get("/admin/system/").content.decode()
    assert client.get("/admin/system/").status_code == 403
