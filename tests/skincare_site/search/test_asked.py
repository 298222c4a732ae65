import datetime
import os
import re
import subprocess
import sys
import threading

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from skincare_site.search import asked
from skincare_site.search.asked_words import is_private, key_of, meaning_of, words_of
from skincare_site.search.find import find
from skincare_site.search.models import AskedDay, AskedPhrase, AskedSymptom, AskedWeek
from skincare_site.search.reading import read
from skincare_site.symptoms import vocabulary
from tests.builders import make_symptom

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
COMMON = "banana tax garden"  # common English words, none about skin
UNKNOWN = "qwyzzle tax garden"  # one is in no list
DAY = datetime.date(2026, 3, 2)  # a Monday


@pytest.fixture(autouse=True)
def empty_counters():
    asked.forget()
    yield
    asked.forget()


@pytest.fixture
def today(monkeypatch):
    """`today(1)`: it is the day after `DAY`."""

    def set_to(after: int) -> datetime.date:
        day = DAY + datetime.timedelta(days=after)
        monkeypatch.setattr(timezone, "localdate", lambda *args: day)
        return day

    set_to(0)
    return set_to


def ask(text: str, times: int = 1) -> None:
    found = find(text, at=timezone.now())
    for _ in range(times):
        asked.record(found)


def ask_and_flush(text: str, times: int = 1) -> None:
    ask(text, times)
    assert asked.flush()


def raw_rows() -> str:
    """Everything the database holds about what was asked, as it lies there."""
    tables = ["search_askedphrase", "search_askedday", "search_askedweek", "search_askedsymptom"]
    with connection.cursor() as cursor:
        rows = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            rows += cursor.fetchall()
    return repr(rows)


@pytest.mark.usefixtures("starter")
class TestThresholds:
    @pytest.mark.parametrize(
        ("text", "searches", "days"), [(COMMON, 3, 2), (UNKNOWN, 11, 3)], ids=["common words", "unknown word"]
    )
    def test_words_are_stored_by_the_search_that_reaches_both_and_not_before(
        self, today, text, searches, days
    ):
        for after in range(days - 1):
            today(after)
            ask_and_flush(text)
        today(days - 1)
        ask_and_flush(text, searches - days)

        assert AskedPhrase.objects.get().text == ""
        assert not re.search("banana|qwyzzle|tax|garden", raw_rows())

        ask_and_flush(text)
        assert AskedPhrase.objects.get().text == text

    @pytest.mark.parametrize(("text", "days"), [(COMMON, 2), (UNKNOWN, 3)])
    def test_many_searches_on_too_few_days_stay_a_hash(self, today, text, days):
        for after in range(days - 1):
            today(after)
            ask_and_flush(text, 50)

        assert AskedPhrase.objects.get().text == ""
        assert not re.search("banana|qwyzzle|tax|garden", raw_rows())

    def test_one_batch_may_cross(self, today):
        ask(COMMON, 2)
        today(1)
        ask(COMMON)
        asked.flush()

        assert AskedPhrase.objects.get().text == COMMON
        assert list(AskedDay.objects.order_by("day").values_list("searches", flat=True)) == [2, 1]

    def test_numbers_are_settings(self, today, settings):
        settings.SEARCH_SHOW_COMMON = (1, 1)
        ask_and_flush(COMMON)

        assert AskedPhrase.objects.get().text == COMMON

    def test_what_later_searches_typed_is_not_stored(self, today, settings):
        settings.SEARCH_SHOW_COMMON = (1, 1)
        ask_and_flush(COMMON)
        ask_and_flush("is my garden a banana tax")

        assert AskedPhrase.objects.get().text == COMMON

    def test_a_word_outside_the_key_is_never_stored(self, today, settings):
        # However reading comes to leave a word out of the key: nobody counted is known to have typed it too.
        settings.SEARCH_SHOW_COMMON = settings.SEARCH_SHOW_UNKNOWN = (1, 1)
        found = find(COMMON, at=timezone.now())
        found.question.text = f"{COMMON} osterhagen"
        asked.record(found)
        asked.flush()

        assert AskedPhrase.objects.get().text == ""
        assert "osterhagen" not in raw_rows()

    def test_the_day_and_the_misspelling_are_not_kept(self, today, settings):
        settings.SEARCH_SHOW_COMMON = (1, 1)
        ask_and_flush("banana gardn day 3")

        assert [text for text in AskedPhrase.objects.values_list("text", flat=True) if "3" in text] == []

    def test_the_key_needs_the_secret(self, settings):
        before = key_of(("banana",))
        settings.SECRET_KEY = "another"

        assert re.fullmatch("[0-9a-f]{64}", before)
        assert key_of(("banana",)) != before


@pytest.mark.usefixtures("starter")
class TestGrouping:
    @pytest.mark.parametrize(
        "same",
        [
            "Is my GARDEN a banana tax??",
            "taxes, bananas, gardens",
            "banana tax garden day 3",
            "bánana tax garden",
        ],
    )
    def test_order_small_words_inflection_and_day_make_no_difference(self, same):
        ask(COMMON)
        ask_and_flush(same)

        assert AskedPhrase.objects.count() == 1
        assert AskedDay.objects.get().searches == 2

    def test_misspellings_of_our_words_are_one(self):
        make_symptom("frobnitzing")
        words = vocabulary.current()

        assert meaning_of(read("wallpaper frobnitzzing", words)) == meaning_of(
            read("frobnitzing wallpaper", words)
        )
        assert words_of(read("wallpaper frobnitzzing", words)) == "wallpaper frobnitzing"

    def test_not_makes_another_question(self):
        words = vocabulary.current()

        assert meaning_of(read("banana not garden", words)) != meaning_of(read("banana garden", words))

    def test_a_question_without_meaningful_words_is_only_counted(self):
        ask_and_flush("is it normal")

        assert AskedWeek.objects.get().searches == 1
        assert not AskedPhrase.objects.exists()


@pytest.mark.usefixtures("starter")
class TestPrivate:
    @pytest.mark.parametrize(
        "text",
        [
            "call me 705-555-0142", "banana 4 1 6 5", "banana ٤١٦٥", "call four one six five five five",
            "jane@example.org banana", "jane at example dot com", "my gmail banana", "banana www example",
            "https://example.org/x", "example.org banana", "k1a 0b1 banana", "banana K1A0B1", "k1a banana",
            "1234567890 ab", "123-456-789 banana", "45 lower grey rd banana", "12 king street", "my address is garden",
            "my name is rose garden", "ohip banana", "born in garden", "x" * 250, "banana " * 25,
        ],
    )  # fmt: skip
    def test_what_may_point_to_a_person_is_dropped_but_counted(self, text, settings):
        settings.SEARCH_SHOW_COMMON = settings.SEARCH_SHOW_UNKNOWN = (1, 1)
        ask_and_flush(text, 20)

        assert not AskedPhrase.objects.exists()
        assert AskedWeek.objects.get().searches == 20

    @pytest.mark.parametrize(
        "text", ["day 14 banana", "banana after 2 or 3 days", "can i drive home", "dr pen"]
    )
    def test_ordinary_questions_are_not(self, text):
        assert not is_private(text)


@pytest.mark.usefixtures("starter")
class TestCounting:
    def test_every_search_counts_by_answer_and_symptom(self, today):
        ask("my face is peeling", 2)
        ask("parking")
        today(7)
        ask_and_flush("my face is peeling")

        first, second = AskedWeek.objects.order_by("week")
        assert (first.week, first.confident, first.unsure, first.no_match) == (DAY, 2, 0, 1)
        assert (second.week, second.confident) == (DAY + datetime.timedelta(7), 1)
        rows = AskedSymptom.objects.order_by("week").values_list("symptom__slug", "searches")
        assert list(rows) == [("peeling", 2), ("peeling", 1)]

    def test_answered_questions_leave_no_phrase_and_questions_for_the_clinic_do(self):
        ask("my face is peeling")
        ask_and_flush("parking")

        assert AskedPhrase.objects.get().key == key_of(meaning_of(read("parking", vocabulary.current())))

    def test_weakly_answered_questions_are_kept_too(self):
        found = find("parking", at=timezone.now())
        found.answer = "unsure"
        asked.record(found)
        asked.flush()

        assert AskedWeek.objects.get().unsure == 1
        assert AskedPhrase.objects.count() == 1

    def test_everything_old_is_forgotten(self, today, settings):
        settings.SEARCH_SHOW_COMMON = (1, 1)
        ask("my face is peeling")
        ask_and_flush(COMMON)
        today(settings.SEARCH_KEEP_DAYS)
        ask_and_flush("parking")
        assert AskedPhrase.objects.filter(text=COMMON).exists()

        today(settings.SEARCH_KEEP_DAYS + 1)
        asked.flush()

        assert not AskedPhrase.objects.filter(text=COMMON).exists()
        assert not AskedDay.objects.filter(day=DAY).exists()
        assert not AskedWeek.objects.filter(week=DAY).exists()
        assert not AskedSymptom.objects.exists()
        assert AskedPhrase.objects.count() == 1

    def test_a_database_that_fails_loses_no_count_and_no_text_reaches_the_log(self, monkeypatch, caplog):
        ask(COMMON, 2)

        def fail(counts):
            raise OperationalError(f"database is locked: {COMMON}")

        with monkeypatch.context() as patch:
            patch.setattr(asked, "write", fail)
            assert asked.flush() is False
            ask(COMMON)
            assert asked.flush() is False
        asked.flush()

        assert AskedWeek.objects.get().searches == 3
        assert AskedDay.objects.get().searches == 3
        assert "banana" not in caplog.text

    def test_a_purge_that_fails_counts_nothing_twice(self, monkeypatch):
        def fail(today):
            raise OperationalError

        ask(COMMON)
        with monkeypatch.context() as patch:
            patch.setattr(asked, "purge", fail)
            asked.flush()
        asked.flush()

        assert AskedDay.objects.get().searches == 1

    def test_memory_is_bounded(self, monkeypatch):
        monkeypatch.setattr(asked, "MOST", 3)
        for word in ("apple", "banana", "cherry", "garden", "apple"):
            ask(f"{word} tax")
        asked.flush()

        assert AskedWeek.objects.get().searches == 5
        assert sorted(AskedDay.objects.values_list("searches", flat=True)) == [1, 1, 2]

    def test_a_symptom_deleted_meanwhile_does_no_harm(self):
        symptom = make_symptom("frobnitzing")
        ask("frobnitzing")
        symptom.delete()
        ask_and_flush("my face is peeling")

        assert AskedWeek.objects.get().searches == 2
        assert AskedSymptom.objects.get().symptom.slug == "peeling"

    def test_recording_asks_no_database_and_never_fails(self, django_assert_num_queries, monkeypatch):
        found = find(COMMON, at=timezone.now())
        with django_assert_num_queries(0):
            asked.record(found)
        monkeypatch.setattr(asked, "counts_of", lambda *args: 1 / 0)
        asked.record(found)


@pytest.mark.usefixtures("starter")
class TestView:
    def counted(self) -> int:
        asked.flush()
        return sum(week.searches for week in AskedWeek.objects.all())

    def test_a_visitors_question_counts_and_nobody_looks_who_it_is(self, client):
        response = client.get("/search/", {"q": COMMON})

        assert self.counted() == 1
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies

    @pytest.mark.parametrize("query", [{"q": ""}, {"q": "  "}, {}, {"q": "redness", "page": "2"}])
    def test_no_question_and_later_pages_do_not(self, client, query):
        client.get("/search/", query)

        assert self.counted() == 0

    def test_staff_do_not(self, client, staff):
        client.force_login(staff("Author"), backend=MODEL_BACKEND)
        client.get("/search/", {"q": COMMON})

        assert self.counted() == 0

    def test_an_old_session_cookie_is_a_visitors(self, client):
        client.cookies["sessionid"] = "gone"
        client.get("/search/", {"q": COMMON})

        assert self.counted() == 1


CHILD = """
import django; django.setup()
from django.utils import timezone
from skincare_site.search import asked
from skincare_site.search.find import find
found = [find(text, at=timezone.now()) for text in ("banana tax garden", "qwyzzle tax", "my face is peeling")]
for _ in range(20):
    for one in found * 5:
        asked.record(one)
    while not asked.flush():
        pass
"""


def writer_elsewhere():
    """A connection of somebody else that holds the counters' lock until it rolls back."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        import sqlite3

        other = sqlite3.connect(values["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        return other
    import psycopg

    other = psycopg.connect(
        dbname=values["NAME"], user=values["USER"], password=values["PASSWORD"] or None,
        host=values["HOST"], port=values["PORT"] or 5432, autocommit=True,
    )  # fmt: skip
    other.execute("BEGIN")
    other.execute("LOCK TABLE search_askedweek IN ACCESS EXCLUSIVE MODE")
    return other


@pytest.mark.django_db(transaction=True)
class TestProcesses:
    def test_the_flushes_of_two_processes_add_up(self, starter):
        database = connection.settings_dict
        if connection.vendor == "sqlite":
            url = f"sqlite:///{database['NAME']}"
        else:
            url = f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
        env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "skincare_site.settings.test"}
        running = [subprocess.Popen([sys.executable, "-c", CHILD], env=env) for _ in range(2)]
        assert [process.wait(timeout=120) for process in running] == [0, 0]

        week = AskedWeek.objects.get()
        assert (week.confident, week.searches) == (200, 600)
        assert AskedSymptom.objects.get().searches == 200
        assert list(AskedDay.objects.values_list("searches", flat=True)) == [200, 200]

    def test_the_thread_writes_by_itself(self, starter, settings):
        settings.SEARCH_FLUSH_SECONDS = 0.05
        ask(COMMON)

        written = threading.Event()
        for _ in range(100):
            if AskedWeek.objects.filter(no_match=1).exists():
                written.set()
                break
            written.wait(0.05)
        assert written.is_set()

    def test_a_writer_elsewhere_does_not_hold_up_a_search(self, starter, client, settings):
        import time

        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        other = writer_elsewhere()
        settings.SEARCH_FLUSH_SECONDS = 0.05
        try:
            client.get("/search/", {"q": COMMON})
            time.sleep(0.2)  # the thread waits for the lock now
            with CaptureQueriesContext(connection) as asked:
                assert client.get("/search/", {"q": COMMON}).status_code == 200
            kinds = {query["sql"].split()[0] for query in asked.captured_queries}
            assert "SELECT" in kinds
            assert not kinds & {"INSERT", "UPDATE", "DELETE"}
        finally:
            other.execute("ROLLBACK")
            other.close()
        for _ in range(200):
            if AskedWeek.objects.filter(no_match=2).exists():
                break
            time.sleep(0.05)
        assert AskedWeek.objects.get().no_match == 2
