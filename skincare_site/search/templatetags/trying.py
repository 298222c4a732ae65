"""`{% try_words_form original %}`: the small form on change forms of things that search finds."""

from typing import Any

from django import template

from skincare_site.symptoms.models import Symptom, SymptomPage

from ..pages import page_key

register = template.Library()


@register.inclusion_tag("admin/search/_try_form.html", takes_context=True)
def try_words_form(context: dict[str, Any], thing: SymptomPage | Symptom) -> dict[str, Any]:
    """Opens “Try a patient's words” with `thing` chosen; nothing for who may not look at the vocabulary."""
    if not context["request"].user.has_perm("symptoms.view_layname"):
        return {}
    if isinstance(thing, Symptom):
        return {"name": "symptom", "value": thing.pk, "thing": "symptom"}
    return {"name": "page", "value": page_key(thing), "thing": str(thing._meta.verbose_name)}
