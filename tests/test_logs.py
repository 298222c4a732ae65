"""What stands in log lines, error mails and error reports; and what never does."""

import json
import logging

import pytest
from django.core import mail
from django.db import DataError
from django.test import Client
from django.urls import path
from django.views.debug import get_exception_reporter_class

from skincare_site import logs
from skincare_site import urls as site_urls
from skincare_site.settings.base import logging_config

TYPED = "zqmarked"


def failing(request, word=""):
    kept = request.GET.get("q", "") or request.POST.get("q", "")
    try:
        int(kept)
    except ValueError as error:
        raise DataError(f"value too long: {kept}") from error


urlpatterns = [path("failing/<slug:word>/", failing, name="failing"), *site_urls.urlpatterns]
handler400, handler403 = site_urls.handler400, site_urls.handler403
handler404, handler500 = site_urls.handler404, site_urls.handler500


class Lines(logging.Handler):
    def __init__(self, formatter):
        super().__init__()
        self.setFormatter(formatter)
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture
def lines():
    """Every line as JSON, also those that stay below the level of a laptop."""
    handler, access = Lines(logs.JsonLines()), logging.getLogger("skincare_site.access")
    logging.getLogger().addHandler(handler)
    before = access.level
    access.setLevel(logging.INFO)
    yield handler.lines
    access.setLevel(before)
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def visitor(settings, db):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False, headers={"user-agent": f"{TYPED}-browser"})


def read(lines):
    return [json.loads(line) for line in lines]


def test_one_line_a_request_with_route_status_and_time(visitor, lines):
    visitor.get("/search/", {"q": TYPED})

    [line] = read(lines)
    assert {name: line[name] for name in ("logger", "level", "method", "route", "status")} == {
        "logger": "skincare_site.access", "level": "INFO", "method": "GET", "route": "search:results", "status": 200,
    }  # fmt: skip
    assert line["ms"] > 0
    assert set(line) == {"time", "level", "logger", "message", "request", "method", "route", "status", "ms"}


def test_the_lines_of_one_request_carry_one_id(visitor, lines):
    visitor.get("/nothing-here/")
    visitor.get("/nothing-here/")

    ids = [line["request"] for line in read(lines)]
    assert len(ids) == 4
    assert ids[0] == ids[1] != ids[2] == ids[3]
    assert logs.request_id.get() == ""


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", f"/search/?q={TYPED}&d=2026-11-{TYPED}"),
        ("get", f"/search/suggest/?q={TYPED}"),
        ("get", f"/{TYPED}/"),
        ("get", f"/articles/{TYPED}/"),
        ("get", f"/symptoms/?what={TYPED}&where={TYPED}"),
        ("get", f"/failing/{TYPED}/?q={TYPED}"),
        ("post", f"/failing/{TYPED}/?q={TYPED}"),
        ("get", f"/admin/{TYPED}/?q={TYPED}"),
        ("post", f"/admin/login/?next=/{TYPED}/"),
        ("get", f"/?q=%00{TYPED}"),
        ("get", "/" + TYPED * 200 + "/"),
    ],
)
def test_nothing_typed_is_in_any_line(visitor, lines, method, address):
    form = {"q": TYPED, "username": TYPED, "password": TYPED}
    getattr(visitor, method)(address, form if method == "post" else None, REMOTE_ADDR="192.0.2.77")

    assert lines
    assert TYPED not in "".join(lines)
    assert "192.0.2.77" not in "".join(lines)


def test_a_refused_host_and_a_refused_form_are_told_without_their_words(visitor, lines, settings):
    visitor.get("/", headers={"host": f"{TYPED}.example"})
    Client(enforce_csrf_checks=True).post(f"/admin/login/?next={TYPED}", {"username": TYPED})

    messages = [line["message"] for line in read(lines)]
    assert "DisallowedHost (400)" in messages
    assert "csrf (403)" in messages
    assert TYPED not in "".join(lines)


def test_an_error_is_told_by_class_and_place(visitor, lines):
    visitor.get(f"/failing/word/?q={TYPED}")

    error = next(line for line in read(lines) if line["level"] == "ERROR")
    assert (error["error"], error["after"], error["route"]) == ("DataError", ["ValueError"], "failing")
    assert error["at"][-1].endswith(" failing")


def test_an_exception_among_the_arguments_is_its_class():
    handler = Lines(logs.Plain())
    record = logging.LogRecord("x", logging.WARNING, "", 1, "could not: %s", (DataError(TYPED),), None)
    handler.emit(record)

    assert "could not: DataError" in handler.lines[0]


def test_a_made_up_method_is_not_written(visitor, lines):
    visitor.generic(TYPED.upper(), "/")

    assert read(lines)[-1]["method"] == "other"
    assert TYPED.upper() not in "".join(lines)


def test_the_mail_about_an_error_holds_no_more_than_the_line(visitor, settings, monkeypatch):
    settings.ADMINS = [("", "it@clinic.example")]
    monkeypatch.setattr(logs.ErrorMail, "last", float("-inf"))
    visitor.cookies["kept"] = TYPED
    for _ in range(3):  # a mail every five minutes, not one an error
        visitor.post(f"/failing/{TYPED}/?q={TYPED}", {"q": TYPED, "body": TYPED})

    [letter] = mail.outbox
    assert letter.to == ["it@clinic.example"]
    assert "DataError" in letter.subject
    assert " failing" in letter.body
    assert TYPED not in letter.subject + letter.body


@pytest.mark.parametrize("form", ["text", "html"])
def test_djangos_own_report_holds_nothing_typed(rf, form):
    request = rf.post(
        f"/x/?q={TYPED}", {"password": TYPED, "body": TYPED, "d": TYPED}, headers={"referer": TYPED}
    )
    request.COOKIES["sessionid"] = TYPED
    try:
        failing(request)
    except DataError as error:
        reporter = get_exception_reporter_class(request)(request, type(error), error, error.__traceback__)

    report = getattr(reporter, f"get_traceback_{form}")()
    assert "DataError" in report
    assert TYPED not in report


def test_the_filter_gives_names_and_no_values(rf):
    request = rf.post("/x/", {"body": TYPED}, headers={"user-agent": TYPED})
    request.COOKIES["sessionid"] = TYPED
    found = logs.NothingTyped()

    assert found.get_safe_request_meta(request) == {}
    assert list(found.get_post_parameters(request)) == ["body"]
    assert TYPED not in str([found.get_post_parameters(request), found.get_safe_cookies(request)])


def test_the_configuration_leaves_no_handler_that_mails_a_whole_request():
    """Django puts its own on the logger `django` before it reads ours."""
    assert logging.getLogger("django").handlers == []
    assert not logging.getLogger("axes").propagate


def test_lines_go_to_standard_error_and_error_mails_and_nowhere_else():
    config = logging_config("json", True)

    assert {handler["class"] for handler in config["handlers"].values()} == {
        "logging.StreamHandler", "skincare_site.logs.ErrorMail", "logging.NullHandler",
    }  # fmt: skip
    assert config["root"]["handlers"] == ["console", "mail"]
    assert {name for logger in config["loggers"].values() for name in logger.get("handlers", [])} == {
        "nothing"
    }


@pytest.mark.parametrize("formatter", [logs.JsonLines(), logs.Plain()])
def test_the_time_of_a_line_is_utc_wherever_the_clinic_is(formatter, settings):
    assert settings.TIME_ZONE == "America/Toronto"
    record = logging.LogRecord("x", logging.WARNING, "", 1, "said", (), None)
    record.created = 1_767_225_600.25  # midnight in Greenwich, the evening before in Toronto

    assert "2026-01-01T00:00:00.250Z" in formatter.format(record)


def test_a_try_beyond_the_limit_is_a_line(visitor, lines, settings):
    settings.SIGN_IN_TRIES = 0

    visitor.post("/admin/login/", {"username": TYPED, "password": TYPED})

    assert [line["status"] for line in read(lines) if line["message"] == "answered"] == [429]


def test_what_the_front_door_refuses_is_a_line(visitor, lines):
    for refused in ("/articles/?page=%00", "/" + "a" * 600):
        visitor.get(refused)

    assert [line["status"] for line in read(lines) if line["message"] == "answered"] == [400, 414]


@pytest.mark.parametrize(("form", "formatter"), [("json", logs.JsonLines), ("plain", logs.Plain)])
def test_the_format_is_chosen_by_name(form, formatter):
    config = logging_config(form, True)

    assert config["handlers"]["console"]["formatter"] == form
    assert config["formatters"][form] == {"()": f"skincare_site.logs.{formatter.__name__}"}


def test_a_refusal_is_a_line(client, staff, lines):
    client.force_login(staff("Author", name="ana"))

    client.get("/admin/auth/user/")

    refusal = next(line for line in read(lines) if line["logger"] == "django.request")
    assert (refusal["message"], refusal["level"]) == ("Answered with an error (403)", "WARNING")
    assert refusal["route"] == "admin:auth_user_changelist"
    assert "ana" not in "".join(lines)


@pytest.mark.parametrize("formatter", [logs.JsonLines(), logs.Plain()])
def test_a_line_break_cannot_start_a_line_of_its_own(formatter):
    record = logging.LogRecord(
        "x", logging.WARNING, "", 1, "said %s", ("a\n2026 ERROR forged\r\u2028x",), None
    )

    assert len(formatter.format(record).splitlines()) == 1
