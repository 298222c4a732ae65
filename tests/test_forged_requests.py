"""Requests that another site made a signed-in browser send: none is carried out, whatever address it is for."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from tests.builders import make_article, make_symptom, make_tip
from tests.privacy import stores
from tests.test_admin_walk import address, routes

# Posted without a token: what visitors press, who have no cookie and no session, and what browsers report.
# tests/skincare_site/publishing/test_useful.py and test_front_door.py hold how these are kept from harm.
WITHOUT_TOKEN = {"publishing.useful.useful", "policy.views.report"}


@pytest.fixture
def everything(starter, django_user_model):
    """At least one row of what has forms."""
    symptom = make_symptom("a wording")
    make_article(main_symptom=symptom)
    make_tip(main_symptom=symptom)
    django_user_model.objects.create_user("colleague")


def content():
    passing = ("accounts_accountsession", "publishing_openform")
    return {name: rows for name, rows in stores.tables(connection) if name not in passing}


def test_no_form_of_the_admin_is_taken_without_its_token(everything, admin_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    session, before = client.cookies["sessionid"].value, content()
    taken = {}
    for route in routes():
        client.cookies["sessionid"] = session
        code = client.post(address(route), {"post": "yes", "everywhere": "1", "title": "Forged"}).status_code
        if code != 403:
            taken[route] = code

    assert taken == {}
    assert content() == before
    assert client.get("/admin/").status_code == 200  # and nobody was signed out


def test_a_token_of_another_browser_does_not_count(everything, admin_user):
    client, other = Client(enforce_csrf_checks=True), Client()
    client.force_login(admin_user)
    client.get("/admin/")
    other.get("/admin/login/")
    token = other.cookies["csrftoken"].value

    answer = client.post(
        "/admin/symptoms/dangersign/add/", {"csrfmiddlewaretoken": token, "phrase": "forged"}
    )

    assert answer.status_code == 403


def views(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from views(pattern.url_patterns)
        else:
            yield pattern.callback


def test_two_views_go_without_a_token_and_no_others():
    free = {
        f"{view.__module__}.{view.__name__}".removeprefix("skincare_site.")
        for view in views(get_resolver().url_patterns)
        if getattr(view, "csrf_exempt", False)
    }

    assert free == WITHOUT_TOKEN
