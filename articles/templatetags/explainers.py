"""Explainers in templates of rooms that do not know them."""

from django import template
from django.db.models import Q

from skincare_site.symptoms.models import Symptom

from ..models import Article

register = template.Library()


@register.simple_tag
def explainers_for(symptoms: list[Symptom], exclude: Article | None = None, limit: int = 4) -> list[Article]:
    """Public explainers about any of `symptoms`, the ones mainly about them first."""
    keys = [symptom.pk for symptom in symptoms]
    found = Article.objects.visible().filter(Q(main_symptom__in=keys) | Q(symptoms__in=keys)).distinct()
    if exclude:
        found = found.exclude(pk=exclude.pk)
    return sorted(found, key=lambda article: (article.main_symptom_id not in keys, article.title))[:limit]
