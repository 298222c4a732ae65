"""What somebody without an account gets behind a preview link."""

import datetime

import pytest
from django.utils import timezone

from skincare_site.publishing import acts
from skincare_site.publishing.models import PreviewLink
from skincare_site.publishing.records import about
from skincare_site.publishing.texts import values_of
from tests.builders import make_article, make_tip

pytestmark = pytest.mark.django_db


def link_to(page, **values) -> str:
    return f"/preview/{PreviewLink.objects.create(**about(page), **values).token}/"


def with_draft(page, **changes):
    acts.keep_text(page, {**values_of(page), **changes}, None)
    page.refresh_from_db()
    return page


@pytest.mark.parametrize("make", [make_article, make_tip])
def test_a_page_that_is_not_public_opens_under_a_bar(client, make):
    page = make(status="draft", title="Flaking at the chin")
    answer = client.get(link_to(page))

    assert answer.status_code == 200
    assert "Flaking at the chin" in answer.text
    assert "Draft preview, not public advice" in answer.text
    assert "/admin/" not in answer.text
    assert client.get(page.get_absolute_url()).status_code == 404


def test_a_public_page_shows_its_newest_draft_and_the_public_address_does_not(client):
    page = with_draft(make_article(), summary="The quillwort draft.", slug="another-address")
    assert "The quillwort draft." in client.get(link_to(page)).text
    assert "The quillwort draft." not in client.get(page.get_absolute_url()).text


def test_nothing_of_it_is_kept_or_indexed_and_no_cookie_is_set(client):
    page = make_article(status="draft")
    for address in [link_to(page), "/preview/garbage/"]:
        answer = client.get(address)
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies
        assert answer["X-Frame-Options"] == "DENY"
        assert 'rel="canonical"' not in answer.text or address == "/preview/garbage/"
    assert '<meta name="robots" content="noindex, nofollow">' in client.get(link_to(page)).text
    assert "/preview/" not in client.get("/sitemap.xml").text


def test_expired_revoked_foreign_and_garbage_links_end_on_a_kind_page(client):
    page = make_article(status="draft", title="Flaking at the chin")
    now = timezone.now()
    working = link_to(page)
    deleted = make_article(status="draft")
    gone = link_to(deleted)
    deleted.delete()
    ended = [
        link_to(page, expires_at=now - datetime.timedelta(seconds=1)),
        link_to(page, revoked_at=now),
        gone,
        working[:-3] + "xx/",
        working.replace("/preview/", "/preview/9"),
        "/preview/1/",
        "/preview/:/",
        "/preview/999999999999999999999999:x/",
        "/preview/%F0%9F%98%80/",
    ]
    for address in ended:
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert "This preview has ended" in answer.text
        assert "Flaking" not in answer.text
        assert "911" in answer.text
    assert client.get(working).status_code == 200
    assert client.post(working).status_code == 405


def test_a_link_works_for_14_days(client):
    link = PreviewLink.objects.create(**about(make_article(status="draft")))
    assert abs(link.expires_at - timezone.now() - datetime.timedelta(days=14)) < datetime.timedelta(minutes=1)


def test_staff_who_follow_a_link_see_what_the_guest_sees(client, admin_user):
    client.force_login(admin_user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(link_to(make_article(status="draft")))
    assert "Draft preview, not public advice" in answer.text
    assert "/admin/" not in answer.text
