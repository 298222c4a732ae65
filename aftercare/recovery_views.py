"""Recovery pages: the whole course of a treatment, one day of it, and today's page for a treatment date."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from skincare_site.database.prepared import Prepared
from skincare_site.page_cache.reads import cacheable
from skincare_site.symptoms.models import Treatment

from .courses import MOST, courses_of, explainers, kinds_by_treatment
from .models import CareTip
from .recovery import Day, Effect, Kind, chosen_for, day_view, days_of, effects_of, in_sentence, read_date


@dataclass(frozen=True)
class Recovery:
    """The public recovery after a treatment, as of one moment."""

    treatment: Treatment
    at: datetime.datetime
    courses: dict[Kind, list[int]]

    @cached_property
    def days(self) -> list[Day]:
        return days_of(self.courses)

    def effects(self, keys: Iterable[int]) -> list[Effect]:
        return effects_of(explainers(keys, self.at), self.treatment.name)


def _recovery(slug: str) -> Recovery:
    treatment, at = get_object_or_404(Treatment, slug=slug), timezone.now()
    return Recovery(treatment, at, courses_of(treatment, at))


def public_days() -> dict[str, list[Day]]:
    """The day pages of every treatment with a public course, by its slug."""
    return {slug: days_of(kinds) for slug, kinds in kinds_by_treatment(timezone.now()).items()}


def _context(recovery: Recovery) -> dict[str, Any]:
    return {
        "treatment": recovery.treatment,
        "after": in_sentence(recovery.treatment.name),
        "days": tuple(recovery.days),
        "last": max((kind.course.last_day for kind in recovery.courses), default=None),
        "today": timezone.localdate(),
    }


def _timeline_context(recovery: Recovery) -> dict[str, Any]:
    keys = [key for those in recovery.courses.values() for key in those]
    effects = recovery.effects(keys[:MOST])
    return {
        "effects": effects,
        "more": len(keys) > MOST,
        "unchecked": any(effect.unchecked for effect in effects),
    }


def _tips_of(treatment: int, at: datetime.datetime) -> QuerySet[CareTip]:
    tips: QuerySet[CareTip] = CareTip.objects.visible(at).filter(treatment=treatment).order_by()
    return tips


_tips = Prepared(
    CareTip,
    _tips_of,
    ["id", "title", "slug", "kind", "from_day", "until_day", "is_starter", "reviewed_on"],
)


def _day_context(recovery: Recovery, day: Day) -> dict[str, Any]:
    tips = _tips(treatment=recovery.treatment.pk, at=recovery.at)
    keys, cut = chosen_for(day, recovery.courses, MOST)
    view = day_view(recovery.effects(keys), tips, day, cut)
    shown = [*view.usual, *view.easing, *view.settled, *view.call, *view.slow, *view.not_usual]
    days, at = recovery.days, recovery.days.index(day)
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
    recovery = _recovery(treatment)
    context = _context(recovery)
    if not recovery.days:
        response = render(request, "aftercare/recovery_none.html", context)
        response["X-Robots-Tag"] = "noindex"
        return response
    if "d" not in request.GET:
        return render(request, "aftercare/recovery.html", context | _timeline_context(recovery))
    # When somebody was treated is health information: it goes into the page and nowhere else.
    typed = request.GET["d"]
    asked = read_date(typed, context["today"], recovery.days)
    context |= {"asked": asked, "typed": typed.strip()[:40]}
    if asked.page:
        context |= _day_context(recovery, asked.page)
        response = render(request, "aftercare/recovery_day.html", context)
    else:
        response = render(request, "aftercare/recovery.html", context | _timeline_context(recovery))
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
@cacheable
def day(request: HttpRequest, treatment: str, number: str) -> HttpResponse:
    """One day or week; a number without a page gets a page that leads to the right one."""
    recovery = _recovery(treatment)
    context = _context(recovery)
    shown = next((page for page in recovery.days if str(page.number) == number), None)
    if shown is None:
        wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else None
        context |= {
            "number": wanted,
            "near": next((d for d in recovery.days if d.first <= (wanted or 0) <= d.number), None),
        }
        response = render(request, "aftercare/recovery_none.html", context, status=404)
        response["X-Robots-Tag"] = "noindex"
        return response
    context |= _day_context(recovery, shown)
    return render(request, "aftercare/recovery_day.html", context)
