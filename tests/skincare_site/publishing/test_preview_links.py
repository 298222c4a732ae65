"""Preview links as staff make, see and revoke them beside the form."""

import pytest
from django.test import Client
from django.urls import reverse

from skincare_site.publishing.models import AuditEntry, PreviewLink
from tests.builders import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return make_article(status="draft", title="Flaking at the chin")


@pytest.fixture
def author(staff, client):
    user = staff("Author")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def address(page, name: str, *more) -> str:
    return reverse(f"admin:articles_article_{name}", args=[page.pk, *more])


def trail(page) -> list[tuple]:
    entries = AuditEntry.objects.about(page).order_by("pk")
    return list(entries.values_list("action", "title", "by_name"))


def test_an_author_makes_a_link_and_the_form_lists_its_whole_address(page, author, client):
    answer = client.post(address(page, "preview_make"), follow=True)

    link = PreviewLink.objects.about(page).get()
    assert answer.redirect_chain[0][0] == address(page, "change") + "#preview-links"
    assert f'value="http://testserver/preview/{link.token}/"' in answer.text
    assert "The link below works until" in answer.text
    assert trail(page)[-1] == ("Preview link made", "Flaking at the chin", "author")


def test_a_revoked_link_leaves_the_list_and_the_trail_says_who_did_it(page, author, client):
    client.post(address(page, "preview_make"))
    link = PreviewLink.objects.about(page).get()
    answer = client.post(address(page, "preview_revoke", link.pk), follow=True)

    assert "The link no longer works." in answer.text
    assert link.token not in answer.text
    assert PreviewLink.behind(link.token) is None
    client.post(address(page, "preview_revoke", link.pk))  # twice is once
    assert [action for action, *_rest in trail(page)].count("Preview link revoked") == 1


def test_the_forms_script_gets_the_panel_alone(page, author, client):
    answer = client.post(address(page, "preview_make"), headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<section")
    assert "/preview/" in answer.text


def test_links_need_the_change_permission_a_token_and_the_right_page(page, author, client, django_user_model):
    other = make_article(status="draft")
    link = PreviewLink.objects.create(content_type_id=_kind(page), object_id=page.pk, made_by=author)
    assert client.post(address(other, "preview_revoke", link.pk)).status_code == 404
    assert client.get(address(page, "preview_make")).status_code == 405

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(address(page, "preview_make")).status_code == 403

    client.force_login(
        django_user_model.objects.create_user("looker", is_staff=True),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    assert client.post(address(page, "preview_make")).status_code == 403
    assert client.post(address(page, "preview_revoke", link.pk)).status_code == 403
    assert PreviewLink.behind(link.token) == link


def _kind(page) -> int:
    from django.contrib.contenttypes.models import ContentType

    return ContentType.objects.get_for_model(page).pk
