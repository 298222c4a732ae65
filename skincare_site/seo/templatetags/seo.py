"""Head tags for search engines and messengers: canonical address, languages, sharing, JSON-LD."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import DisallowedHost
from django.template.base import NodeList, Parser, Token
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from skincare_site.page_cache.fragments import fragment

from .. import linked_data
from ..addresses import absolute
from .languages import share_locale

register = template.Library()

Context = Any  # django.template.Context, or a dict in tests

SHARED, SHARED_SIZE = "site/share.png", (1200, 630)


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> str:
    """The page's own address without its query string.

    "" without a request (error pages), on preview links, and when the host or address asked for can't be one of ours
    (the 400 page).
    """
    request = context.get("request")
    if request is None or hasattr(request, "preview_page"):
        return ""
    try:
        return absolute(request, request.path)
    except (DisallowedHost, ValueError):
        return ""


@register.simple_tag(takes_context=True)
def alternates(context: Context) -> list[tuple[str, str]]:
    """(language, absolute address) of each language of this page, and "x-default" for the first.

    Empty while there is one language. A view that has more puts `translations` into the context:
    (language, path) pairs, this page's own among them.
    """
    translations: list[tuple[str, str]] = list(context.get("translations") or [])
    if len(translations) < 2 or not canonical(context):
        return []
    found = [(language, absolute(context["request"], path)) for language, path in translations]
    return [*found, ("x-default", found[0][1])]


class Capture(template.Node):
    """Renders what it holds into a variable: a block can stand in a template once, its words twice."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: Any) -> SafeString:
        context[self.name] = SafeString(self.nodelist.render(context).strip())
        return SafeString("")


@register.tag
def capture(parser: Parser, token: Token) -> Capture:
    """`{% capture title %}…{% endcapture %}`: the rendered, escaped words as `title`."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return Capture(name, nodelist)


@register.simple_tag(takes_context=True)
def share(context: Context) -> SafeString:
    """Who finds or sends this page: its address, languages, and its words in a messenger."""
    return fragment(
        "_share.html",
        canonical_url=context["canonical_url"],
        site_name=context["site_name"],
        page_title=context["page_title"],
        page_description=context["page_description"],
        languages=tuple(alternates(context)),
        locale=share_locale(context),
    )


@register.simple_tag(takes_context=True)
def share_picture(context: Context, picture: Any = None) -> SafeString:
    """The picture that goes with a shared link: the page's, or ours.

    Never a photo of a person: a messenger keeps its copy, and a withdrawn consent could not reach it.
    Never a drawing: they are SVG, which messengers do not show.
    """
    if not canonical(context):
        return SafeString("")
    if picture is None or picture.shows_person or picture.drawing or not picture.may_be_shown:
        src, width, height, alt = staticfiles_storage.url(SHARED), *SHARED_SIZE, ""
    else:
        src, width, height, alt = picture.src, picture.width, picture.height, picture.shown_alt
    return fragment(
        "_share_picture.html", src=absolute(context["request"], src), width=width, height=height, alt=alt
    )


@register.simple_tag(takes_context=True)
def medical_page(
    context: Context,
    name: str,
    description: str,
    about: Any = None,
    procedure: Any = None,
    also_called: Iterable[str] = (),
    review: Any = None,
) -> str:
    """`MedicalWebPage`; "" where the page has no address of its own (previews)."""
    address = canonical(context)
    if not address:
        return ""
    return linked_data.script(
        linked_data.medical_page(address, name, description, about, procedure, list(also_called)[:5], review)
    )


@register.simple_tag
def breadcrumb_data(origin: str, here: str, parent: str = "", parent_url: str = "") -> str:
    """`BreadcrumbList` with the same steps as the visible breadcrumbs; "" where the page has no address of its own."""
    if not origin:
        return ""
    steps = [(gettext("Home"), origin + reverse("home"))]
    if parent:
        steps.append((parent, origin + parent_url))
    return linked_data.script(linked_data.breadcrumbs([*steps, (here, "")]))


@register.simple_tag(takes_context=True)
def clinic_data(context: Context, clinic: Any) -> str:
    """`MedicalClinic`; "" while its details are an example."""
    data = linked_data.clinic(canonical(context), clinic, clinic.hours.all())
    return linked_data.script(data) if data else ""


@register.simple_tag(takes_context=True)
def site_data(context: Context) -> str:
    """`WebSite`, for the front page."""
    return linked_data.script(linked_data.site(canonical(context), context["site_name"]))
