"""`{{ article.what_it_is|rich_text }}`: cleaned text with its pictures."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from skincare_site.richtext import pictures

register = template.Library()


@register.filter
def rich_text(text: str | None) -> SafeString:
    """The text of a `RichTextField`, which is clean in the database, with its pictures put in."""
    return mark_safe(pictures.expand(text or ""))
