"""Which requests read from the replica: those of visitors, whose pages nobody keeps (docs/decisions/0016-many-machines.md)."""

import logging
import time
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from .database import replica
from .middleware import NOT_PAGES
from .page_cache.reads import WANTED

logger = logging.getLogger(__name__)

AWAY = 5.0  # seconds for which a replica that failed is not asked again
PRIVATE = ("/admin", "/preview/", *NOT_PAGES)

_away_until = 0.0  # of time.monotonic()


def may_read_there(request: HttpRequest) -> bool:
    """A visitor's request that only asks, for a page that the page cache does not keep: that one must know every
    question its page asked, and asks them again on the primary."""
    return (
        request.method in ("GET", "HEAD")
        and not request.META.get("HTTP_COOKIE")
        and "HTTP_AUTHORIZATION" not in request.META
        and WANTED not in request.META
        and not request.path.startswith(PRIVATE)
    )


def _is_usable() -> bool:
    """Whether the replica answers and holds all that was saved by now; when the primary is away, what it holds."""
    if time.monotonic() < _away_until:
        return False
    try:
        return replica.is_current(replica.written_by_primary())
    except DatabaseError as error:
        _set_aside(error)
        return False


def _set_aside(error: object) -> None:
    global _away_until  # noqa: PLW0603  (one per process, on purpose)
    _away_until = time.monotonic() + AWAY
    logger.warning("The read replica is not used for %d seconds: %s", AWAY, type(error).__name__)


def replica_for_visitors(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """The innermost middleware: what stands before it writes, and asks the primary."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not replica.is_set_up() or not may_read_there(request) or not _is_usable():
            return get_response(request)
        with replica.from_replica():
            response = get_response(request)
        if response.status_code == 503:  # it went away in the middle; asking again changes nothing
            _set_aside(response)
            return get_response(request)
        return response

    return middleware
