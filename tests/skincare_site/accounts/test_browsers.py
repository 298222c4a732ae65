"""A browser that signs in for the first time is told by mail; known ones are not, and mail never stands in the way."""

import threading
import time

import pytest
from django.core import mail, signing

from skincare_site.accounts import browsers

from .codes import sign_in


@pytest.fixture
def ana(staff):
    user = staff("Author", name="ana")
    user.email = "ana@clinic.example"
    user.save()
    return user


def wait_for_mail():
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join(5)


def test_one_mail_for_a_new_browser(client, ana):
    sign_in(client, "ana")
    wait_for_mail()
    client.post("/admin/logout/")
    sign_in(client, "ana")
    wait_for_mail()

    assert [message.to for message in mail.outbox] == [["ana@clinic.example"]]
    assert "/admin/account/" in mail.outbox[0].body
    assert "127.0.0.1:" not in mail.outbox[0].body.replace("127.0.0.1:8000", "")


def test_a_line_break_in_an_address_sends_no_mail_to_anybody(client, ana):
    ana.email = "ana@clinic.example\nBcc: everybody@elsewhere.example"
    ana.save()

    assert sign_in(client, "ana").headers["Location"] == "/admin/"
    wait_for_mail()
    assert mail.outbox == []


def test_another_browser_and_another_account_are_new(client, ana, staff):
    eve = staff("Author", name="eve")
    eve.email = "eve@clinic.example"
    eve.save()
    sign_in(client, "ana")
    sign_in(type(client)(), "ana")
    client.post("/admin/logout/")
    sign_in(client, "eve")
    client.post("/admin/logout/")
    sign_in(client, "ana")
    wait_for_mail()

    assert sorted(message.to[0].split("@")[0] for message in mail.outbox) == ["ana", "ana", "eve"]


@pytest.mark.parametrize(
    ("how", "mails"),
    [
        ({}, 0),
        ({"key": "another site's key"}, 1),
        ({"salt": "another.purpose"}, 1),
        ({"algorithm": "sha1"}, 1),
        ({"unsigned": True}, 1),
        ({"age": browsers.KEPT_FOR + 1}, 1),
    ],
)
def test_a_cookie_says_something_only_under_our_signature_for_this_purpose_and_in_its_time(
    client, ana, settings, monkeypatch, how, mails
):
    signer = signing.TimestampSigner(
        key=how.get("key"), salt=how.get("salt", browsers.SALT), algorithm=how.get("algorithm", "sha256")
    )
    with monkeypatch.context() as then:
        made_at = time.time() - how.get("age", 0)
        then.setattr(time, "time", lambda: made_at)
        cookie = signer.sign_object({"id": "x" * 16, "accounts": [ana.pk]})
    if "unsigned" in how:
        cookie = cookie.rpartition(":")[0] + ":"
    client.cookies[settings.KNOWN_BROWSER_COOKIE] = cookie

    sign_in(client, "ana")
    wait_for_mail()

    assert len(mail.outbox) == mails


def test_the_cookie_stays_in_the_admin(client, ana, settings):
    answer = sign_in(client, "ana")

    cookie = answer.cookies[settings.KNOWN_BROWSER_COOKIE]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/admin/", "Strict", True)


def test_signing_in_works_while_mail_does_not(client, ana, settings):
    settings.EMAIL_BACKEND = "no.such.Backend"

    assert sign_in(client, "ana").headers["Location"] == "/admin/"
    wait_for_mail()
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/140.0 Safari/537.36", "Chrome on Chromebook"),
        ("<script>alert(1)</script>", "A browser"),
        ("", "A browser"),
    ],
)
def test_names_a_person_recognises(agent, name):
    assert browsers.name_of(agent) == name
