"""A form that was opened before its reader signed in anew."""

import pytest
from django.test import Client


@pytest.mark.parametrize("address", ["/admin/articles/article/add/", "/admin/login/"])
def test_a_form_from_an_older_session_gets_a_page_that_says_what_to_do(admin_user, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(address, {"title": "Typed"})
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "Nothing was saved" in html
    assert "load the page again" in html
    assert '<meta name="robots" content="noindex">' in html
