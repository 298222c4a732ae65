"""Links that let somebody without an account read the newest draft: made, listed and revoked beside the form."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from .acts import audit
from .around import PreviewLink
from .records import about, who

PANEL = "admin/publishing/page/_preview_links.html"


@dataclass(frozen=True)
class ShownLink:
    """One working link as the form lists it; `address` is absolute."""

    pk: int
    address: str
    by: str
    link: PreviewLink


def shown_links(request: HttpRequest, page: Any) -> list[ShownLink]:
    """The working links of `page`, the newest first."""
    links = PreviewLink.objects.about(page).working().select_related("made_by")
    return [
        ShownLink(
            link.pk,
            request.build_absolute_uri(reverse("preview", args=[link.token])),
            who(link.made_by)["by_name"],
            link,
        )
        for link in links
    ]


def context(request: HttpRequest, page: Any) -> dict[str, Any]:
    """What the panel's template needs."""
    return {"original": page, "opts": page._meta, "preview_links": shown_links(request, page)}


def _page(model_admin: Any, request: HttpRequest, object_id: int) -> Any:
    page = get_object_or_404(model_admin.get_queryset(request), pk=object_id)
    if not model_admin.has_change_permission(request, page):
        raise PermissionDenied
    return page


def _answer(request: HttpRequest, page: Any, words: str) -> HttpResponse:
    """The panel alone for the form's script, which must not lose what is being typed; else back to the form."""
    if request.headers.get("X-Requested-With") == "fetch":
        return render(request, PANEL, {**context(request, page), "words": words})
    messages.success(request, words)
    form = reverse(f"admin:{page._meta.app_label}_{page._meta.model_name}_change", args=[page.pk])
    return redirect(f"{form}#preview-links")


def make(model_admin: Any, request: HttpRequest, object_id: int) -> HttpResponse:
    """Make a link for 14 days."""
    page = _page(model_admin, request, object_id)
    link = PreviewLink.objects.create(**about(page), made_by=request.user)  # type: ignore[misc]
    audit(page, "Preview link made", request.user, str(link), title=page.newest().title)
    until = timezone.localtime(link.expires_at)
    return _answer(request, page, f"The link below works until {until.day} {until:%B %Y, %H:%M}.")


def revoke(model_admin: Any, request: HttpRequest, object_id: int, link_id: int) -> HttpResponse:
    """Take a link back at once."""
    page = _page(model_admin, request, object_id)
    link = get_object_or_404(PreviewLink.objects.about(page), pk=link_id)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        audit(page, "Preview link revoked", request.user, str(link), title=page.newest().title)
    return _answer(request, page, "The link no longer works.")
