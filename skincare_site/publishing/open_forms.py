"""Who else has a page's form open: a notice for people, not a lock. What guards a save is the page's `revision`."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from skincare_site.database.waiting import short_wait

from .around import OpenForm
from .records import about, who

logger = logging.getLogger(__name__)


def seen(page: Any, user: Any) -> None:
    """`user` has the form of `page` open now. Left out when it can't be written at once: a form must open."""
    now = timezone.now()
    try:
        with short_wait(1000):  # as long as somebody waits for a form without wondering
            OpenForm.objects.filter(seen_at__lte=now - OpenForm.FRESH).delete()
            OpenForm.objects.update_or_create(
                **about(page),
                user=user,
                defaults={"seen_at": now},
                create_defaults={"seen_at": now, "opened_at": now},
            )
    except DatabaseError as error:
        logger.warning("Who has a form open could not be written: %s", type(error).__name__)


def left(page: Any, user: Any) -> None:
    """`user` has closed the form of `page`."""
    OpenForm.objects.about(page).filter(user=user).delete()


def notice(page: Any, user: Any) -> str:
    """Who besides `user` has the form of `page` open, in a sentence each; "" when nobody has."""
    now = timezone.now()
    others = (
        OpenForm.objects.about(page)
        .filter(seen_at__gt=now - OpenForm.FRESH)
        .exclude(user=user)
        .select_related("user")
        .order_by("opened_at", "pk")
    )
    return " ".join(
        f"{who(form.user)['by_name']} has had this page open since {_moment(form.opened_at, now)}."
        for form in others
    )


def _moment(at: Any, now: Any) -> str:
    at, today = timezone.localtime(at), timezone.localtime(now).date()
    return f"{at:%H:%M}" if at.date() == today else f"{at.day} {at:%B, %H:%M}"


def beat(model_admin: Any, request: HttpRequest, object_id: int) -> HttpResponse:
    """What the form sends every half minute; `left=1` when it closes. Answers {"notice": sentence}."""
    page = get_object_or_404(model_admin.get_queryset(request), pk=object_id)
    if not model_admin.has_change_permission(request, page):
        raise PermissionDenied
    if "left" in request.POST:
        left(page, request.user)
        return HttpResponse(status=204)
    seen(page, request.user)
    return JsonResponse({"notice": notice(page, request.user)})
