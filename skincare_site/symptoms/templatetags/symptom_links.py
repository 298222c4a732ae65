"""Ways to the pages of symptoms."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from skincare_site.page_cache.fragments import fragment, fragment_of

from ..models import Symptom

register = template.Library()


@register.simple_tag
def symptom_tiles(symptoms: Iterable[Symptom]) -> SafeString:
    """Symptoms in patients' words, to choose from."""
    shown = list(symptoms)
    key = tuple((symptom.slug, symptom.patient_words, symptom.name) for symptom in shown)
    return fragment_of(key, "_symptom_tiles.html", symptoms=shown)


@register.simple_tag
def symptom_chips(symptoms: Iterable[Symptom], *, marked: bool = False) -> SafeString:
    """Links to these symptoms, under a label with the id `chips-label`; `marked` where they answer a question."""
    rows = tuple((symptom.slug, symptom.name) for symptom in symptoms)
    return fragment("_symptom_chips.html", symptoms=rows, marked=marked)
