"""The front page, robots.txt, and pictures."""

import errno
import hashlib
import logging
import mimetypes
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from articles.models import Article
from skincare_site.clinics.models import Clinic
from skincare_site.images.renditions import MIME
from skincare_site.page_cache.reads import cacheable
from skincare_site.seo.addresses import absolute
from skincare_site.symptoms.models import Symptom

logger = logging.getLogger(__name__)


@require_safe
@cacheable
def home(request: HttpRequest) -> HttpResponse:
    """Search box first, then symptoms in patients' words, guides and newest pages."""
    visible = Article.objects.visible().without_texts()
    return render(
        request,
        "home.html",
        {
            "symptoms": Symptom.objects.all(),
            "guides": visible.filter(kind=Article.Kind.GUIDE),
            "newest": visible.filter(kind=Article.Kind.EFFECT).order_by("-publish_at", "pk")[:4],
            "clinics": Clinic.objects.all(),
        },
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search results and the admin are nobody's business; everything else may be found."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        f"Sitemap: {absolute(request, reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponse:
    """An uploaded file from the folder or the bucket, served so that a browser never runs it.

    Off where a proxy serves the folder, or a host of its own the bucket.
    """
    hidden = any(part.startswith(".") for part in path.split("/"))
    if not settings.SERVE_MEDIA or hidden:
        raise Http404
    try:
        with default_storage.open(path) as file:
            response = HttpResponse(file.read(), content_type=_kind_of(path))
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise Http404 from None
    except OSError as error:  # the bucket or the disk is away; the page around the picture is not
        if error.errno in (errno.ENAMETOOLONG, errno.EINVAL):
            raise Http404 from None
        logger.warning("A picture could not be read: %s", error.strerror)
        headers = {"Retry-After": "10", "Cache-Control": "no-store"}
        return HttpResponse(
            "Try again in a moment.\n", status=503, content_type="text/plain; charset=utf-8", headers=headers
        )
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    # A file is never written twice under one name.
    response["ETag"] = f'"{hashlib.sha256(path.encode()).hexdigest()[:16]}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _kind_of(path: str) -> str:
    suffix = PurePosixPath(path).suffix.removeprefix(".")
    return MIME.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
