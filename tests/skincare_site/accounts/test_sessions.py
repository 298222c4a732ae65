"""Sessions end by themselves, with the account, and never come back."""

import datetime
from string import ascii_lowercase, digits

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from skincare_site.accounts.models import AccountSession

from .codes import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(staff, client):
    user = staff("Author", name="ana")
    client.force_login(user)
    return user


@pytest.fixture
def row(ana):
    return AccountSession.objects.get(account=ana)


def moved(row, **columns):
    AccountSession.objects.filter(pk=row.pk).update(
        **{name: timezone.now() - datetime.timedelta(minutes=minutes) for name, minutes in columns.items()}
    )


def is_in(client):
    return client.get("/admin/").status_code == 200


@pytest.mark.parametrize(("minutes", "still_in"), [(29, True), (31, False)])
def test_idle_for_half_an_hour(client, row, minutes, still_in):
    moved(row, seen_at=minutes)

    assert is_in(client) is still_in
    assert AccountSession.objects.filter(pk=row.pk).exists() is still_in


def test_each_request_starts_the_half_hour_anew(client, row):
    moved(row, seen_at=29)
    is_in(client)

    row.refresh_from_db()
    assert timezone.now() - row.seen_at < datetime.timedelta(minutes=1)


def test_eight_hours_at_most_however_busy(client, row, settings):
    assert row.expire_date - row.started_at == datetime.timedelta(hours=8)
    session = client.session
    session["something"] = 1
    session.save()  # Django alone would start the eight hours anew here

    row.refresh_from_db()
    assert row.expire_date - row.started_at == datetime.timedelta(hours=8)
    moved(row, expire_date=1)
    assert not is_in(client)


def test_at_most_one_write_a_minute(client, row, django_assert_num_queries):
    def writes():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert is_in(client)
        return [
            q["sql"]
            for q in queries
            if "accounts_accountsession" in q["sql"] and not q["sql"].startswith("SELECT")
        ]

    assert writes() == []
    moved(row, seen_at=2)
    assert len(writes()) == 1
    assert writes() == []


def test_a_mark_that_cannot_be_written_stops_nobody(client, row, monkeypatch):
    moved(row, seen_at=2)

    def locked(self, **columns):
        raise DatabaseError("database is locked")

    monkeypatch.setattr("skincare_site.accounts.models.BaseSessionManager.get_queryset", _refusing(locked))

    assert is_in(client)


def _refusing(update):
    from django.db.models import QuerySet

    class Refusing(QuerySet):
        pass

    Refusing.update = update
    return lambda manager: Refusing(manager.model)


def test_a_disabled_account_finds_no_session_when_it_is_enabled_again(client, ana):
    ana.is_active = False
    ana.save()
    assert not is_in(client)
    ana.is_active = True
    ana.save()

    assert not is_in(client)


def test_after_signing_out_the_old_cookie_opens_nothing(client, row):
    kept = client.cookies["sessionid"].value
    assert is_in(client)

    client.post("/admin/logout/")

    assert not AccountSession.objects.filter(pk=row.pk).exists()
    client.cookies["sessionid"] = kept
    assert not is_in(client)


def test_a_deleted_account_has_no_session(client, ana, row):
    ana.delete()

    assert not AccountSession.objects.filter(pk=row.pk).exists()
    assert not is_in(client)


def test_a_new_password_ends_the_other_sessions(client, ana):
    ana.set_password("another long password")
    ana.save()

    assert not is_in(client)


def test_an_ended_session_is_not_written_back_by_a_request_under_way(client, ana, row):
    session = client.session
    assert session[SESSION_KEY]
    AccountSession.objects.filter(pk=row.pk).delete()
    session["late"] = 1

    with pytest.raises(UpdateError):
        session.save()
    assert not AccountSession.objects.filter(pk=row.pk).exists()


def test_a_visitors_page_makes_no_session(client, db):
    client.get("/")
    client.get("/search/?q=peeling")

    assert not client.cookies
    assert not AccountSession.objects.exists()


def test_old_rows_can_be_swept(row, client):
    from django.core.management import call_command

    moved(row, expire_date=1)
    call_command("clearsessions")

    assert not AccountSession.objects.filter(pk=row.pk).exists()


def test_signing_in_gives_a_new_long_key(client, staff):
    staff("Author", name="ana")
    keys = set()
    for _ in range(20):
        session = client.session  # a key somebody may have planted before
        session["planted"] = 1
        session.save()
        planted = session.session_key
        client.cookies["sessionid"] = planted
        sign_in(client, "ana")
        assert client.session.session_key != planted
        keys.add(client.session.session_key)
        client.post("/admin/logout/")
        assert not AccountSession.objects.filter(session_key=planted).exists()

    assert len(keys) == 20
    # 32 characters out of 36: 165 bits.
    assert all(len(key) == 32 and set(key) <= set(ascii_lowercase + digits) for key in keys)


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/articles/article/",
        "/admin/articles/article/add/",
        "/admin/account/",
        "/admin/help/",
    ],
)
def test_every_page_of_the_admin_offers_to_sign_out(client, ana, path):
    assert 'action="/admin/logout/"' in client.get(path).content.decode()
