"""What must hold of the settings: no log line carries what a visitor typed; production refuses half a set-up."""

import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings


def test_request_lines_are_written_nowhere(capfd):
    logging.getLogger("django.server").error('"GET /search/?q=secret HTTP/1.1" 500')

    assert "secret" not in "".join(capfd.readouterr())


GIVEN = {
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "clinic.example",
    "DATABASE_URL": "sqlite:////tmp/none.sqlite3",
}
VARIES = {
    *GIVEN,
    "REQUIRE_2FA",
    "LOG_FORMAT",
    "LOG_REQUESTS",
    "ADMINS",
    "DJANGO_SETTINGS_MODULE",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
}


def in_production(*command, **given):
    """This Python with production settings and nothing of our own environment that would change them."""
    kept = {name: value for name, value in os.environ.items() if name not in VARIES}
    return subprocess.run(
        [sys.executable, *command], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
        env={**kept, **GIVEN, "DJANGO_SETTINGS_MODULE": "skincare_site.settings.production", **given},
    )  # fmt: skip


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_production_names_what_is_missing(missing):
    result = in_production("manage.py", "check", **{missing: ""})

    assert result.returncode != 0
    assert f"Set {missing} in the environment" in result.stderr


SAY = "from django.conf import settings as s; print(s.REQUIRE_2FA, s.LOG_FORMAT, s.LOG_REQUESTS, s.ADMINS)"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "True json True []"),
        ({"REQUIRE_2FA": "off", "LOG_FORMAT": "plain", "LOG_REQUESTS": "off"}, "False plain False []"),
        ({"ADMINS": "it@clinic.example"}, "True json True [('', 'it@clinic.example')]"),
    ],
)
def test_production_asks_for_a_second_step_and_writes_json_unless_told_otherwise(given, says):
    assert in_production("-c", SAY, **given).stdout.strip() == says


def test_an_unknown_log_format_is_refused_in_a_sentence():
    result = in_production("-c", SAY, LOG_FORMAT="xml")

    assert "LOG_FORMAT must be json or plain" in result.stderr


def test_production_has_nothing_to_be_warned_about():
    key = "".join(chr(33 + number % 90) for number in range(64))
    result = in_production(
        "manage.py", "check", "--deploy", "--fail-level", "WARNING", SECRET_KEY=key
    )  # fmt: skip

    assert "no issues" in result.stdout, result.stderr
    assert result.returncode == 0


COOKIES = (
    "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, "
    "s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.SESSION_COOKIE_PATH, s.SESSION_COOKIE_DOMAIN, "
    "s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE, s.CSRF_COOKIE_SAMESITE, s.KNOWN_BROWSER_COOKIE)"
)


def test_production_cookies_are_secure_prefixed_and_bound():
    assert in_production("-c", COOKIES).stdout.split() == [
        "__Host-sessionid", "True", "True", "Lax", "/", "None",
        "__Host-csrftoken", "True", "Lax", "__Secure-known_browser",
    ]  # fmt: skip


SERVE = """
import django; django.setup()
from django.test import Client
answer = Client().get("/healthz/", secure=True, headers={"host": "clinic.example"})
print(answer.headers["Strict-Transport-Security"])
"""


def test_production_sends_hsts_for_a_year():
    assert in_production("-c", SERVE).stdout.strip() == "max-age=31536000; includeSubDomains; preload"


PLAIN = """
import django; django.setup()
from django.test import Client
for path in ("/", "/admin/login/?next=/admin/"):
    answer = Client().get(path, headers={"host": "clinic.example"})
    print(answer.status_code, answer.headers["Location"])
"""


def test_production_leads_plain_http_to_https():
    assert in_production("-c", PLAIN).stdout.splitlines() == [
        "301 https://clinic.example/", "301 https://clinic.example/admin/login/?next=/admin/",
    ]  # fmt: skip
