"""`{% care_tips_for symptoms as tips %}`: care tips on pages that do not know them."""

from django import template
from django.db.models import Q

from skincare_site.symptoms.models import Symptom

from ..models import CareTip

register = template.Library()


@register.simple_tag
def care_tips_for(
    symptoms: list[Symptom], exclude: CareTip | None = None, limit: int = 5
) -> dict[str, list[CareTip]]:
    """Public tips about any of `symptoms` as {"do": […], "do_not": […]}, mainly-about ones first, `limit` of each."""
    keys = [symptom.pk for symptom in symptoms]
    found = CareTip.objects.visible().filter(Q(main_symptom__in=keys) | Q(symptoms__in=keys)).distinct()
    if exclude:
        found = found.exclude(pk=exclude.pk)
    tips = sorted(found, key=lambda tip: (tip.main_symptom_id not in keys, tip.from_day, tip.title))
    return {
        "do": [tip for tip in tips if tip.is_do][:limit],
        "do_not": [tip for tip in tips if not tip.is_do][:limit],
    }
