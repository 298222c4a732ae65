"""The two buttons at the end of a page: `POST` counts, `GET` thanks and offers help.

Visitors have no cookie, so there is no token that another site could fail to know. Instead the browser itself
says where a form was sent from (`Sec-Fetch-Site`, or `Origin` in older ones), and a request that says neither
is not from a browser's form. A coarse limit by page and process, without any address, keeps a flood out of the
counts. What an answer can change is a number that only staff see.
"""

import logging
import threading
import time
from collections import Counter

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from . import votes
from .models import Publishable, published_kinds

logger = logging.getLogger(__name__)

ANSWERS = ("yes", "no")


class Limit:
    """At most so many answers a minute, for one page and for all; in the memory of one process."""

    PER_PAGE = 10
    IN_ALL = 60

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = -1
        self._counted: Counter[str] = Counter()

    def allows(self, page: str) -> bool:
        """Whether one more answer about `page` is counted now."""
        minute = int(time.monotonic() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._counted = minute, Counter()
            if self._counted[page] >= self.PER_PAGE or self._counted.total() >= self.IN_ALL:
                return False
            self._counted[page] += 1
            return True


limit = Limit()


def _from_our_page(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on a page of this site."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    here = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin") in (here, *settings.CSRF_TRUSTED_ORIGINS)


def _is_staff(request: HttpRequest) -> bool:
    """Staff try the buttons too. A visitor has no session cookie, and then nobody looks for one's owner."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_staff


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def useful(request: HttpRequest, kind: str, slug: str, answer: str) -> HttpResponse:
    """`/useful/article/redness/no/`"""
    model = next((model for model in published_kinds() if model.search_kind == kind), None)
    if model is None or answer not in ANSWERS:
        raise Http404
    page = model._default_manager.visible().filter(slug=slug).first()
    if page is None:
        raise Http404
    if request.method == "POST":
        response = _counted(request, page, answer)
    else:
        response = render(request, "useful.html", {"page": page, "answer": answer})
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _counted(request: HttpRequest, page: Publishable, answer: str) -> HttpResponse:
    """Count and lead to the thanks, so that a reload does not count twice. A reader never sees a count fail."""
    if not _from_our_page(request):
        raise PermissionDenied
    if not _is_staff(request) and limit.allows(f"{page.search_kind}:{page.pk}"):
        try:
            votes.count(page, answer)
        except DatabaseError as error:
            logger.warning("An answer was not counted: %s", type(error).__name__)
    address = reverse("useful", args=[page.search_kind, page.slug, answer])
    return HttpResponse(status=303, headers={"Location": address})
