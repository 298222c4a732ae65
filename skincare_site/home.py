"""The front page, robots.txt, and media for the single-machine default."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.static import serve

from articles.models import Article
from skincare_site.clinics.models import Clinic
from skincare_site.symptoms.models import Symptom


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search box first, then symptoms in patients' words, guides and newest pages."""
    visible = Article.objects.visible()
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
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """An uploaded file, served so that a browser never runs it. With a proxy or bucket this is off."""
    if not settings.SERVE_MEDIA:
        raise Http404
    response: HttpResponseBase = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if isinstance(response, FileResponse):
        response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
