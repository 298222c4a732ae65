"""Tells the browser which form was saved, so that it drops the copy it keeps of what was typed (static unsaved.js).

The sign is a cookie of five minutes on the admin's addresses. Only the server knows that a save succeeded: to the
browser a lost session looks the same, an answer that leads elsewhere.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from .accounts.addresses import may_be_admin

COOKIE = "saved_form"
FIELD = "_copy"
_ID = re.compile(r"[a-z0-9-]{8,40}")


def tell_saved(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method != "POST" or response.status_code != 302 or not may_be_admin(request.path):
            return response
        index = reverse("admin:index")
        if request.path.startswith(index):
            name = request.POST.get(FIELD, "")
            # The front page is where the admin sends whoever saves what no longer exists: the copy stays.
            elsewhere = response["Location"] == index or response["Location"].startswith(
                reverse("admin:login")
            )
            if _ID.fullmatch(name) and request.user.is_authenticated and not elsewhere:
                response.set_cookie(
                    COOKIE,
                    name,
                    max_age=300,
                    path=index,
                    samesite="Strict",
                    secure=settings.SESSION_COOKIE_SECURE,
                )
        return response

    return middleware
