"""Absolute addresses for what other machines keep: search engines, messengers, printed codes."""

from django.conf import settings
from django.http import HttpRequest


def absolute(request: HttpRequest, path: str) -> str:
    """`path` with the site's own origin; with the host that was asked for where none is set (a laptop).

    The Host header is the visitor's word, and a stored page would repeat it to everybody: where an origin is set,
    it alone counts.
    """
    if settings.CANONICAL_ORIGIN and path.startswith("/"):
        return f"{settings.CANONICAL_ORIGIN}{path}"
    return request.build_absolute_uri(path)
