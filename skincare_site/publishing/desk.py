"""What stands around a page's form: who else has it open, previews. The page admin plugs in these two functions."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from . import open_forms, preview_links


def urls(model_admin: Any) -> list[URLPattern]:
    """The desk's addresses; they stand before the admin's own, whose last one takes all that is left."""
    name = f"{model_admin.opts.app_label}_{model_admin.opts.model_name}"

    def posted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            return view(model_admin, request, **kwargs)

        admitted: Callable[..., HttpResponse] = model_admin.admin_site.admin_view(require_POST(answer))
        return admitted

    return [
        path("<row:object_id>/open/", posted(open_forms.beat), name=f"{name}_open"),
        path("<row:object_id>/preview-links/", posted(preview_links.make), name=f"{name}_preview_make"),
        path(
            "<row:object_id>/preview-links/<row:link_id>/revoke/",
            posted(preview_links.revoke),
            name=f"{name}_preview_revoke",
        ),
    ]


def context(model_admin: Any, request: HttpRequest, page: Any) -> dict[str, Any]:
    """For the form's template; also notes that this person has the form open. Empty while the page is new.

    `page` is the newest text.
    """
    if page is None:
        return {}
    found: dict[str, Any] = {"address": page.get_absolute_url()}
    if model_admin.has_change_permission(request, page):
        open_forms.seen(page, request.user)
        found |= {
            "may_change": True,
            "notice": open_forms.notice(page, request.user),
            "preview_links": preview_links.shown_links(request, page),
        }
    return {"desk": found}
