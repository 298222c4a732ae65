"""The admin's “Download all content”: what is in it, then a zip. For superusers, like a backup."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from .content_kinds import kinds
from .content_writing import ContentError, collect, zip_chunks


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """The page with the button; its press is a POST, so that no foreign link can start the work."""
    if not request.user.is_superuser:
        raise PermissionDenied
    return _download(request) if request.method == "POST" else _page(request)


def _page(request: HttpRequest) -> HttpResponse:
    counts = [
        (str(kind.model._meta.verbose_name_plural).capitalize(), kind.model._default_manager.count())
        for kind in kinds()
    ]
    context = {**admin.site.each_context(request), "title": "Download all content", "counts": counts}
    return TemplateResponse(request, "admin/content_export.html", context)


def _download(request: HttpRequest) -> HttpResponseBase:
    try:
        content = collect()
    except ContentError as error:
        messages.error(request, f"The content could not be written. {error}")
        return redirect("admin:content_export")
    name = f"content-{timezone.localdate():%Y-%m-%d}.zip"
    response = StreamingHttpResponse(zip_chunks(content), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
