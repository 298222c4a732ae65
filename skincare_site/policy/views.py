"""`POST /csp-report/`: where browsers tell that a page of ours broke the content policy.

A report names the page, and so perhaps what somebody searched for. Only the directive is taken out of it, and only
when it is one that exists; everything else is dropped unread. `report-to` is not offered: it keeps reports in the
browser and sends them later, and a page about health should not be spoken of after it was closed.
"""

import logging
import re
import threading
import time

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .models import count

logger = logging.getLogger(__name__)

MOST_BYTES = 16 * 1024
IN_A_MINUTE = 30  # counted, in each process; a flood costs no more than this
DIRECTIVES = {
    "default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem", "style-src-attr",
    "img-src", "font-src", "connect-src", "manifest-src", "worker-src", "frame-src", "media-src", "object-src",
    "form-action", "base-uri", "frame-ancestors",
}  # fmt: skip
# Not read as JSON: nesting costs memory, and one word is all that is wanted.
_DIRECTIVE = re.compile(rb'"(?:effective|violated)-directive"\s*:\s*"([a-z-]{1,30})[" ]')


class Limit:
    """So many a minute; in the memory of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute, self._counted = -1, 0

    def allows(self) -> bool:
        minute = int(time.monotonic() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._counted = minute, 0
            self._counted += 1
            return self._counted <= IN_A_MINUTE


limit = Limit()


@csrf_exempt
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Always 204 for a report: whether it was counted is nobody's business."""
    if request.content_type == "application/csp-report" and limit.allows():
        found = _DIRECTIVE.search(request.read(MOST_BYTES))
        directive = found[1].decode() if found else ""
        if directive in DIRECTIVES:
            try:
                count(directive)
            except DatabaseError as error:  # a count is not worth an error
                logger.warning("A report about the content policy was not counted: %s", type(error).__name__)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
