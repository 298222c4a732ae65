"""One row a session, with whose it is, so that it can be listed and ended; and the authenticator app of an account."""

from binascii import unhexlify
from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils.crypto import salted_hmac
from django_otp.plugins.otp_totp.models import TOTPDevice

APP_KEY = 40  # hexadecimal digits of a key as the app holds it


class AccountSession(AbstractBaseSession):
    """`expire_date` never moves: it is the start and SESSION_COOKIE_AGE. `seen_at` is exact to a minute.

    `device` is a short name such as “Firefox on Windows”; no address and no browser line is kept.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    device = models.CharField(max_length=60, blank=True)

    objects: Any = BaseSessionManager()  # type: ignore[misc]

    class Meta:
        verbose_name = "session"
        verbose_name_plural = "sessions"

    @classmethod
    def get_session_store_class(cls) -> Any:
        from .sessions import SessionStore

        return SessionStore

    def __str__(self) -> str:
        return self.device or "A browser"

    @property
    def handle(self) -> str:
        """Names the session in a form. The key itself would let whoever reads the page use it."""
        return salted_hmac("session handle", self.session_key).hexdigest()[:20]


def end_sessions(account: Any, but: str | None = None) -> int:
    """Ends every session of the account, except the one with the key `but`; how many there were."""
    rows = AccountSession.objects.filter(account=account).exclude(session_key=but or "")
    return int(rows.delete()[0])


class AuthenticatorApp(TOTPDevice):
    """django-otp's device, except that what the database holds is not yet the key of the app.

    `key` is a random seed; the app's key is its HMAC under SECRET_KEY. So a stolen database or backup makes no codes.
    """

    class Meta:
        proxy = True

    @property
    def bin_key(self) -> bytes:
        """The app's key, 20 bytes."""
        if len(self.key) == APP_KEY:  # set up before seeds were kept; it stays right until it is set up anew
            return unhexlify(self.key)
        return app_key(self.key)


def app_key(seed: str) -> bytes:
    """The 20 bytes that the app gets for this seed."""
    return salted_hmac("skincare_site.accounts.app_key", seed, algorithm="sha256").digest()[: APP_KEY // 2]
