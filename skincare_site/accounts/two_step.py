"""The second step: a code from an authenticator app (TOTP, RFC 6238) or a recovery code that works once.

django-otp keeps the devices, counts the tries (each wrong one doubles the wait) and refuses a code that was used.
Recovery codes are kept as keyed hashes, the app's key as a seed that gives it under SECRET_KEY (models.py): what the
database holds signs nobody in.
"""

import re
import secrets
import time
from base64 import b32encode
from enum import Enum
from typing import Any

import django_otp
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.util import random_hex

from .models import AuthenticatorApp, app_key

SALT = "skincare_site.accounts.two_step"
CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike: 10 of them are 49 bits
KEY_VALID = 30 * 60  # seconds from seeing the picture to typing the first code


class Answer(Enum):
    RIGHT = "right"
    WRONG = "wrong"
    WAIT = "wait"  # too soon after a wrong one; not looked at


class AlreadyOn(Exception):
    """The account has a second step."""


def device_of(user: Any) -> AuthenticatorApp | None:
    found: AuthenticatorApp | None = (
        AuthenticatorApp.objects.filter(user=user, confirmed=True).order_by("pk").first()
    )
    return found


def codes_left(user: Any) -> int:
    return int(StaticToken.objects.filter(device__user=user, device__confirmed=True).count())


def passed(request: HttpRequest) -> bool:
    """Whether this session has done what its account asks for. Other sessions end when a device is set up; this is
    the second lock on the same door."""
    user: Any = request.user
    return user.is_verified() or not has_device(request)


def must_enrol(request: HttpRequest) -> bool:
    return settings.REQUIRE_2FA and not request.user.is_verified() and not has_device(request)  # type: ignore[union-attr]


def has_device(request: HttpRequest) -> bool:
    """Asked once a request."""
    if not hasattr(request, "_has_device"):
        request._has_device = device_of(request.user) is not None  # type: ignore[attr-defined]
    return bool(request._has_device)  # type: ignore[attr-defined]


# Setting up. The key travels signed in the form; nothing is stored before the first code fits.


def new_key(user: Any) -> tuple[str, str]:
    """The seed of a secret key as hexadecimal, and the same sealed for the form."""
    key = random_hex(32)
    return key, signing.dumps([user.pk, key], salt=SALT)


def unsealed(user: Any, text: str) -> str | None:
    """The seed that was sealed for this account within the last half hour."""
    try:
        owner, key = signing.loads(text[:1000], salt=SALT, max_age=KEY_VALID)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(key) if owner == user.pk else None


def address(user: Any, key: str) -> str:
    """What the picture holds: otpauth://totp/…"""
    return str(AuthenticatorApp(user=user, key=key).config_url)


def key_to_type(key: str) -> str:
    """The key as apps want it typed, in groups of four."""
    text = b32encode(app_key(key)).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def enrol(user: Any, key: str, code: str) -> list[str] | None:
    """Sets the second step up when the code fits: the recovery codes, to be shown once. None when it does not."""
    typed = tidy(code)
    totp = TOTP(app_key(key))
    totp.time = time.time()
    if not re.fullmatch(r"[0-9]{6}", typed) or not totp.verify(int(typed), 1):
        return None
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=user.pk)  # two forms at once: one wins
        if device_of(user) is not None:
            raise AlreadyOn
        # `last_t`: the code that set it up does not sign in as well.
        AuthenticatorApp.objects.create(
            user=user, key=key, name="Authenticator app", last_t=totp.t(), drift=totp.drift
        )
        return renew_codes(user)


def renew_codes(user: Any) -> list[str]:
    """Ten new codes in place of all old ones."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(10)) for _ in range(CODES)]
    with transaction.atomic():
        device, _made = StaticDevice.objects.get_or_create(
            user=user, name="Recovery codes", defaults={"confirmed": True}
        )
        device.token_set.all().delete()
        StaticToken.objects.bulk_create(
            StaticToken(device=device, token=_hash(device, code)) for code in codes
        )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def remove(user: Any) -> bool:
    """Takes device and recovery codes away; whether there was one."""
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        return bool(AuthenticatorApp.objects.filter(user=user).delete()[0])


# Checking.


def tidy(code: str) -> str:
    return re.sub(r"[\s\-–]", "", code).lower()


def _hash(device: StaticDevice, code: str) -> str:
    """16 hexadecimal digits, as many as the column holds."""
    return salted_hmac(SALT, f"{device.pk}:{code}", algorithm="sha256").hexdigest()[:16]


def check(user: Any, code: str) -> tuple[Answer, Any]:
    """Whether the code is right now, and the device it belongs to. A right code is used up."""
    typed = tidy(code)
    device: Any
    if re.fullmatch(r"[0-9]{6}", typed):
        device = device_of(user)
    else:
        device = StaticDevice.objects.filter(user=user, confirmed=True).first()
        typed = _hash(device, typed) if device else ""
    if device is None:
        return Answer.WRONG, None
    if not device.verify_is_allowed()[0]:
        return Answer.WAIT, None
    found = django_otp.verify_token(user, device.persistent_id, typed)
    return (Answer.RIGHT, found) if found else (Answer.WRONG, None)


def is_recovery(device: Any) -> bool:
    return isinstance(device, StaticDevice)
