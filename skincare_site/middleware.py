"""What every request and answer passes: clean query strings in, safe headers out."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from . import errors

Next = Callable[[HttpRequest], HttpResponse]

HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
}
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
            response.setdefault("Cache-Control", PAGE_CACHING)
        return response

    return middleware


def clean_query(get_response: Next) -> Next:
    """NUL bytes and over-long addresses get a kind page before any database sees them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if len(request.path) > settings.MAX_PATH or len(query) > settings.MAX_QUERY:
            return errors.bad_request(request)
        if "\x00" in request.path:
            return errors.bad_request(request)
        if "%00" in query and not request.path.startswith("/search"):
            return errors.bad_request(request)
        return get_response(request)

    return middleware
