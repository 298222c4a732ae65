"""What visitors type is found nowhere afterwards. The same on a running site, byte by byte: `python -m tests.privacy`."""

import json
import logging
import zipfile

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client

from skincare_site import logs
from skincare_site.search import asked
from skincare_site.search.models import AskedPhrase, AskedWeek
from tests.privacy import stores
from tests.privacy.asking import addresses
from tests.privacy.words import forms_of, forty, invented


class Lines(logging.Handler):
    def __init__(self):
        super().__init__()
        self.setFormatter(logs.JsonLines())
        self.text = ""

    def emit(self, record):
        self.text += self.format(record) + "\n"


@pytest.fixture
def log():
    handler, access = Lines(), logging.getLogger("skincare_site.access")
    before, access.level = access.level, logging.INFO
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)
    access.setLevel(before)


def kept_in_cache():
    place = settings.CACHES["default"]["LOCATION"]
    return stores.redis_values(place) if place.startswith("redis") else [repr(cache._cache).encode()]


@pytest.fixture
def places(log, settings, tmp_path):
    """Every store of this process, looked into when it is called."""
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.MEDIA_ROOT = tmp_path / "media"

    def look():
        return {
            "database": list(stores.rows(connection)),
            "sessions": list(stores.sessions()),
            "log": [log.text.encode()],
            "cache": list(kept_in_cache()),
            "files": list(stores.files(tmp_path)),
        }

    return look


@pytest.fixture(autouse=True)
def empty_counters(settings):
    asked.forget()
    yield
    asked.forget()


def found(places, marks):
    return {
        name: seen
        for name, parts in places.items()
        for part in parts
        if (seen := stores.found_in(part, marks))
    }


def test_nothing_asked_is_found_afterwards(starter, places):
    words = forty()
    visitor = Client(raise_request_exception=False)
    cookies = set()
    for marked in words:
        for address in addresses(marked.text):
            answer = visitor.get(
                address, headers={"user-agent": marked.marks[0], "referer": f"/?q={marked.marks[0]}"}
            )
            cookies |= set(answer.cookies)
    assert asked.flush()

    assert sum(week.no_match + week.unsure + week.confident for week in AskedWeek.objects.all()) >= 4 * len(
        words
    )
    assert cookies == set()
    assert found(places(), [mark for marked in words for mark in marked.marks]) == {}


@pytest.mark.parametrize("place", ["database", "sessions", "log", "cache", "files"])
def test_a_word_that_is_there_would_be_found(starter, places, client, tmp_path, place):
    """The search itself: put into each store, the mark is seen."""
    word = invented()
    if place == "database":
        AskedPhrase.objects.create(key="x", text=f"is {word.upper()} normal", last_asked="2026-01-01")
    elif place == "sessions":
        session = client.session
        session["kept"] = {"words": word}
        session.save()
    elif place == "log":
        logging.getLogger("skincare_site").warning("somebody asked %s", word)
    elif place == "cache":
        cache.set("kept", word)
    else:
        with zipfile.ZipFile(tmp_path / "kept.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("in/rows.jsonl", json.dumps({"text": word}))

    assert word in found(places(), [word])[place]
    cache.delete("kept")


@pytest.mark.parametrize("form", sorted(forms_of("zqkalibodexk")))
def test_a_mark_is_known_in_every_form(form):
    assert stores.found_in(b"before " + form.upper() + b" after", ["zqkalibodexk"]) == {"zqkalibodexk"}
    assert stores.found_in(form[:-1], ["zqkalibodexk"]) == set()


@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_nothing_that_was_asked(starter, client, settings, tmp_path):
    settings.BACKUP_DIR, settings.MEDIA_ROOT = tmp_path / "backups", tmp_path / "media"
    words = forty()
    for marked in words:
        client.get("/search/", {"q": marked.text})
    asked.flush()
    call_command("backup_site", verbosity=0)

    archives = list(stores.files(settings.BACKUP_DIR))
    assert any(name.endswith(b".zip") for name in archives)
    assert found({"backup": archives}, [mark for marked in words for mark in marked.marks]) == {}


def test_doubled_parameters_are_one(starter, client):
    """The last one counts, whatever stands before it."""
    one = client.get("/search/?q=swelling")
    two = client.get("/search/?q=banana&q=swelling")

    assert two.content == one.content
