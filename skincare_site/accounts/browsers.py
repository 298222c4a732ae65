"""Browsers that an account has signed in with, known by a signed cookie alone; and the mail when one is new.

The cookie stays on the admin's addresses for a year. Nothing about the browser is stored on the server.
"""

import logging
import re
import secrets
import threading
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

logger = logging.getLogger(__name__)

SALT = "skincare_site.accounts.browsers"
KEPT_FOR = 365 * 24 * 60 * 60  # seconds
MOST_ACCOUNTS = 10  # of one browser, say the one at the front desk

# The first pattern that is found names it: Edge and Opera call themselves Chrome too, Chrome calls itself Safari.
PROGRAMS = [
    ("Edge", r"\bEdg"), ("Opera", r"\bOPR/"), ("Samsung Internet", r"SamsungBrowser"), ("Firefox", r"Firefox|FxiOS"),
    ("Chrome", r"Chrome/|CriOS"), ("Safari", r"Safari/"),
]  # fmt: skip
SYSTEMS = [
    ("iPhone", r"iPhone"), ("iPad", r"iPad"), ("Android", r"Android"), ("Windows", r"Windows"),
    ("Chromebook", r"\bCrOS\b"), ("Mac", r"Mac OS X|Macintosh"), ("Linux", r"Linux"),
]  # fmt: skip


def name_of(user_agent: str) -> str:
    """A few words a person recognises, such as “Chrome on Android”."""
    text = user_agent[:400]
    program = next((name for name, pattern in PROGRAMS if re.search(pattern, text)), "A browser")
    system = next((name for name, pattern in SYSTEMS if re.search(pattern, text)), "")
    return f"{program} on {system}" if system else program


def known(request: HttpRequest) -> dict[str, Any]:
    """What our cookie says: `id` (random, of this browser) and `accounts` (their keys); empty without one."""
    try:
        data = signing.loads(
            request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, "")[:1000], salt=SALT, max_age=KEPT_FOR
        )
    except signing.BadSignature:
        return {}
    return data if isinstance(data, dict) else {}


def remember(request: HttpRequest, response: HttpResponse, user: Any) -> None:
    """Puts the account into the browser's cookie; the account hears of it by mail when it was not there."""
    data = known(request)
    accounts = [key for key in data.get("accounts", []) if key != user.pk]
    is_new = len(accounts) == len(data.get("accounts", []))
    data = {"id": data.get("id") or secrets.token_hex(8), "accounts": [*accounts, user.pk][-MOST_ACCOUNTS:]}
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE,
        signing.dumps(data, salt=SALT),
        max_age=KEPT_FOR,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    if is_new and user.email:
        _send_soon(_message(request, user))


def _message(request: HttpRequest, user: Any) -> EmailMessage:
    words = {
        "name": user.get_short_name() or user.get_username(),
        "account": user.get_username(),
        "browser": name_of(request.META.get("HTTP_USER_AGENT", "")),
        "at": timezone.localtime(),
        "site_name": settings.SITE_NAME,
        "link": settings.SITE_URL.rstrip("/") + reverse("admin:account"),
    }
    return EmailMessage(
        subject=f"{settings.SITE_NAME}: signed in with a new browser",
        body=render_to_string("admin/accounts/new_browser.txt", words),
        to=[user.email],
    )


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except Exception as error:  # whatever goes wrong with mail, somebody has signed in and works
        logger.warning("The mail about a new browser could not be sent: %s", type(error).__name__)


def _send_soon(message: EmailMessage) -> None:
    """Beside the request: a mail server that does not answer must not hold up signing in."""
    threading.Thread(target=_send, args=[message], name="mail", daemon=True).start()
