"""What an authenticator app would show."""

import time

from django_otp.oath import TOTP

from skincare_site.accounts import two_step
from skincare_site.accounts.models import app_key

PASSWORD = "a long password"


def shown(key: str, steps: int = 0) -> str:
    """The code of this seed's key now, or so many half-minutes later."""
    totp = TOTP(app_key(key))
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06d}"


def fresh(key: str) -> str:
    """A code that was not used to set up: the next one. It holds when a half-minute ends inside a test."""
    return shown(key, 1)


def wrong(key: str) -> str:
    near = {shown(key, steps) for steps in range(-3, 5)}
    return next(
        code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in near
    )


def with_second_step(user) -> tuple[str, list[str]]:
    """The key and the recovery codes."""
    key, _sealed = two_step.new_key(user)
    codes = two_step.enrol(user, key, shown(key))
    assert codes is not None
    return key, codes


def sign_in(client, name, **more):
    return client.post("/admin/login/", {"username": name, "password": PASSWORD, "next": "/admin/", **more})
