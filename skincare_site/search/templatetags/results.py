"""Pieces of the page of results: `{% recognised symptoms %}`, `{% listed hit %}`."""

import json
from hashlib import blake2b

from django import template
from django.utils.safestring import SafeString

from skincare_site.page_cache.fragments import fragment, fragment_of
from skincare_site.symptoms.models import Symptom

from ..find import Hit

register = template.Library()


@register.simple_tag
def recognised(symptoms: list[Symptom]) -> SafeString:
    """Links to the symptoms that a question speaks of."""
    rows = tuple((symptom.slug, symptom.name) for symptom in symptoms)
    return fragment("_symptom_chips.html", symptoms=rows, marked=True)


@register.simple_tag
def listed(hit: Hit) -> SafeString:
    """The same for the same row and the same words of it marked. Nothing that was typed is in the key."""
    row = blake2b(json.dumps(hit.row, default=str).encode(), digest_size=16).digest()
    return fragment_of((hit.kind, row, *hit.symptom_slugs, hit.stems), "search/_hit.html", hit=hit)
