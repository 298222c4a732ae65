"""Where the clinics are and how to reach them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from skincare_site.page_cache.reads import cacheable

from .models import Clinic


@require_safe
@cacheable
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "clinics/index.html", {"clinics": Clinic.objects.prefetch_related("hours")})


@require_safe
@cacheable
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    clinic = get_object_or_404(Clinic.objects.prefetch_related("hours"), slug=slug)
    return render(request, "clinics/detail.html", {"clinic": clinic})
