"""`{% care_tips_for symptoms as tips %}`: care tips on pages that do not know them."""

import datetime
from functools import lru_cache

from django import template
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString

from skincare_site.database.prepared import Prepared
from skincare_site.page_cache.fragments import fragment_of
from skincare_site.symptoms.models import Symptom, about_any

from ..models import CareTip

register = template.Library()


@register.simple_tag
def care_tips_for(
    symptoms: list[Symptom], exclude: CareTip | None = None, limit: int = 5
) -> dict[str, list[CareTip]]:
    """Public tips about any of `symptoms` as {"do": […], "do_not": […]}, mainly-about ones first, `limit` of each."""
    keys, without, at = (
        tuple(symptom.pk for symptom in symptoms),
        exclude.pk if exclude else 0,
        timezone.now(),
    )
    first = _first_of(limit)
    return {
        kind.value: first(symptoms=keys, kind=kind.value, without=without, at=at) for kind in CareTip.Kind
    }


@register.simple_tag
def tip_list(do: list[CareTip], do_not: list[CareTip], prefix: str = "") -> SafeString:
    """`_tip_list.html` with these tips: the same for all pages about the same symptoms."""
    key = (prefix, *(tuple((tip.slug, tip.title, tip.why) for tip in tips) for tips in (do, do_not)))
    return fragment_of(key, "_tip_list.html", do=do, do_not=do_not, prefix=prefix)


@register.simple_tag
def tips_by_kind(tips: list[CareTip]) -> SafeString:
    """The same with the tips in one list."""
    return tip_list([tip for tip in tips if tip.is_do], [tip for tip in tips if not tip.is_do])


@lru_cache(maxsize=8)
def _first_of(limit: int) -> Prepared:
    def tips(symptoms: tuple[int, ...], kind: str, without: int, at: datetime.datetime) -> QuerySet[CareTip]:
        found = about_any(CareTip.objects.visible(at).filter(kind=kind).exclude(pk=without), symptoms)
        return found.order_by("is_beside", "from_day", "title", "pk")[:limit]

    return Prepared(CareTip, tips, ["id", "title", "slug", "why", "kind", "from_day", "until_day"])
