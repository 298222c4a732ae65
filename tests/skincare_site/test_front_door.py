"""The front door: malformed requests over every address, what is said to them, and the headers on every answer."""

import pytest
from django.conf import settings
from django.test import Client

from skincare_site.policy.models import PolicyReports, lately
from skincare_site.policy.views import IN_A_MINUTE, limit
from tests.builders import make_article
from tests.hostile import requests, sending

FORM = "application/x-www-form-urlencoded"
HELP = (b"tel:911", b'action="/search/"')


@pytest.fixture
def session(client, admin_user):
    client.force_login(admin_user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def answer(request, session=""):
    return Client(raise_request_exception=False).request(**sending.environ(request, session))


@pytest.mark.parametrize("part", range(4))
def test_no_malformed_request_is_a_server_error(starter, session, part):
    """A fifth of them here, as many as the suite has time for; `python -m tests.hostile requests` sends them all."""
    made = requests.generate()[::5]
    assert len(made) > 500
    wrong = [
        (code, each)
        for each in made[part::4]
        if (code := answer(each, session).status_code) >= 500 and each.path != "/healthz/ready/"
    ]

    assert wrong == []


REFUSED = {
    "NUL in the path": (requests.Malformed("GET", "/articles/a%00b/"), 400),
    "escape character in the path": (requests.Malformed("GET", "/%1b[31m/"), 400),
    "NUL in the query": (requests.Malformed("GET", "/articles/", "page=%00"), 400),
    "long path": (requests.Malformed("GET", "/" + "a" * 600), 414),
    "long query": (requests.Malformed("GET", "/articles/", "a" * 9000), 414),
    "slug of 81": (requests.Malformed("GET", f"/articles/{'a' * 81}/"), 404),
    "a name no disk holds": (requests.Malformed("GET", "/media/" + "a" * 300), 404),
    "number beyond the database": (requests.Malformed("GET", "/admin/articles/article/" + "9" * 30 + "/change/"), 404),
    "host that can't be": (requests.Malformed("GET", "/", headers=(("Host", "evil.example"),)), 400),
    "two slashes and a bracket": (requests.Malformed("GET", "//["), 404),
    "headers of 60 KB": (requests.Malformed("GET", "/", headers=(("X-Big", "x" * 60_000),)), 431),
    "unknown method": (requests.Malformed("TRACE", "/"), 405),
    "method of another view": (requests.Malformed("POST", "/articles/"), 405),
    "form in UTF-16": (requests.Malformed("POST", "/admin/login/", headers=(("Content-Type", FORM + "; charset=utf-16"),), body=b"a=1"), 415),
    "unknown charset": (requests.Malformed("GET", "/", headers=(("Content-Type", "text/html; charset=rot13"),)), 415),
    "body without a length": (requests.Malformed("POST", "/admin/login/", body=b"a=1", chunked=True), 411),
    "5 MB from a stranger": (requests.Malformed("POST", "/admin/login/", headers=(("Content-Type", FORM),), body=b"a" * 5_000_000), 413),
    "13 MB from staff": (requests.Malformed("POST", "/admin/images/picture/add/", headers=(("Content-Type", "multipart/form-data; boundary=x"),), body=b"a" * 13_000_000, staff=True), 413),
    "parts that never end": (requests.Malformed("POST", "/admin/login/", headers=(("Content-Type", "multipart/form-data"),), body=b"x"), 400),
    "3,000 fields": (requests.Malformed("POST", "/admin/login/", headers=(("Content-Type", FORM),), body=b"&".join(b"a=1" for _ in range(3000))), 400),
    "a table of a million rows": (requests.Malformed("POST", "/admin/clinics/clinic/add/", headers=(("Content-Type", FORM),), body=b"hours-TOTAL_FORMS=1000000", staff=True), 400),
}  # fmt: skip


# Past the door, to the list of addresses, where drafts that are due are looked for first.
GET_FURTHER = {"slug of 81", "two slashes and a bracket", "method of another view"}


@pytest.mark.django_db
@pytest.mark.parametrize("what", REFUSED)
def test_refusals_help_and_ask_no_database(what, session, django_assert_num_queries):
    request, status = REFUSED[what]

    if request.staff or what in GET_FURTHER:
        response = answer(request, session)
    else:
        with django_assert_num_queries(0):
            response = answer(request)

    assert response.status_code == status
    for words in HELP:
        assert words in response.content
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["X-Robots-Tag"] == "noindex"


def test_a_form_without_its_token_gets_a_kind_page_that_asks_no_database(db, monkeypatch):
    monkeypatch.setattr("skincare_site.context.face", lambda: 1 / 0)

    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a"})

    assert response.status_code == 403
    assert all(words in response.content for words in HELP)


def test_a_refused_form_says_that_nothing_was_saved(db):
    response = Client().post("/admin/login/", "a=1", content_type=f"{FORM}; charset=utf-16")

    assert "Nothing was saved" in response.content.decode()


@pytest.mark.parametrize("query", ["q=%00red%00", "q=%1b%5b31m", "q=red&page=%00", "q=%ff%fe", "q=%ed%a0%80"])
def test_search_answers_whatever_is_typed(starter, client, query):
    response = client.get(f"/search/?{query}")

    assert response.status_code == 200
    assert b"\x00" not in response.content
    assert b"\x1b" not in response.content


def test_control_characters_pasted_into_a_form_are_left_out_and_the_rest_is_saved(starter, admin_client):
    from skincare_site.symptoms.models import DangerSign

    answer = admin_client.post(
        "/admin/symptoms/dangersign/add/", {"phrase": "skin\x00 is\x0b grey\x1b", "level": "urgent"}
    )

    assert answer.status_code == 302
    assert DangerSign.objects.filter(phrase="skin is grey").exists()


@pytest.mark.parametrize("number", ["9" * 40, "-" + "9" * 40, "1e999"])
def test_numbers_no_database_holds_are_refused_in_lists_and_actions(starter, admin_client, number):
    for query in (f"pk__in={number}", f"p={number}", f"e={number}", f"o={number}", f"id__exact={number}"):
        assert admin_client.get(f"/admin/auth/user/?{query}").status_code < 500
    ticked = {"action": "delete_selected", "_selected_action": number}
    assert admin_client.post("/admin/images/picture/", ticked).status_code < 500


# Headers.


def test_every_answer_carries_the_policy_and_only_the_editor_relaxes_it(
    starter, client, admin_client, monkeypatch
):
    article = make_article()
    strict = [
        client.get("/"), client.get("/search/?q=red"), client.get("/nowhere/"), client.get("/%1b/"), client.post("/"),
        client.get("/static/site/site.css"), client.get("/static/site/favicon.svg"), client.get("/static/nothing.css"), client.get("/sw.js"), client.get("/manifest.webmanifest"),
        client.get("/robots.txt"), client.get("/sitemap.xml"), client.get("/healthz/"), client.get("/admin/"), client.get("/articles"),
        client.get("/media/nothing.webp"), client.post("/csp-report/", "{}", content_type="application/csp-report"), client.get("/csp-report/"),
        client.get("/admin/login/"), admin_client.get("/admin/"), admin_client.get("/admin/articles/article/"), admin_client.get("/admin/system/"),
        admin_client.get("/admin/symptoms/symptom/1/change/"), admin_client.get("/admin/symptoms/layname/import/"),
        admin_client.get(f"/admin/articles/article/{article.pk}/history/"), admin_client.get("/admin/jsi18n/"),
        Client().post("/admin/login/", "a" * 70_000, content_type=FORM), Client(enforce_csrf_checks=True).post("/admin/login/"),
    ]  # fmt: skip
    with monkeypatch.context() as broken:
        broken.setattr("skincare_site.home.Article.objects.visible", lambda: 1 / 0)
        strict.append(Client(raise_request_exception=False).get("/"))
    codes = {response.status_code for response in strict}
    assert {200, 204, 301, 302, 400, 403, 404, 405, 413, 500} <= codes
    for response in strict:
        where = (response.request["PATH_INFO"], response.status_code)
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy, where
        assert "unsafe" not in policy, where
        assert response["X-Content-Type-Options"] == "nosniff", where
        assert response["Cross-Origin-Resource-Policy"] == "same-origin", where
    for address in (f"/admin/articles/article/{article.pk}/change/", "/admin/articles/article/add/"):
        policy = admin_client.get(address)["Content-Security-Policy"]
        assert "script-src 'self' 'unsafe-inline'" in policy
        assert "unsafe-eval" not in policy


# Reports about the policy.


@pytest.fixture
def reports(db, monkeypatch):
    monkeypatch.setattr(limit, "_minute", -1)

    def send(directive, kind="application/csp-report", more=""):
        body = f'{{"csp-report":{{"document-uri":"https://clinic.example/search/?q=secret","effective-directive":"{directive}"{more}}}}}'
        return Client(enforce_csrf_checks=True).post("/csp-report/", body, content_type=kind)

    return send


def test_reports_are_counted_by_directive_and_week_and_nothing_else_is_kept(reports, admin_client):
    for _ in range(3):
        assert reports("script-src-elem").status_code == 204
    reports("img-src")

    assert lately() == [("script-src-elem", 3), ("img-src", 1)]
    assert {field.name for field in PolicyReports._meta.get_fields()} == {"id", "directive", "week", "count"}
    page = admin_client.get("/admin/system/").content.decode()
    assert "script-src-elem (3)" in page
    assert "secret" not in page


@pytest.mark.parametrize(
    "directive", ["", "secret words", "x-src", "a" * 31, "<script>", "script-src-elem\\u0000"]
)
def test_a_report_of_no_known_directive_is_not_kept(reports, directive):
    assert reports(directive).status_code == 204
    assert not PolicyReports.objects.exists()


def test_only_posted_reports_are_taken(reports, client):
    assert client.get("/csp-report/").status_code == 405
    assert reports("img-src", kind="text/plain").status_code == 204
    assert (
        Client().post("/csp-report/", b"x" * 70_000, content_type="application/csp-report").status_code == 413
    )
    assert not PolicyReports.objects.exists()


def test_a_flood_of_reports_costs_no_more_than_the_limit(reports):
    for _ in range(IN_A_MINUTE + 20):
        assert reports("img-src").status_code == 204

    assert sum(count for _directive, count in lately()) <= IN_A_MINUTE


def test_the_policy_names_where_reports_go():
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["report-uri"] == "/csp-report/"
