"""Every part of the public pages in every state, for staff who build or check them."""

import datetime
from types import SimpleNamespace
from typing import Any

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from aftercare.phases import PHASES
from articles.timeline import Course
from skincare_site.clinics.models import Clinic

COLOURS = {
    "Page": ["paper", "surface", "ink", "soft", "line", "edge", "mark"],
    "The clinic’s colour": ["accent", "on-accent", "tint", "strip", "on-strip", "brand"],
    "Signals": ["warm", "no", "focus", "urgent", "on-urgent", "urgent-tint", "emergency", "on-emergency", "emergency-tint"],
}  # fmt: skip
SPACES = ["s1", "s2", "s3", "s4", "s5", "s6", "s7"]
COURSES = [
    ("Starts at once, settles in days", Course(0, 0, 1, 1, 3, 3)),
    ("Settles in weeks", Course(2, 5, 14, 28, 60, 42)),
    ("Call the day you see it", Course(0, call_at_once=True)),
]


def _thing(address: str, title: str, **values: Any) -> SimpleNamespace:
    """Something with an address, as the includes take it."""
    return SimpleNamespace(get_absolute_url=address, title=title, **values)


@staff_member_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """`?scheme=light` or `dark` shows the page so, whatever the device says."""
    scheme = request.GET.get("scheme", "")
    here = "#parts"
    tips = {
        "do": [
            _thing(here, "Use a gentle moisturizer", why="It keeps the skin from feeling tight.", days_in_words="Days 1 to 7"),
            _thing(here, "Drink water", why="", days_in_words="Days 0 to 3"),
        ],
        "do_not": [_thing(here, "Do not pick or scratch", why="Picking can leave marks.", days_in_words="Days 0 to 14")],
    }  # fmt: skip
    today = datetime.date(2026, 6, 1)
    reviewed = SimpleNamespace(
        reviewed_on=today,
        next_review_on=today.replace(year=2027),
        reviewer=SimpleNamespace(name="Dana Roy", role="registered nurse"),
    )
    context = {
        "scheme": scheme if scheme in ("light", "dark") else "",
        "colours": COLOURS,
        "spaces": SPACES,
        "courses": COURSES,
        "tips": tips,
        "call_lines": ["it is still there after day 7", "it comes back after it had settled"],
        "pages": [
            _thing(here, "Redness", summary="It usually fades in 1 to 3 days."),
            _thing(here, "Dry, tight skin", summary=""),
        ],
        "symptoms": [
            SimpleNamespace(get_absolute_url=here, patient_words="My face is red", name="Redness"),
            SimpleNamespace(get_absolute_url=here, patient_words="My skin is itchy", name="Itching"),
        ],
        "reviewed": reviewed,
        "unchecked": SimpleNamespace(is_unchecked_starter=True, is_overdue=True, next_review_on=today),
        "sources": [
            SimpleNamespace(link="", name="A leaflet", seen=today),
            SimpleNamespace(link="https://www.example.org/", name="A study", seen=today),
        ],
        "phones": [
            {"clinic": SimpleNamespace(phone_link="tel:+17055550142", name=name, phone="705-555-0142", is_example=sample), "is_open": is_open}
            for name, sample, is_open in (("Open clinic", False, True), ("Closed clinic", True, False))
        ],
        "clinic": Clinic.objects.prefetch_related("hours").first(),
        "days": [SimpleNamespace(number=number, label=f"Day {number}") for number in (1, 2, 3)],
        "phases": PHASES,
        "staff_views": [
            ("Public, no draft", SimpleNamespace(is_draft_copy=False, is_visible=True, draft_id=None)),
            ("Public, a newer draft", SimpleNamespace(is_draft_copy=False, is_visible=True, draft_id=1, stage=SimpleNamespace(label="In review"), get_absolute_url=here)),
            ("Draft only", SimpleNamespace(is_draft_copy=False, is_visible=False, get_status_display="Draft", status="draft")),
        ],
    }  # fmt: skip
    response = render(request, "styleguide.html", context)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
