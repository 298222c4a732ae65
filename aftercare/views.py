"""Care tips: by phase, and one by one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from skincare_site.page_cache.reads import cacheable
from skincare_site.publishing.public import find_page
from skincare_site.symptoms.pages import public_page

from .models import CareTip
from .phases import PHASES

_WHOLE = CareTip.objects.select_related("main_symptom", "reviewer", "treatment").prefetch_related(
    "symptoms", "sources"
)


@require_safe
@cacheable
def index(request: HttpRequest) -> HttpResponse:
    """Every phase with its tips: do, then do not. A tip stands in the phase where it starts, later only if it must."""
    tips = list(CareTip.objects.visible().without_texts().do_first())
    phases = [
        {
            "phase": phase,
            "do": [tip for tip in tips if tip.is_do and phase.first <= tip.from_day <= phase.last],
            "do_not": [tip for tip in tips if not tip.is_do and phase.first <= tip.from_day <= phase.last],
            "still": [
                tip for tip in tips
                if tip.from_day < phase.first and tip.until_day is not None and tip.until_day >= phase.first
            ],
        }
        for phase in PHASES
    ]  # fmt: skip
    return render(request, "aftercare/index.html", {"phases": phases})


@require_safe
@cacheable
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One tip; signed-in staff also see its draft, under a bar that says so."""
    tip = find_page(request, _WHOLE, slug, lambda slug: public_page(CareTip, slug))
    if isinstance(tip, HttpResponse):
        return tip
    return render(request, "aftercare/detail.html", {"tip": tip, "symptoms": tip.all_symptoms()})
