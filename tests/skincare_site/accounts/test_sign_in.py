"""Signing in with a second step: nobody is in before the code was right, and no code works twice."""

import time
from binascii import unhexlify

import pytest
from django.contrib.auth import SESSION_KEY
from django.utils import timezone
from django_otp.oath import TOTP

from skincare_site.accounts import events, sign_in, two_step
from skincare_site.accounts.models import AccountSession, AuthenticatorApp, app_key
from skincare_site.publishing.models import AuditEntry

from .codes import PASSWORD, fresh, shown, with_second_step, wrong
from .codes import sign_in as first_step

CODE = "/admin/login/code/"


@pytest.fixture
def ana(staff):
    return staff("Author", name="ana")


def forget_tries(user):
    """As if the wait after a wrong code were over."""
    for device in (two_step.device_of(user), two_step.StaticDevice.objects.get(user=user)):
        device.throttle_reset()


def is_in(client):
    return client.get("/admin/").status_code == 200


def test_without_a_second_step_the_password_is_enough(client, ana):
    assert first_step(client, "ana").headers["Location"] == "/admin/"
    assert is_in(client)


def test_the_password_alone_opens_nothing(client, ana):
    with_second_step(ana)

    answer = first_step(client, "ana", next="/admin/articles/article/")

    assert answer.headers["Location"] == f"{CODE}?next=%2Fadmin%2Farticles%2Farticle%2F"
    assert SESSION_KEY not in client.session
    assert not is_in(client)
    assert not AuditEntry.objects.filter(action="Signed in", title="ana").exists()


def test_the_code_signs_in_and_leads_where_one_wanted_to_go(client, ana):
    key, _codes = with_second_step(ana)
    first_step(client, "ana")

    answer = client.post(CODE, {"code": fresh(key), "next": "/admin/articles/article/"})

    assert answer.headers["Location"] == "/admin/articles/article/"
    assert is_in(client)


def test_no_foreign_address_after_the_code(client, ana):
    key, _codes = with_second_step(ana)
    first_step(client, "ana")

    assert client.post(CODE, {"code": fresh(key), "next": "//evil.example/"}).headers["Location"] == "/admin/"


@pytest.mark.parametrize(
    "foreign", ["//evil.example/", "https://evil.example/", "/\\evil.example/", "javascript:alert(1)"]
)
def test_no_foreign_address_after_the_password(client, ana, foreign):
    assert first_step(client, "ana", next=foreign).headers["Location"] == "/admin/"


def test_a_code_works_once(client, ana):
    key, _codes = with_second_step(ana)
    code = fresh(key)
    first_step(client, "ana")
    client.post(CODE, {"code": code})
    client.logout()
    first_step(client, "ana")

    answer = client.post(CODE, {"code": code})

    assert "does not fit" in answer.content.decode()
    assert not is_in(client)


def test_the_code_that_set_it_up_does_not_sign_in(client, ana):
    key, _sealed = two_step.new_key(ana)
    code = shown(key)
    two_step.enrol(ana, key, code)
    first_step(client, "ana")

    client.post(CODE, {"code": code})

    assert not is_in(client)


def test_a_recovery_code_works_once_and_is_told(client, ana):
    _key, codes = with_second_step(ana)
    first_step(client, "ana")
    client.post(CODE, {"code": codes[0].upper().replace("-", " ")})

    assert is_in(client)
    assert two_step.codes_left(ana) == 9
    assert AuditEntry.objects.filter(action=events.CODE_USED, by=ana, title="ana").exists()
    client.logout()
    first_step(client, "ana")
    client.post(CODE, {"code": codes[0]})
    assert not is_in(client)


def test_recovery_codes_are_not_in_the_database(ana):
    _key, codes = with_second_step(ana)

    kept = set(two_step.StaticToken.objects.values_list("token", flat=True))

    assert len(codes) == len(set(codes)) == len(kept) == 10
    assert not kept & {two_step.tidy(code) for code in codes}


def test_what_the_database_holds_makes_no_code(client, ana, settings):
    with_second_step(ana)
    kept = two_step.device_of(ana).key
    stolen = TOTP(unhexlify(kept))
    stolen.time = time.time() + 30  # a code that was not used to set up
    first_step(client, "ana")
    client.post(CODE, {"code": f"{stolen.token():06d}"})
    assert not is_in(client)

    forget_tries(ana)
    here = app_key(kept)
    settings.SECRET_KEY = "another site's key"
    assert app_key(kept) != here


def test_an_app_set_up_with_a_plain_key_goes_on_working(client, ana):
    key = "5a" * 20
    AuthenticatorApp.objects.create(user=ana, key=key, confirmed=True)
    app = TOTP(unhexlify(key))
    app.time = time.time()
    first_step(client, "ana")

    client.post(CODE, {"code": f"{app.token():06d}"})

    assert is_in(client)


def test_after_a_wrong_code_the_right_one_must_wait(client, ana):
    key, _codes = with_second_step(ana)
    first_step(client, "ana")
    client.post(CODE, {"code": wrong(key)})

    answer = client.post(CODE, {"code": fresh(key)})

    assert "Too soon" in answer.content.decode()
    forget_tries(ana)
    assert client.post(CODE, {"code": fresh(key)}).status_code == 302


def test_five_wrong_codes_lock_like_five_wrong_passwords(client, ana, settings):
    key, _codes = with_second_step(ana)
    for number in range(settings.AXES_FAILURE_LIMIT):
        if number % 2 == 0:  # a right password in between does not start the count anew
            first_step(client, "ana")
        forget_tries(ana)
        answer = client.post(CODE, {"code": wrong(key)})

    assert "Too many tries" in answer.content.decode()
    forget_tries(ana)
    first_step(client, "ana")
    client.post(CODE, {"code": fresh(key)})
    assert not is_in(client)


def test_the_second_step_must_follow_within_five_minutes(client, ana):
    key, _codes = with_second_step(ana)
    first_step(client, "ana")
    session = client.session
    session[sign_in.PENDING] = {**session[sign_in.PENDING], "at": timezone.now().timestamp() - 301}
    session.save()

    answer = client.post(CODE, {"code": fresh(key)}, follow=True)

    assert "Please sign in again" in answer.content.decode()
    assert not is_in(client)


@pytest.mark.parametrize("change", ["disabled", "new password", "no longer staff"])
def test_an_account_that_changed_between_the_steps(client, ana, change):
    key, _codes = with_second_step(ana)
    first_step(client, "ana")
    if change == "disabled":
        ana.is_active = False
    elif change == "no longer staff":
        ana.is_staff = False
    else:
        ana.set_password("another long password")
    ana.save()

    client.post(CODE, {"code": fresh(key)})

    assert SESSION_KEY not in client.session


def test_the_code_page_alone_leads_to_the_first_step(client, db):
    assert client.get(CODE).headers["Location"].startswith("/admin/login/")
    assert client.post(CODE, {"code": "123456"}).headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("typed", ["", "x" * 41, "\x00", "１２３４５６", "-", "123 45", "½"])
def test_odd_codes_are_answered_kindly(client, ana, typed):
    with_second_step(ana)
    first_step(client, "ana")

    assert client.post(CODE, {"code": typed}).status_code == 200
    assert not is_in(client)


def test_a_session_without_the_code_is_not_in_when_the_account_has_a_second_step(client, ana):
    client.force_login(ana)
    assert is_in(client)
    with_second_step(ana)

    assert not is_in(client)


def test_the_session_knows_the_device_by_a_short_name(client, ana):
    agent = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
    client.post("/admin/login/", {"username": "ana", "password": PASSWORD}, headers={"user-agent": agent})

    assert AccountSession.objects.get(account=ana).device == "Firefox on Windows"
