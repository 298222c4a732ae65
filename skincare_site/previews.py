"""Preview links: the newest draft of a page for somebody without an account, at an address nobody can guess."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix, resolve
from django.views.decorators.http import require_safe

from skincare_site.publishing.around import PreviewLink

HEADERS = {
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",
}


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind `token` as it would read in public, under a bar; a kind 404 page when the link has ended.

    It is drawn by the page's own view, which takes `request.preview_page` in place of what is public.
    """
    link = PreviewLink.behind(token)
    page = link.page if link else None
    if page is None:
        response = render(request, "preview_ended.html", status=404)
    else:
        request.preview_page = page.newest()  # type: ignore[attr-defined]
        address = urlsplit(page.get_absolute_url()).path
        match = resolve("/" + address.removeprefix(get_script_prefix()))
        response = match.func(request, *match.args, **match.kwargs)
    for name, value in HEADERS.items():
        response[name] = value
    return response
