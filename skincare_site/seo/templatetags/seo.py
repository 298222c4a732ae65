"""Head tags that search engines read: description, canonical address, robots."""

from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def canonical(context: dict[str, Any]) -> str:
    """The page's own address without its query string; "" when there is no request (error pages)."""
    request = context.get("request")
    return str(request.build_absolute_uri(request.path)) if request else ""
