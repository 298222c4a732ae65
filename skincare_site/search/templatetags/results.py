"""`{% listed hit %}`: one page in the list of results."""

import pickle
from hashlib import blake2b

from django import template
from django.utils.safestring import SafeString

from skincare_site.page_cache.fragments import fragment_of

from ..find import Hit

register = template.Library()


@register.simple_tag
def listed(hit: Hit) -> SafeString:
    """The same for the same row and the same words of it marked. Nothing that was typed is in the key."""
    row = blake2b(pickle.dumps(hit.row), digest_size=16).digest()
    return fragment_of((hit.kind, row, *hit.symptom_slugs, hit.stems), "search/_hit.html", hit=hit)
