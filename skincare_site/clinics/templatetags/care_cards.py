"""Care cards in templates: `{% red_flags %}`, `{% call_card lines %}`, `{% clinic_phones %}`."""

from typing import Any

from django import template
from django.utils import timezone

from ..cards import HEADINGS, Level
from ..models import Clinic, RedFlagCard

register = template.Library()


def _phones() -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        {"clinic": clinic, "is_open": clinic.is_open(now)}
        for clinic in Clinic.objects.prefetch_related("hours")
    ]


@register.inclusion_tag("clinics/_red_flags.html")
def red_flags(first: str = "", only: str = "") -> dict[str, Any]:
    """Both shared cards, most serious first. `first` moves one level to the top; `only` shows one level."""
    cards = [
        card for card in RedFlagCard.objects.all().in_order_of_urgency() if not only or card.level == only
    ]
    if first:
        cards.sort(key=lambda card: card.level != first)
    return {"cards": cards, "phones": _phones()}


@register.inclusion_tag("clinics/_call_card.html")
def call_card(lines: list[str]) -> dict[str, Any]:
    """The page's own "Call the clinic if:" card; nothing when it has no lines."""
    level = Level.NON_URGENT
    return {
        "lines": lines,
        "level": level,
        "label": level.label,
        "heading": HEADINGS[level],
        "phones": _phones(),
    }


@register.inclusion_tag("clinics/_phones.html")
def clinic_phones() -> dict[str, Any]:
    """Every clinic's phone as a link, open or closed now."""
    return {"phones": _phones()}
