"""Care cards in templates: `{% red_flags %}`, `{% call_card lines %}`, `{% clinic_phones %}`."""

import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.dateformat import time_format
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from skincare_site.page_cache.fragments import fragment
from skincare_site.page_cache.kept import until_changed

from ..cards import Card, Level, Phone
from ..models import Clinic, OpeningHours, RedFlagCard, phone_of

register = template.Library()


@register.filter
def clock(time: datetime.time) -> str:
    """A time of day as people of the interface's language write it: "9 a.m.", "9 h"."""
    if time.minute:
        # Translators: Django's format characters, for example 9:30 a.m. in English, 9 h 30 in French.
        return time_format(time, pgettext("format of a time", "P"))
    # Translators: Django's format characters, for example 9 a.m. in English, 9 h in French.
    return time_format(time, pgettext("format of a full hour", "P"))


Context = Any  # django.template.Context, or a dict in tests


def _phones(context: Context) -> tuple[Phone, ...]:
    """Every clinic, and whether it is open now. Put together once a request, however many cards a page has."""
    request = context.get("request")
    found: tuple[Phone, ...] | None = getattr(request, "clinic_phones", None)
    if found is None:
        now = timezone.now()
        found = tuple(phone_of(clinic, hours, now) for clinic, hours in until_changed("clinics", _clinics))
        if request is not None:
            request.clinic_phones = found
    return found


def _clinics() -> list[tuple[Clinic, list[OpeningHours]]]:
    return [(clinic, list(clinic.hours.all())) for clinic in Clinic.objects.prefetch_related("hours")]


def _cards() -> list[Card]:
    """Both shared cards, the most serious first."""
    rows = RedFlagCard.objects.all().in_order_of_urgency()
    return [Card(Level(row.level), tuple(row.line_list)) for row in rows]


@register.simple_tag(takes_context=True)
def red_flags(context: Context, first: str = "", only: str = "") -> SafeString:
    """Both shared cards, most serious first. `first` moves one level to the top; `only` shows one level."""
    return fragment("clinics/_red_flags.html", cards=_in_order(first, only), phones=_phones(context))


@register.simple_tag(takes_context=True)
def when_to_call(context: Context, first: str = "", heading: str = "") -> SafeString:
    """Both shared cards in a section of their own, to which `{% to_help %}` leads."""
    return fragment("_help.html", cards=_in_order(first), heading=heading, phones=_phones(context))


@register.simple_tag
def to_help() -> SafeString:
    """The link to the red flags that every page has near its top."""
    return fragment("_to_help.html")


def _in_order(first: str, only: str = "") -> tuple[Card, ...]:
    cards = [card for card in until_changed("red flags", _cards) if not only or card.level == only]
    return tuple(sorted(cards, key=lambda card: card.level != first) if first else cards)


@register.simple_tag(takes_context=True)
def call_card(context: Context, lines: list[str]) -> SafeString:
    """The page's own "Call the clinic if:" card; nothing when it has no lines."""
    card = Card(Level.NON_URGENT, tuple(lines))
    return fragment(
        "clinics/_call_card.html",
        lines=card.line_list,
        level=card.level,
        label=card.label,
        heading=card.heading,
        phones=_phones(context),
    )


@register.simple_tag(takes_context=True)
def clinic_phones(context: Context) -> SafeString:
    """Every clinic's phone as a link, open or closed now."""
    return fragment("clinics/_phones.html", phones=_phones(context))
