"""What a serving worker has loaded after a visitor's pages: nothing that only staff, uploads or the printer need."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# In a process of its own: pytest and the other tests have loaded everything.
ASK = """
import gc, json, sys
from skincare_site.wsgi import application
loaded = sorted(sys.modules)
from wsgiref.util import setup_testing_defaults

def ask(path, query=""):
    environ, told = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1"}, []
    setup_testing_defaults(environ)
    answer = application(environ, lambda status, headers, error=None: told.append(status))
    b"".join(answer)
    answer.close() if hasattr(answer, "close") else None
    return told[0]

pages = [ask("/"), ask("/articles/"), ask("/articles/redness/"), ask("/static/css/none.css")]
after_pages = sorted(sys.modules)
pages.append(ask("/search/", "q=redness"))
after_search = sorted(sys.modules)
from django.urls import resolve
kept = [getattr(resolve(path).func, "is_cacheable", False) for path in ("/symptoms/redness/", "/search/")]
tokenless = [getattr(resolve(path).func, "csrf_exempt", False) for path in ("/csp-report/", "/search/")]
# Staff come all at once, and none of them is the first.
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep
from django.contrib.admin import AdminSite
made = AdminSite.__init__
AdminSite.__init__ = lambda *arguments: (sleep(0.3), made(*arguments))[1]  # time enough to make a second one
wanted = ["/admin/search/try/", "/admin/login/", "/admin/", "/admin/articles/article/", "/admin/none/"] * 4
together = Barrier(len(wanted))
with ThreadPoolExecutor(len(wanted)) as people:
    staff = sorted(set(zip(wanted, people.map(lambda path: together.wait() >= 0 and ask(path), wanted))))
print(json.dumps({
    "pages": pages, "loaded": loaded, "after_pages": after_pages, "after_search": after_search, "staff": staff,
    "kept": kept, "tokenless": tokenless,
    "collects": gc.isenabled(), "frozen": gc.get_freeze_count(),
}))
"""
NEVER = {
    "PIL",
    "markdown_it",
    "segno",
    "nh3",
    "boto3",
    "botocore",
    "psycopg",
    "redis",
    "hypothesis",
    "pytest",
    "tablib",
}
STAFF_ONLY = {"skincare_site.dashboard", "articles.admin", "import_export.admin", "django.contrib.auth.admin"}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What a fresh process says of itself after a visitor's pages."""
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path_factory.mktemp("site")), "DATABASE_URL": "", "CACHE_URL": "locmemcache://",
        "MEDIA_BUCKET": "", "DJANGO_SETTINGS_MODULE": "skincare_site.settings.local",
    }  # fmt: skip
    for name in ("READ_DATABASE_URL", "MEDIA_BUCKET", "DEBUG"):
        environment.pop(name, None)

    def run(*arguments):
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    run("manage.py", "migrate", "-v0")
    run("manage.py", "load_starter_content", "-v0")
    return json.loads(run("-c", ASK).splitlines()[-1])


def packages(modules):
    return {name.partition(".")[0] for name in modules}


def test_a_visitors_pages_load_no_library_that_only_staff_need(told):
    assert told["pages"] == ["200 OK", "200 OK", "200 OK", "404 Not Found", "200 OK"]
    assert packages(told["after_search"]) & NEVER == set()


def test_the_admin_is_loaded_when_somebody_goes_there(told):
    assert set(told["after_search"]) & STAFF_ONLY == set()
    to_sign_in = ["/admin/", "/admin/articles/article/", "/admin/none/", "/admin/search/try/"]
    answers = {(path, "302 Found") for path in to_sign_in} | {("/admin/login/", "200 OK")}
    assert set(map(tuple, told["staff"])) == answers


def test_words_are_learned_when_somebody_searches(told):
    assert packages(told["after_pages"]) & {"snowballstemmer", "rapidfuzz"} == set()
    assert "snowballstemmer" in packages(told["after_search"])


def test_search_is_loaded_when_somebody_searches(told):
    searching = {"skincare_site.search.views", "skincare_site.search.find"}
    assert searching & set(told["after_pages"]) == set()
    assert searching <= set(told["after_search"])
    assert told["kept"] == [True, False]
    assert told["tokenless"] == [True, False]


def test_other_pages_are_loaded_when_somebody_asks_for_them(told):
    others = {f"{name}.views" for name in ("aftercare", "skincare_site.api", "skincare_site.clinics")} | {
        f"skincare_site.{name}" for name in ("health", "offline", "previews", "sitemaps", "styleguide")
    }
    assert others & set(told["after_search"]) == set()
    assert "articles.views" not in told["loaded"]
    assert "articles.views" in told["after_pages"]


def test_addresses_are_loaded_before_the_first_visitor_and_collection_goes_on(told):
    assert "skincare_site.urls" in told["loaded"]
    assert told["collects"]
    assert told["frozen"] > 0
