"""What stands around every page: `{% site_header %}`, `{% site_footer %}`."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from skincare_site.page_cache.fragments import fragment

register = template.Library()

Context = Any  # django.template.Context, or a dict in tests


@dataclass(frozen=True)
class Here:
    """The `aria-current` of each entry of the menu: "page" for the page itself, "true" for the part of the site it is in."""

    search: str = ""
    symptoms: str = ""
    articles: str = ""
    aftercare: str = ""
    clinics: str = ""


def _at(path: str, address: str) -> str:
    return "page" if path == address else "true" if address in path else ""


@register.simple_tag(takes_context=True)
def site_header(context: Context) -> SafeString:
    """Emergency numbers, the clinic's name, search and the menu. Pages that could not be made may have no request."""
    request = context.get("request")
    path = request.path if request is not None else ""
    here = Here(
        search="page" if path == "/search/" else "",
        symptoms=_at(path, reverse("search:symptoms")),
        articles=_at(path, reverse("articles:index")),
        aftercare=_at(path, reverse("aftercare:index")),
        clinics=_at(path, reverse("clinics:index")),
    )
    return fragment("_header.html", face=context.get("face"), here=here)


@register.simple_tag(takes_context=True)
def site_footer(context: Context) -> SafeString:
    return fragment("_footer.html", face=context.get("face"))
