"""Addresses: of rows, and absolute ones for what other machines keep (search engines, messengers, printed codes)."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse


def absolute(request: HttpRequest, path: str) -> str:
    """`path` with the site's own origin; with the host that was asked for where none is set (a laptop).

    The Host header is the visitor's word, and a stored page would repeat it to everybody: where an origin is set,
    it alone counts.
    """
    if settings.CANONICAL_ORIGIN and path.startswith("/"):
        return f"{settings.CANONICAL_ORIGIN}{path}"
    return request.build_absolute_uri(path)


def address_of(name: str, slug: str) -> str:
    """`reverse(name, args=[slug])`, looked up once for all slugs: a page may name a hundred."""
    before, after = _around(name, get_script_prefix())
    return f"{before}{slug}{after}"


@lru_cache(maxsize=32)
def _around(name: str, _prefix: str) -> tuple[str, str]:
    before, after = reverse(name, args=["-"]).rsplit("-", 1)
    return before, after
