"""What nearly every page reads stays in memory, and never longer than it is true."""

import time

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from skincare_site.clinics.models import Clinic, RedFlagCard
from skincare_site.face.models import THE_ONE, Face
from skincare_site.page_cache import changes, kept
from skincare_site.page_cache.kept import Keeper, until_changed, using
from tests.skincare_site.page_cache.asking import Site

EXPLAINER = "/articles/redness/"


@pytest.fixture
def uncached(transactional_db, starter, settings):
    """A site whose every page Django makes."""
    settings.PAGE_CACHE_MB = 0
    site = Site()
    yield site
    site.cache.close()


def raw(sql: str, *params) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def tables_read(site: Site) -> str:
    with CaptureQueriesContext(connection) as queries:
        site.ask(EXPLAINER)
    return " ".join(query["sql"] for query in queries.captured_queries)


def test_second_page_asks_no_more_for_clinics_red_flags_and_face(uncached):
    names = [Clinic._meta.db_table, RedFlagCard._meta.db_table, Face._meta.db_table]
    before = tables_read(uncached)
    assert [name for name in names if name not in before] == []
    after = tables_read(uncached)
    assert [name for name in names if name in after] == []


@pytest.mark.parametrize("how", ["save", "bulk", "raw SQL"])
def test_an_edit_is_on_the_next_page(uncached, how):
    assert "Newtown" not in uncached.ask(EXPLAINER).text
    clinic = Clinic.objects.get(slug="barrie")
    if how == "save":
        clinic.name = "Newtown clinic"
        clinic.save()
    elif how == "bulk":
        Clinic.objects.filter(pk=clinic.pk).update(name="Newtown clinic")
    else:
        raw("UPDATE clinics_clinic SET name = 'Newtown clinic' WHERE slug = 'barrie'")
    uncached.edited()
    assert "Newtown clinic" in uncached.ask(EXPLAINER).text


def test_red_flags_and_face_follow_their_rows(uncached):
    uncached.ask(EXPLAINER)
    RedFlagCard.objects.filter(level="urgent").update(lines="a new sign")
    Face.objects.update_or_create(pk=THE_ONE, defaults={"name": "Another name"})
    uncached.edited()
    page = uncached.ask(EXPLAINER).text
    assert "<li>a new sign</li>" in page
    assert "Another name" in page


def test_without_triggers_everything_is_read_anew(uncached):
    from skincare_site.page_cache import triggers

    uncached.ask(EXPLAINER)
    triggers.remove(connection)
    uncached.edited()
    uncached.ask(EXPLAINER)
    assert Clinic._meta.db_table in tables_read(uncached)
    triggers.install(connection)


class Told:
    """Changes as a test tells them."""

    at_once = True

    def __init__(self) -> None:
        self.next: set[str] | None = set()

    def is_due(self) -> bool:
        return True

    def look(self) -> set[str] | None:
        if self.next == {"unseen"}:
            raise changes.Unseen
        found, self.next = self.next, set()
        return found

    def ask_again(self) -> None:
        pass

    def close(self) -> None:
        pass


class TestKeeper:
    @pytest.fixture
    def told(self, transactional_db):
        return Told()

    @pytest.fixture
    def read(self, told):
        """Asks for the clinics, kept; `.times` counts how often they were really read."""
        keeper = Keeper(told)

        def clinics() -> list[str]:
            ask.times += 1
            return list(Clinic.objects.values_list("slug", flat=True))

        def ask() -> list[str]:
            with using(keeper):
                return until_changed("clinics", clinics)

        ask.times = 0
        return ask

    @pytest.mark.parametrize(
        ("changed", "times"), [(set(), 1), ({"articles_article"}, 1), ({"clinics_clinic"}, 2), (None, 2)]
    )
    def test_goes_with_its_own_table_only(self, told, read, changed, times):
        read()
        told.next = changed
        read()
        assert read.times == times

    def test_nothing_is_kept_while_nobody_can_tell(self, told, read):
        for _ in range(2):
            told.next = {"unseen"}
            read()
        assert read.times == 2

    def test_a_transaction_reads_for_itself(self, read):
        read()
        with transaction.atomic():
            Clinic.objects.create(
                name="Own", slug="own", street="1", city="A", postal_code="L4M 1A1", phone="705 555 0100"
            )
            assert "own" in read()

    def test_who_reads_from_a_replica_reads_for_himself(self, read, monkeypatch):
        read()
        monkeypatch.setattr(kept.router, "db_for_read", lambda model: "replica")
        with monkeypatch.context() as clinics:
            clinics.setattr(Clinic, "objects", Clinic.objects.using("default"))
            read()
        assert read.times == 2

    def test_a_kept_page_knows_what_it_took_from_memory(self, read):
        from skincare_site.page_cache.reads import recording

        read()
        with recording() as reads:
            read()
        assert Clinic._meta.db_table in reads.tables

    def test_outside_of_a_request_everything_is_read(self, transactional_db):
        assert until_changed("now", time.monotonic) < until_changed("now", time.monotonic)
