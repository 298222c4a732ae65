"""The clinic's colours as a style sheet of their own: the content policy allows none inside a page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from skincare_site.page_cache.reads import cacheable

from . import palette
from .current import face


@require_safe
@cacheable
def style_sheet(request: HttpRequest, version: str) -> HttpResponse:
    """Today's colours. Under today's version they may be kept for ever, under an older one not at all."""
    accent = face().accent
    response = HttpResponse(palette.style_sheet(accent), content_type="text/css; charset=utf-8")
    is_current = version == palette.version(accent)
    response["Cache-Control"] = "public, max-age=31536000, immutable" if is_current else "no-cache"
    return response
