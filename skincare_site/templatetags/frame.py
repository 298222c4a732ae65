"""What stands around every page: its look, header and footer, and the question at its end."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.urls import get_script_prefix, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from skincare_site.page_cache.fragments import fragment
from skincare_site.seo.addresses import absolute
from skincare_site.seo.templatetags.seo import canonical

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


@lru_cache(maxsize=4)
def _menu(prefix: str) -> dict[str, str]:
    """Entry of the menu → its address, where the site stands under `prefix`."""
    names = {
        "symptoms": "search:symptoms",
        **{room: f"{room}:index" for room in ("articles", "aftercare", "clinics")},
    }
    return {entry: reverse(name) for entry, name in names.items()}


def _at(path: str, address: str) -> str:
    return "page" if path == address else "true" if address in path else ""


@register.simple_tag(takes_context=True)
def site_look(context: Context) -> SafeString:
    """Style sheets, icon and what a phone needs to keep the site."""
    return fragment("_look.html", face=context.get("face"))


@register.simple_tag(takes_context=True)
def site_header(context: Context) -> SafeString:
    """Emergency numbers, the clinic's name, search and the menu. Pages that could not be made may have no request."""
    request = context.get("request")
    path = request.path if request is not None else ""
    here = Here(
        search="page" if path == "/search/" else "",
        **{entry: _at(path, address) for entry, address in _menu(get_script_prefix()).items()},
    )
    return fragment("_header.html", face=context.get("face"), here=here)


@register.simple_tag
def search_box(asked: str = "", id: str = "q") -> SafeString:
    """The one search form. `id` keeps two on a page apart. `asked` is what was typed: it is remembered nowhere."""
    box = fragment("_search_box.html", id=id)
    return SafeString(box.replace('value=""', f'value="{escape(asked)}"', 1)) if asked else box


@register.simple_tag(takes_context=True)
def breadcrumbs(
    context: Context, here: str, parent: str = "", parent_url: str = "", *, of_staff: bool = False
) -> SafeString:
    """The way to this page: `parent` is left out on first-level pages, `of_staff` when staff wrote the title `here`."""
    return fragment(
        "_breadcrumbs.html",
        origin=absolute(context["request"], "/").removesuffix("/") if canonical(context) else "",
        here=here,
        parent=parent,
        parent_url=parent_url,
        of_staff=of_staff,
    )


@register.simple_tag(takes_context=True)
def site_footer(context: Context) -> SafeString:
    return fragment("_footer.html", face=context.get("face"))


@register.simple_tag(takes_context=True)
def was_it_useful(context: Context, page: Any) -> SafeString:
    """Two buttons under a public page."""
    if context.get("preview_page") or page.is_draft_copy or not page.is_visible():
        return SafeString("")
    return fragment("_useful.html", kind=page.search_kind, slug=page.slug)
