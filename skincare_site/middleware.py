"""What every answer passes: safe headers. Requests pass the front door (front_door.py)."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from .publishing.due import publish_due

logger = logging.getLogger(__name__)

Next = Callable[[HttpRequest], HttpResponse]

HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
NOT_PAGES = ("/static/", "/media/", "/healthz/", "/csp-report/")
PAGE_CACHING = "no-cache"  # keep, but ask again: a page about health must not be stale


def headers(get_response: Next) -> Next:
    """Headers that no single view has to remember."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        if request.path.startswith("/admin"):
            response.setdefault("Cache-Control", "no-store, private")
        elif response.get("Content-Type", "").startswith("text/html"):
            # Staff read drafts at public addresses: nothing may keep those, their own browser included.
            staff = settings.SESSION_COOKIE_NAME in request.COOKIES
            response.setdefault("Cache-Control", "no-store, private" if staff else PAGE_CACHING)
        return response

    return middleware


def due_drafts(get_response: Next) -> Next:
    """Approved drafts go live at their moment: whoever asks first after it brings them in. No job has to run."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(NOT_PAGES):
            try:
                publish_due()
            except DatabaseError as error:  # a reader never waits for somebody else's write lock
                logger.warning("Drafts that are due could not be published now: %s", type(error).__name__)
        return get_response(request)

    return middleware
