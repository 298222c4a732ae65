"""Care tips: by phase, and one by one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from .models import CareTip
from .phases import PHASES


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every phase with its tips: do, then do not. A tip stands in the phase where it starts, later only if it must."""
    tips = list(CareTip.objects.visible().do_first())
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
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One tip; signed-in staff also see what is not public yet."""
    tips = CareTip.objects.visible_to(request.user).select_related("main_symptom", "reviewer", "treatment")
    tip = get_object_or_404(tips.prefetch_related("symptoms", "sources"), slug=slug)
    return render(request, "aftercare/detail.html", {"tip": tip})
