"""Recovery pages: the whole course of a treatment, one day of it, and today's page for a treatment date."""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Article
from skincare_site.page_cache.reads import cacheable
from skincare_site.symptoms.models import Treatment

from .models import CareTip
from .recovery import Day, Effect, day_view, days_of, effects_of, in_sentence, read_date


def _course(slug: str) -> tuple[Treatment, list[Effect]]:
    treatment = get_object_or_404(Treatment, slug=slug)
    articles = Article.objects.visible().without_texts().filter(treatment=treatment, starts_day__isnull=False)
    return treatment, effects_of(articles.select_related("main_symptom"), treatment.name)


def public_days() -> dict[str, list[Day]]:
    """The day pages of every treatment with a public course, by its slug."""
    articles = Article.objects.visible().without_texts().filter(starts_day__isnull=False)
    courses: dict[Treatment, list[Article]] = defaultdict(list)
    for article in articles.select_related("main_symptom", "treatment"):
        courses[article.treatment].append(article)
    return {found.slug: days_of(effects_of(rows, found.name)) for found, rows in courses.items()}


def _context(treatment: Treatment, effects: list[Effect], days: list[Day]) -> dict[str, Any]:
    return {
        "treatment": treatment,
        "after": in_sentence(treatment.name),
        "effects": effects,
        "days": [day for day in days if not day.is_week],
        "weeks": [day for day in days if day.is_week],
        "last": max((effect.course.last_day for effect in effects), default=None),
        "today": timezone.localdate(),
        "unchecked": any(effect.unchecked for effect in effects),
    }


def _day_context(treatment: Treatment, effects: list[Effect], days: list[Day], day: Day) -> dict[str, Any]:
    tips = CareTip.objects.visible().without_texts().filter(treatment=treatment)
    view = day_view(effects, tips, day)
    shown = [*view.usual, *view.easing, *view.settled, *view.call, *view.slow, *view.not_usual]
    at = days.index(day)
    return {
        "view": view,
        "day": day,
        "span": (day.first, day.number),
        "previous": days[at - 1] if at else None,
        "next": days[at + 1] if at + 1 < len(days) else None,
        "unchecked": any(effect.unchecked for effect in shown)
        or any(tip.is_unchecked_starter() for tip in [*view.do, *view.do_not]),
    }


@require_safe
@cacheable
def course(request: HttpRequest, treatment: str) -> HttpResponse:
    """All effects on one timeline; with `?d=` (the date of treatment) today's page instead."""
    found, effects = _course(treatment)
    days = days_of(effects)
    context = _context(found, effects, days)
    if not effects:
        response = render(request, "aftercare/recovery_none.html", context)
        response["X-Robots-Tag"] = "noindex"
        return response
    if "d" not in request.GET:
        return render(request, "aftercare/recovery.html", context)
    # When somebody was treated is health information: it goes into the page and nowhere else.
    typed = request.GET["d"]
    asked = read_date(typed, context["today"], days)
    context |= {"asked": asked, "typed": typed.strip()[:40]}
    if asked.page:
        context |= _day_context(found, effects, days, asked.page)
        response = render(request, "aftercare/recovery_day.html", context)
    else:
        response = render(request, "aftercare/recovery.html", context)
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
@cacheable
def day(request: HttpRequest, treatment: str, number: str) -> HttpResponse:
    """One day or week; a number without a page gets a page that leads to the right one."""
    found, effects = _course(treatment)
    days = days_of(effects)
    context = _context(found, effects, days)
    shown = next((page for page in days if str(page.number) == number), None)
    if shown is None:
        wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else None
        context |= {
            "number": wanted,
            "near": next((d for d in days if d.first <= (wanted or 0) <= d.number), None),
        }
        response = render(request, "aftercare/recovery_none.html", context, status=404)
        response["X-Robots-Tag"] = "noindex"
        return response
    context |= _day_context(found, effects, days, shown)
    return render(request, "aftercare/recovery_day.html", context)
