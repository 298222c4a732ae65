"""Where database, cache and pictures are, by environment only."""

import os
import shutil
import subprocess
import time

import pytest
from django.core.cache import CacheHandler
from django.core.exceptions import ImproperlyConfigured

from skincare_site.accounts import limiter
from skincare_site.settings.base import cache_settings, databases, media_storage
from tests.faults.server import free_port
from tests.test_settings import in_production

SHOW = (
    "import django; django.setup();"
    "from django.conf import settings as s;"
    "from django.core.files.storage import default_storage as d;"
    "print(s.SERVE_MEDIA, s.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'][1:], d.url('a.webp'),"
    " getattr(d, 'bucket_name', None), getattr(d, 'location', None))"
)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, "False [] /media/a.webp None"),
        ({"MEDIA_BUCKET": "pictures/care"}, "True [] /media/a.webp pictures care"),
        (
            {"MEDIA_BUCKET": "pictures", "MEDIA_URL": "https://cdn.example/care"},
            "False ['https://cdn.example'] https://cdn.example/care/a.webp pictures",
        ),
    ],
    ids=["folder", "bucket", "bucket and another host"],
)
def test_production_serves_pictures_itself_unless_they_have_a_host_of_their_own(given, shown):
    done = in_production("-c", SHOW, DJANGO_SETTINGS_MODULE="skincare_site.settings.production", **given)

    assert done.stdout.startswith(shown), done.stderr


def test_an_empty_bucket_is_a_folder():
    assert media_storage("")["BACKEND"].endswith("media_folder.Folder")


def test_a_replica_needs_postgresql_on_both_sides(monkeypatch):
    monkeypatch.setenv("READ_DATABASE_URL", "postgres://reader@replica/site")

    assert set(databases("postgres://site@primary/site")) == {"default", "replica"}
    with pytest.raises(ImproperlyConfigured, match="READ_DATABASE_URL needs PostgreSQL"):
        databases("sqlite:////tmp/none.sqlite3")


class TestRedis:
    @pytest.fixture
    def redis(self, tmp_path):
        """A Redis of our own; yields its process and its address."""
        program = shutil.which("redis-server")
        if not program and os.environ.get("CI") == "true":
            pytest.fail("CI=true, but no redis-server was found")
        if not program:
            pytest.skip("redis-server is not installed")
        port = free_port()
        process = subprocess.Popen(
            [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
            stdout=subprocess.DEVNULL,
        )
        yield process, f"redis://127.0.0.1:{port}/0"
        process.kill()
        process.wait()

    def test_counts_for_all_processes_under_a_name_of_ours_and_may_go_away(self, redis, monkeypatch):
        process, address = redis
        config = cache_settings(address)
        one, two = (CacheHandler({"default": config})["default"] for _ in "12")
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                one.set("there", 1)
                break
            except Exception:  # it is starting
                time.sleep(0.1)

        monkeypatch.setattr(limiter, "cache", one)
        assert limiter._shared("somebody", 1) == 1
        monkeypatch.setattr(limiter, "cache", two)
        assert limiter._shared("somebody", 1) == 2
        keys = one._cache.get_client().keys("*")
        assert all(key.startswith(b"skincare:") for key in keys)

        process.kill()
        process.wait()
        assert limiter._shared("somebody", 1) == 0

    def test_is_asked_once_and_not_for_long(self):
        options = cache_settings("redis://127.0.0.1:1/0")["OPTIONS"]

        assert options["retry"].get_retries() == 0
        assert options["socket_timeout"] <= 1
        assert options["socket_connect_timeout"] <= 1
