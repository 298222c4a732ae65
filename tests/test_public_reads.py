"""Which requests read from the replica, and that nothing old is ever read there."""

import contextlib
import copy
import os
import time

import pytest
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, InternalError, OperationalError, connections, router
from django.db.utils import ConnectionHandler, load_backend
from django.http import HttpResponse
from django.test import RequestFactory

from articles.models import Article
from skincare_site import backup_drill, public_reads
from skincare_site.backup_drill import scratch
from skincare_site.backup_places import Place, standing_in, this_site
from skincare_site.database import replica
from skincare_site.page_cache.reads import WANTED
from skincare_site.settings.base import database
from skincare_site.symptoms.models import Symptom
from tests import standby
from tests.builders import make_symptom
from tests.faults.postgres import programs


@contextlib.contextmanager
def replica_at(settings_of_it):
    """The second database that READ_DATABASE_URL would name."""
    # Under the name that tests may use: they keep every other database shut.
    wrapper = load_backend(settings_of_it["ENGINE"]).DatabaseWrapper(
        copy.deepcopy(settings_of_it), DEFAULT_DB_ALIAS
    )
    connections.settings[replica.ALIAS] = settings_of_it
    connections[replica.ALIAS] = wrapper
    try:
        yield
    finally:
        wrapper.close()
        del connections[replica.ALIAS]
        del connections.settings[replica.ALIAS]


@pytest.fixture(autouse=True)
def not_away(monkeypatch):
    monkeypatch.setattr(public_reads, "_away_until", 0.0)


@pytest.fixture(scope="module")
def elsewhere(django_db_setup, django_db_blocker):
    """A database that holds another symptom, so that an answer tells who was asked."""
    with django_db_blocker.unblock(), scratch(this_site()) as place:
        with standing_in(place.database):
            call_command("migrate", interactive=False, verbosity=0)
            make_symptom("knubbels", slug="only-there", name="Only there")
        yield place.database


@pytest.fixture
def other(elsewhere, starter, monkeypatch):
    """It stands for the replica, and is current unless a test says otherwise."""
    monkeypatch.setattr(replica, "is_current", lambda written: True)
    monkeypatch.setattr(replica, "written_by_primary", lambda: "0/0")
    with replica_at(elsewhere):
        yield


QUESTION = "/search/?q=knubbels"


def asked_there(client, address=QUESTION, **options):
    return b"Only there" in client.get(address, **options).content


@pytest.mark.django_db
class TestRouting:
    def test_router_reads_where_it_is_told_and_writes_at_home(self):
        assert router.db_for_read(Article) == "default"
        with replica.from_replica():
            assert router.db_for_read(Article) == "replica"
            assert router.db_for_write(Article) == "default"
        assert router.db_for_read(Article) == "default"
        assert not replica.Router().allow_migrate("replica", "articles")
        assert router.allow_migrate("default", "articles")

    def test_a_visitors_search_reads_from_the_replica(self, other, client):
        assert asked_there(client)

    def test_a_row_that_was_read_there_is_saved_at_home(self, other):
        with replica.from_replica():
            row = Symptom.objects.get(slug="only-there")
        row.pk = None
        row.slug = "brought-home"
        row.save()
        assert Symptom.objects.using("default").filter(slug="brought-home").exists()

    def test_whoever_has_a_cookie_reads_at_home(self, other, admin_client):
        assert not asked_there(admin_client)

    def test_who_signs_in_by_header_reads_at_home(self, other, client):
        assert not asked_there(client, headers={"authorization": "Basic eA=="})

    def test_a_page_for_the_page_cache_is_made_from_what_it_watches(self, other, client):
        assert not asked_there(client, **{WANTED: True})

    @pytest.mark.parametrize(
        ("method", "path", "there"),
        [
            ("GET", "/search/", True), ("HEAD", "/search/", True), ("POST", "/search/", False),
            ("GET", "/admin/", False), ("GET", "/preview/x/", False), ("GET", "/healthz/ready/", False),
        ],
    )  # fmt: skip
    def test_only_what_visitors_read(self, rf, method, path, there):
        assert public_reads.may_read_there(rf.generic(method, path)) is there

    def test_a_replica_that_is_behind_is_not_asked(self, other, client, monkeypatch):
        monkeypatch.setattr(replica, "is_current", lambda written: False)

        assert not asked_there(client)

    def test_a_replica_that_is_away_is_let_be_for_a_while(self, other, client, monkeypatch):
        asked = []

        def away(written):
            asked.append(written)
            raise OperationalError("no route")

        monkeypatch.setattr(replica, "is_current", away)

        assert client.get(QUESTION).status_code == 200
        assert client.get(QUESTION).status_code == 200
        assert len(asked) == 1

    def test_a_replica_that_goes_in_the_middle_costs_nobody_a_page(self, other, client, monkeypatch):
        answers = iter([503, 200])

        def get_response(request):
            return HttpResponse(replica.alias(), status=next(answers))

        request = RequestFactory().get(QUESTION)
        answer = public_reads.replica_for_visitors(get_response)(request)

        assert (answer.status_code, answer.content) == (200, b"default")
        assert not public_reads._is_usable()


@pytest.fixture(scope="module")
def pair(django_db_setup, django_db_blocker):
    """A real PostgreSQL with the starter content, and a second one that streams from it."""
    if not programs() and os.environ.get("CI") == "true":
        pytest.fail("CI=true, but PostgreSQL's server programs were not found")
    if not programs():
        pytest.skip("PostgreSQL's server programs are not installed")
    with standby.primary_and_standby() as (primary, follower), django_db_blocker.unblock():
        place = Place(at(primary), None)
        backup_drill.fill(place)
        yield primary, follower


def at(server):
    handler = ConnectionHandler({DEFAULT_DB_ALIAS: database(server.url("postgres"))})
    return handler.settings[DEFAULT_DB_ALIAS]


def wait_for(what):
    until = time.monotonic() + 30
    while not what() and time.monotonic() < until:
        time.sleep(0.05)
    assert what()


@pytest.mark.django_db
class TestRealStandby:
    @pytest.fixture
    def following(self, pair):
        primary, follower = pair
        with standing_in(at(primary)), replica_at(at(follower)):
            yield

    @staticmethod
    def current():
        return replica.is_current(replica.written_by_primary())

    def execute_there(self, sql):
        with connections[replica.ALIAS].cursor() as cursor:
            cursor.execute(sql)

    def test_follows_stops_and_catches_up(self, following, client):
        wait_for(self.current)
        assert client.get("/search/?q=peeling").status_code == 200
        self.execute_there("SELECT pg_wal_replay_pause()")
        try:
            make_symptom("grumbels", slug="new-here", name="Saved a moment ago")
            assert not self.current()
            assert b"Saved a moment ago" in client.get("/search/?q=grumbels").content
        finally:
            self.execute_there("SELECT pg_wal_replay_resume()")
        wait_for(self.current)
        with replica.from_replica():
            assert Symptom.objects.filter(slug="new-here").exists()

    def test_refuses_every_write(self, following):
        with pytest.raises(InternalError, match="read-only"):
            Symptom.objects.using(replica.ALIAS).create(name="x", slug="x", patient_words="x")

    def test_a_primary_that_is_mistaken_for_a_replica_is_never_used(self, pair):
        primary, _follower = pair
        with standing_in(at(primary)), replica_at(at(primary)):
            assert not self.current()

    def test_visitors_read_on_while_the_primary_is_away(self, following, client, monkeypatch):
        wait_for(self.current)
        with standing_in({**at_nowhere(), "OPTIONS": {"connect_timeout": 1}}):
            answer = client.get("/search/?q=peeling")

            assert answer.status_code == 200
            assert b"Peeling" in answer.content


def at_nowhere():
    handler = ConnectionHandler({DEFAULT_DB_ALIAS: database("postgres://nobody@127.0.0.1:1/none")})
    return handler.settings[DEFAULT_DB_ALIAS]
