"""What every answer carries, whatever was asked: its kind with its encoding, the walls, and nothing of our insides."""

import pytest
from django.conf import settings
from django.test import Client

JSON = (
    "application/json",
    "application/problem+json",
    "application/manifest+json",
    "application/vnd.oai.openapi+json",
)
PUBLIC = [
    "/", "/search/", "/search/?q=redness", "/search/suggest/?q=re", "/symptoms/", "/symptoms/redness/", "/articles/", "/articles/redness/",
    "/aftercare/", "/clinics/", "/recovery/microneedling/", "/aftercare/sheet/microneedling/", "/offline/", "/useful/article/redness/yes/",
    "/sw.js", "/manifest.webmanifest", "/robots.txt", "/sitemap.xml", "/healthz/", "/healthz/ready/", "/static/site/site.css",
    "/static/site/suggest.js", "/preview/garbage/", "/csp-report/", "/nowhere/", "/%1b/", "/media/nothing.webp", "/admin/login/", "/admin/",
]  # fmt: skip
API = ["/api/v1/", "/api/v1/openapi.json", "/api/v1/tips/", "/api/v1/explainers/redness/", "/api/v1/red-flags/", "/api/v1/tips/none/", "/api/v1/tips/?limit=0"]  # fmt: skip
STAFF = ["/admin/", "/admin/articles/article/", "/admin/articles/article/add/", "/admin/account/", "/admin/system/", "/admin/publishing/auditentry/csv/", "/admin/symptoms/symptom/export/"]  # fmt: skip


@pytest.fixture
def answers(starter, client, admin_client, monkeypatch, settings, tmp_path):
    """(address, answer) of pages, files, errors, the interface and the admin."""
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "a.webp").write_bytes(b"RIFF")
    visitor = Client(raise_request_exception=False)
    found = [(address, visitor.get(address)) for address in [*PUBLIC, *API, "/media/a.webp"]]
    found += [(address, admin_client.get(address)) for address in STAFF]
    found.append(("no token", Client(enforce_csrf_checks=True).post("/admin/login/")))
    with monkeypatch.context() as broken:
        broken.setattr("skincare_site.home.Article.objects.visible", lambda: 1 / 0)
        found.append(("broken", visitor.get("/")))
    assert {200, 302, 400, 403, 404, 405, 500} <= {answer.status_code for _address, answer in found}
    return found


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def fits(kind, data):
    """Whether these bytes are what the kind says."""
    text = data.lstrip(b"\xef\xbb\xbf \n")
    if kind.startswith("text/html"):
        return text.startswith((b"<!doctype html>", b"<!DOCTYPE html>", b"<li ")) or not text
    if kind.startswith("application/xml"):
        return text.startswith(b"<?xml")
    if kind.split(";")[0] in JSON:
        return text.startswith((b"{", b"["))
    return bool(text) and not text.startswith((b"<!", b"{"))


def test_the_kind_of_every_answer_is_said_and_true_with_its_encoding(answers):
    wrong = []
    for address, answer in answers:
        data, kind = body(answer), answer.get("Content-Type", "")
        encoded = (
            kind.split(";")[0] in JSON
            or kind.startswith("image/")
            or kind.replace(chr(34), "").endswith("; charset=utf-8")
        )
        if data and not (encoded and fits(kind, data)):
            wrong.append((address, kind, data[:40]))

    assert wrong == []


def directives(answer):
    return {
        name: words
        for name, *words in (
            part.split() for part in answer["Content-Security-Policy"].split(";") if part.strip()
        )
    }


def test_no_answer_may_be_framed_or_load_plugins_or_change_its_base(answers):
    for address, answer in answers:
        policy = directives(answer)
        assert policy["frame-ancestors"] == ["'none'"], address
        assert policy.get("object-src", policy["default-src"]) == ["'none'"], address
        # A sandboxed picture is no document: it has no base to change.
        assert "sandbox" in policy or policy["base-uri"] == ["'none'"], address


def test_every_answer_says_how_much_of_its_address_is_told_on(answers):
    for address, answer in answers:
        assert answer["Referrer-Policy"] in ("same-origin", "no-referrer"), address
        assert answer["X-Content-Type-Options"] == "nosniff", address


def test_only_the_public_interface_may_be_read_by_other_sites(answers):
    for address, answer in answers:
        allowed = answer.get("Access-Control-Allow-Origin")
        assert allowed == ("*" if address.startswith("/api/") else None), address
        assert "Access-Control-Allow-Credentials" not in answer, address


def test_every_answer_over_https_asks_to_stay_there(starter, settings):
    """How long is a setting of production (test_settings.py)."""
    settings.SECURE_HSTS_SECONDS = 100
    visitor = Client(raise_request_exception=False)

    for address in [*PUBLIC, *API]:
        assert visitor.get(address, secure=True)["Strict-Transport-Security"] == "max-age=100", address


@pytest.mark.parametrize("path", STAFF)
def test_no_browser_keeps_a_page_of_the_admin(admin_client, starter, path):
    assert "no-store" in admin_client.get(path)["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    ["/.git/config", "/.git/HEAD", "/static/../.git/config", "/static/%2e%2e/.git/HEAD", "/media/../../.git/config", "/.env",
     "/manage.py", "/static/../manage.py", "/db.sqlite3", "/media/", "/static/", "/static/site/", "/media/pictures/"],
)  # fmt: skip
def test_nothing_that_was_not_published_and_no_list_of_files_is_served(starter, client, path):
    answer = client.get(path)

    assert answer.status_code in (400, 404)
    assert b"suggest.js" not in body(answer).replace(b"/static/site/suggest.js", b"")


@pytest.mark.parametrize("path", ["/", "/admin/system/"])
def test_an_error_tells_nothing_of_our_insides(starter, admin_user, monkeypatch, path):
    client = Client(raise_request_exception=False)
    client.force_login(admin_user)

    def broken(*args, **kwargs):
        raise RuntimeError("zqsecret in SELECT password FROM auth_user")

    monkeypatch.setattr("skincare_site.home.Article.objects.visible", broken)
    monkeypatch.setattr("skincare_site.health.checks", broken)
    answer = client.get(path)

    assert answer.status_code == 500
    shown = answer.content.decode()
    for word in (
        "zqsecret",
        "auth_user",
        "RuntimeError",
        "Traceback",
        "site-packages",
        ".py",
        settings.SECRET_KEY,
    ):
        assert word not in shown, word
    assert "tel:911" in shown
