"""Which passwords are taken, how they are changed, and how they are kept."""

import datetime

import pytest
from django.conf import global_settings
from django.contrib.auth.hashers import get_hasher, identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from skincare_site.accounts import two_step

from .codes import PASSWORD, sign_in, with_second_step

NEW = "Ruhige Wellen 47"


@pytest.fixture
def ana(staff):
    return staff("Author", name="anabel-maria")


@pytest.mark.parametrize(
    "password",
    ["short pass1", "qwerty123456", "123456789012", "anabel-maria1", "skin clinic 2026", "Microneedling1!", "care guide skin"],
)  # fmt: skip
def test_refused_passwords(ana, password):
    with pytest.raises(ValidationError):
        validate_password(password, ana)


@pytest.mark.parametrize(
    "password",
    ["twelve quiet", "ALLCAPITALS AND SPACES", "пароль из слов", "a skin full of quiet rivers", "x" * 64 + "y1", "🌊🌊🌊🌊🌊🌊🌊🌊🌊🌊🌊🌊"],
)  # fmt: skip
def test_accepted_passwords(ana, password):
    validate_password(password, ana)


def change(client, old, new):
    form = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/admin/password_change/", form)


def test_changing_asks_for_the_old_one(client, ana):
    client.force_login(ana)

    assert change(client, "wrong", NEW).status_code == 200
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)
    assert change(client, PASSWORD, NEW).status_code == 302
    ana.refresh_from_db()
    assert ana.check_password(NEW)


def test_a_superusers_own_password_is_not_set_without_the_old_one_either(admin_client, admin_user):
    before = admin_user.password
    form = {"usable_password": "true", "password1": NEW, "password2": NEW}

    answer = admin_client.post(f"/admin/auth/user/{admin_user.pk}/password/", form)

    assert answer.headers["Location"] == "/admin/password_change/"
    admin_user.refresh_from_db()
    assert admin_user.password == before


def test_fields_hide_what_is_typed_and_let_managers_in(client, ana):
    door = client.get("/admin/login/").content.decode()
    client.force_login(ana)
    form = client.get("/admin/password_change/").content.decode()

    for page, kind in ((door, "current-password"), (form, "new-password")):
        assert 'type="password"' in page
        assert f'autocomplete="{kind}"' in page
        assert "onpaste" not in page


@pytest.mark.parametrize("typed", [f" {NEW}", f"{NEW} ", NEW.lower(), NEW[:-1]])
def test_checked_exactly_as_typed(client, ana, typed):
    ana.set_password(NEW)
    ana.save()

    client.post("/admin/login/", {"username": ana.username, "password": typed})
    assert client.get("/admin/").status_code == 302
    client.post("/admin/login/", {"username": ana.username, "password": NEW})
    assert client.get("/admin/").status_code == 200


def test_a_password_does_not_grow_old(client, ana):
    ana.date_joined = timezone.now() - datetime.timedelta(days=3650)
    ana.save()

    assert sign_in(client, ana.username).headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_new_password_from_a_superuser_keeps_the_second_step(admin_client, client, ana):
    with_second_step(ana)

    admin_client.post(
        f"/admin/auth/user/{ana.pk}/password/",
        {"usable_password": "true", "password1": NEW, "password2": NEW},
    )

    ana.refresh_from_db()
    assert ana.check_password(NEW)
    assert two_step.device_of(ana) is not None
    answer = client.post("/admin/login/", {"username": ana.username, "password": NEW})
    assert answer.headers["Location"].startswith("/admin/login/code/")


def test_passwords_are_kept_under_a_slow_hash(settings):
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS  # the suite has a quick one

    kept = make_password(NEW)

    assert identify_hasher(kept).algorithm == "pbkdf2_sha256"
    assert get_hasher().iterations >= 600_000
    assert NEW not in kept
