"""Every address of the admin as everybody: the answer is the one written down in admin_walk.tsv, and never a 500.

A new address needs a line there: who may open it is a decision. One code where GET and an empty POST are answered
alike, else GET/POST: 200 shown, 302 led elsewhere (to signing in, for strangers), 403 not for this role, 404,
400 or 405 not in this way.
"""

import re
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.urls import get_resolver

from skincare_site.accounts import two_step
from skincare_site.accounts.models import AccountSession
from skincare_site.publishing.models import Reviewer
from skincare_site.publishing.records import Version

from .admin_forms import posted
from .builders import make_article, make_symptom, make_tip
from .privacy import stores
from .skincare_site.accounts.codes import with_second_step

ROLES = ["anonymous", "staff", "Author", "Clinical reviewer", "Publisher", "superuser"]
TABLE = Path(__file__).with_name("admin_walk.tsv")
# What stands in an address where it asks for something; rows are looked up.
WORDS = {
    "name": "overdue", "app_label": "articles", "url": "nothing-here/",
}  # fmt: skip
NO_ROW = "999999"


def expected(method="get"):
    """Address → role → code."""
    lines = [line.split("\t") for line in TABLE.read_text().splitlines()[1:]]
    which = ["get", "post"].index(method)
    return {
        path: {
            role: int(pair.split("/")[which if "/" in pair else 0])
            for role, pair in zip(ROLES, pairs, strict=True)
        }
        for path, *pairs in lines
    }


def routes(patterns=None, before=""):
    """Every pattern under /admin/, written the same way: <name> for what an address asks for."""
    if patterns is None:
        patterns = next(p for p in get_resolver().url_patterns if str(p.pattern) == "admin/").url_patterns
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, route)
        else:
            route = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route)
            route = route.replace("([^/]+)", "<object_id>").replace(r"(\d+)", "<int:number>")
            yield route.replace("^", "").replace("$", "")


def first_row(route):
    names = route.split("/")[:2]
    for model in admin.site._registry:
        if [model._meta.app_label, model._meta.model_name] == names:
            return model._default_manager.order_by("pk").first()
    return None


def address(route):
    """The route with something in each place that asks for one: a real row where there is one."""
    row = first_row(route)
    version = Version.objects.about(row).first() if row is not None else None

    def fill(match):
        _kind, _, name = match[1].rpartition(":")
        if name == "version_id" and version is not None and "deleted" not in route:
            return str(version.pk)
        if name == "pk" and route.startswith("account/of/"):
            return str(get_user_model().objects.get(username="colleague").pk)
        if name in ("object_id", "pk", "id") and row is not None:
            return str(row.pk)
        return WORDS.get(name, NO_ROW)

    return "/admin/" + re.sub(r"<([^>]+)>", fill, route)


@pytest.fixture
def rows(starter, django_user_model):
    """At least one row of what has forms."""
    symptom = make_symptom("a wording")
    make_article(main_symptom=symptom)
    make_tip(main_symptom=symptom)
    django_user_model.objects.create_user("colleague")
    Reviewer.objects.get_or_create(name="Dana Roy", role="Nurse")


@pytest.fixture
def walk(client, staff, rows, admin_user):
    def answers(role, method="get"):
        if role == "superuser":
            client.force_login(admin_user)
        elif role != "anonymous":
            client.force_login(staff(*([] if role == "staff" else [role]), name="walker"))
        signed_in, found = client.cookies.output(header="", sep=";"), {}
        for route in routes():
            # Each address finds rows and cookies as they were, whatever the one before it did (some sign out).
            client.cookies = SimpleCookie(signed_in)
            with rolled_back():
                found[route] = getattr(client, method)(address(route)).status_code
        return found

    return answers


@contextmanager
def rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_every_address_is_written_down():
    assert set(routes()) == set(expected())


@pytest.mark.parametrize("role", ROLES)
def test_answers_are_the_ones_written_down(walk, role):
    table = expected()
    found = walk(role)

    assert {route: code for route, code in found.items() if table.get(route, {}).get(role) != code} == {}


def test_strangers_get_nothing_but_the_door():
    open_to_all = {route for route, codes in expected().items() if codes["anonymous"] == 200}

    assert open_to_all == {"login/"}


@pytest.mark.parametrize("role", ROLES)
def test_posts_are_answered_as_written_down(walk, role):
    """An empty form, without any text: who may not act is refused before anything is read."""
    table = expected("post")
    found = walk(role, "post")

    assert {route: code for route, code in found.items() if table.get(route, {}).get(role) != code} == {}
    assert [route for route, code in found.items() if code >= 500] == []


def test_who_may_not_look_may_not_post():
    """The table itself: no role is refused a page by GET and let through by POST."""
    looks, posts = expected(), expected("post")

    assert [
        (route, role)
        for route, codes in looks.items()
        for role, code in codes.items()
        if code == 403 and posts[route][role] == 200
    ] == []


def content():
    """Everything in the database but who is here and which forms are open."""
    passing = ("accounts_accountsession", "publishing_openform")
    return {table: rows for table, rows in stores.tables(connection) if table not in passing}


def test_no_get_changes_anything(client, rows, admin_user):
    client.force_login(admin_user)
    before = content()
    for route in routes():
        client.get(address(route))

    after = content()
    assert [table for table in before if before[table] != after[table]] == []


SOMEBODY_ELSES = [
    ("account/of/{pk}/", {"reset": "1"}), ("account/of/{pk}/", {"everywhere": "1"}),
    ("auth/user/{pk}/password/", {"usable_password": "true", "password1": "Ruhige Wellen 47", "password2": "Ruhige Wellen 47"}),
    ("auth/user/{pk}/change/", {"username": "taken-over", "is_superuser": "on"}), ("auth/user/{pk}/delete/", {"post": "yes"}),
    ("auth/user/{pk}/history/", {}), ("auth/user/", {"action": "delete_selected", "_selected_action": "{pk}", "post": "yes"}),
]  # fmt: skip


@pytest.mark.parametrize("role", ROLES[1:-1])
@pytest.mark.parametrize(("path", "form"), SOMEBODY_ELSES)
def test_nobody_reaches_what_is_somebody_elses(client, staff, django_user_model, role, path, form):
    other = django_user_model.objects.create_superuser("other", password="a long password")
    theirs = type(client)()
    theirs.force_login(other)
    with_second_step(other)
    before = django_user_model.objects.values().get(pk=other.pk)
    client.force_login(staff(*([] if role == "staff" else [role]), name="walker"))
    filled = {name: value.format(pk=other.pk) for name, value in form.items()}

    answer = client.post("/admin/" + path.format(pk=other.pk), filled)

    assert answer.status_code == 403
    assert django_user_model.objects.values().get(pk=other.pk) == before
    assert two_step.device_of(other) is not None
    assert AccountSession.objects.filter(account=other).exists()


def test_fields_that_are_not_in_a_form_are_not_taken_from_it(client, staff, committed):
    """What would publish a page, sign it or raise its writer, sent along with an honest save."""
    author = staff("Author", name="walker")
    client.force_login(author)
    page = make_article(status="draft", main_symptom=make_symptom())
    address = f"/admin/articles/article/{page.pk}/change/"
    more = {
        "status": "published", "publish_at_0": "2020-01-01", "publish_at_1": "08:00", "signed_digest": "x", "live_digest": "x",
        "is_starter": "on", "is_superuser": "on", "groups": "1", "_publish": "1", "_sign_off": "1",
    }  # fmt: skip

    form = posted(client.get(address))
    with committed():
        client.post(address, {**more, **{k: v for k, v in form.items() if k not in more}, "title": "Mended"})
    client.post(
        "/admin/password_change/",
        {"old_password": "a long password", "new_password1": "Ruhige Wellen 47", "new_password2": "Ruhige Wellen 47",
         "is_superuser": "on", "username": "root"},
    )  # fmt: skip

    page.refresh_from_db()
    author.refresh_from_db()
    assert page.title == "Mended"
    assert (page.status, page.signed_digest, page.live_digest, page.is_starter) == ("draft", "", "", False)
    assert (author.username, author.is_superuser, author.groups.count()) == ("walker", False, 1)
    assert author.check_password("Ruhige Wellen 47")
