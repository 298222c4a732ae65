"""The results on the page of results: `{% listed hits %}`."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString

from skincare_site.page_cache.fragments import fragments_of

if TYPE_CHECKING:  # Django loads this file with the first page, whichever that is
    from ..find import Hit

register = template.Library()


@register.simple_tag
def listed(hits: Iterable[Hit]) -> SafeString:
    """A result is the same for the same row and the same words of it marked. Nothing that was typed is in its key."""
    return fragments_of("search/_hit.html", [(_key(hit), {"hit": hit}) for hit in hits])


def _key(hit: Hit) -> Hashable:
    # Of the row its hash only: a page's texts are long.
    return hit.kind, hit.ranked.entry.object_id, hash(hit.row), *hit.symptom_slugs, hit.stems
