from typing import Any

from django import template
from wagtail.models import Site

register = template.Library()


@register.inclusion_tag("wagtail_site/menu.html", takes_context=True)
def main_menu(context: dict[str, Any]) -> dict[str, Any]:
    site = Site.find_for_request(context["request"])
    return {"request": context["request"], "pages": site.root_page.get_children().live().in_menu()}
