"""What is written beside an answer waits for a moment only."""

import pytest
from django.db import OperationalError, connection

from skincare_site.database.waiting import short_wait
from skincare_site.publishing.models import Source

from .locks import foreign_lock

pytestmark = pytest.mark.django_db(transaction=True)


def _wait():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout" if connection.vendor == "sqlite" else "SHOW lock_timeout")
        return cursor.fetchone()[0]


def test_a_locked_table_is_given_up_and_the_usual_wait_comes_back():
    before = _wait()
    with foreign_lock("publishing_source"), pytest.raises(OperationalError), short_wait(30):
        Source.objects.create(key="a", name="A", seen="2026-01-01")

    assert not Source.objects.filter(key="a").exists()
    assert _wait() == before
    assert before in (20000, "20s")


def test_it_is_a_transaction_of_its_own():
    @short_wait()
    def broken():
        Source.objects.create(key="a", name="A", seen="2026-01-01")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()

    assert not Source.objects.filter(key="a").exists()
