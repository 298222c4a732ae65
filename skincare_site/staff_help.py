"""`/admin/help/`: the guide for staff. Its one text is docs/staff-guide.md, which also reads well on its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.views.decorators.http import require_safe

if TYPE_CHECKING:  # the two libraries are imported where the guide is read: most processes never read it
    from markdown_it.token import Token

GUIDE = settings.BASE_DIR / "docs" / "staff-guide.md"
STATIC = settings.BASE_DIR / "static"
PHONE = 900  # pixels: what is narrower shows a phone


@dataclass(frozen=True)
class Guide:
    title: str
    steps: list[tuple[str, str]]  # (id, heading) of each part
    html: SafeString


def _heading(tokens: "Sequence[Token]", number: int) -> str:
    return tokens[number + 1].content


def _picture(guide: Path, token: "Token") -> str:
    """A picture of the guide: with its size, so that nothing jumps, and leading to itself in full.

    One that was not installed is told in words: the text is worth more than its pictures.
    """
    from PIL import Image

    file = (guide.parent / str(token.attrs["src"])).resolve()
    if not file.is_file():
        return format_html("<em>{}</em>", token.content)
    with Image.open(file) as opened:
        width, height = opened.size
    return format_html(
        '<a class="picture{}" href="{address}"><img src="{address}" alt="{}" width="{}" height="{}" loading="lazy"></a>',
        " phone" if width < PHONE else "",
        token.content,
        width,
        height,
        address=static(file.relative_to(STATIC).as_posix()),
    )


def read(guide: Path = GUIDE) -> Guide:
    """The guide as HTML. CommonMark with raw HTML turned off: what looks like a tag is shown, not obeyed."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False})
    markdown.add_render_rule(
        "image", lambda _self, tokens, number, _options, _env: _picture(guide, tokens[number])
    )
    tokens = markdown.parse(guide.read_text(encoding="utf-8"))
    title, steps = "", []
    for number, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h1":
            title = _heading(tokens, number)
        elif token.type == "heading_open" and token.tag == "h2":
            heading = _heading(tokens, number)
            steps.append((slugify(heading), heading))
            token.attrs["id"] = slugify(heading)
    # The admin shows the title itself.
    body = tokens[3:] if tokens and tokens[0].tag == "h1" else tokens
    # Safe: made by the renderer above from a file of ours, with raw HTML escaped.
    return Guide(title, steps, mark_safe(markdown.renderer.render(body, markdown.options, {})))


@cache
def _kept(changed: int) -> Guide:
    """The guide, made once for each state of its file (`changed` in nanoseconds)."""
    return read()


@require_safe
def staff_help(request: HttpRequest) -> HttpResponse:
    """The guide, for everybody who may sign in."""
    try:
        guide = _kept(GUIDE.stat().st_mtime_ns)
    except FileNotFoundError as error:
        raise Http404("The guide was not installed with this site.") from error
    context: dict[str, Any] = {**admin.site.each_context(request), "title": guide.title, "guide": guide}
    return TemplateResponse(request, "admin/help.html", context)


def urls(site: admin.AdminSite) -> list[URLPattern]:
    """Its address under `/admin/`."""
    return [path("help/", site.admin_view(staff_help), name="help")]
