"""A result on the page of results: `{% listed hit %}`."""

from django import template
from django.utils.safestring import SafeString

from skincare_site.page_cache.fragments import fragment_of

from ..find import Hit

register = template.Library()


@register.simple_tag
def listed(hit: Hit) -> SafeString:
    """The same for the same row and the same words of it marked. Nothing that was typed is in the key."""
    # Of the row its hash only: a page's texts are long.
    key = (hit.kind, hit.ranked.entry.object_id, hash(hit.row), *hit.symptom_slugs, hit.stems)
    return fragment_of(key, "search/_hit.html", hit=hit)
