"""B7 and A10: links that lead somewhere a patient can read. `broken` also feeds the report of broken links."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http.request import validate_host
from django.urls import NoReverseMatch, Resolver404, resolve
from django.utils import timezone

from skincare_site.clinics.models import Clinic
from skincare_site.publishing.models import OldAddress, published_kinds

from .base import Hit, Rule
from .reading import Link, Reading, Shared

# Addresses that hold one thing of ours which is no published page: view name → the slugs that exist. Rooms above
# add theirs when their app is ready.
THINGS: dict[str, Callable[[], set[str]]] = {
    "clinics:detail": lambda: set(Clinic.objects.values_list("slug", flat=True)),
}

PLACEHOLDER = "x"


def _address(model: Any, slug: str) -> str:
    return str(model(slug=slug).get_absolute_url())


def _page_views() -> set[str]:
    """Names of the views that show one published page."""
    return {resolve(_address(model, PLACEHOLDER)).view_name for model in published_kinds()}


def _public(at: datetime.datetime | None) -> dict[str, str]:
    """Address → title of every page that the public reads at `at` (now when None)."""
    return {
        _address(model, slug): title
        for model in published_kinds()
        for slug, title in model._default_manager.visible(at).values_list("slug", "title")
    }


def _all_pages() -> dict[str, str]:
    """Address → title of every page, public or not: to say which page a broken link meant."""
    return {
        _address(model, slug): title
        for model in published_kinds()
        for slug, title in model._default_manager.values_list("slug", "title")
    }


def _moved(at: datetime.datetime | None) -> set[str]:
    """Old addresses that lead on to a page the public reads at `at`."""
    found = set()
    for old in OldAddress.objects.select_related("content_type"):
        model = old.content_type.model_class()
        if (
            model in published_kinds()
            and model._default_manager.visible(at).filter(pk=old.object_id).exists()
        ):
            found.add(_address(model, old.slug))
    return found


def _own_host(host: str | None) -> bool:
    return bool(host) and validate_host(str(host), [name for name in settings.ALLOWED_HOSTS if name != "*"])


def _own_path(page: Any) -> str:
    try:
        return str(page.get_absolute_url())
    except NoReverseMatch:
        return ""


def fault(link: Link, page: Any, shared: Shared) -> str:
    """What is wrong with this link on this page; empty when it leads somewhere."""
    address = link.address
    if not address or address == "#":
        return f"The link “{link.words}” leads nowhere." if link.words else "There is an empty link."
    if not link.words:
        return f"The link to {address} has no words to press on."
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return f"The address {address} can't be read."
    if parts.scheme in ("mailto", "tel"):
        return "" if parts.path.strip() else f"The link “{link.words}” has no number or address."
    if parts.scheme in ("http", "https") and not _own_host(host):
        return "" if host else f"The address {address} has no site name."
    if not parts.scheme and not parts.netloc and not parts.path.startswith("/"):
        if parts.path:
            return f"The address {address} is not complete: write https://… or start with a /."
        return ""  # a place on this page
    return _own_fault(unquote(parts.path) or "/", link, page, shared)


def _own_fault(path: str, link: Link, page: Any, shared: Shared) -> str:
    """What is wrong with an address of our own site."""
    try:
        match = resolve(path)
    except Resolver404:
        path = f"{path}/"
        try:
            match = resolve(path)
        except Resolver404:
            return f"There is no page at {link.address}."
    if match.app_names[:1] == ["admin"]:
        return f"{link.address} is for staff: patients can't open it."
    if match.view_name in THINGS:
        slugs = shared.once(("things", match.view_name), THINGS[match.view_name])
        return "" if match.kwargs.get("slug") in slugs else f"There is no page at {link.address}."
    if match.view_name not in shared.once("page views", _page_views) or path == _own_path(page):
        return ""
    # A page that waits for its time may link to one that is public by then.
    later = page.publish_at if page.publish_at and page.publish_at > timezone.now() else None
    if path in shared.once(("public", later), lambda: _public(later)):
        return ""
    if path in shared.once(("moved", later), lambda: _moved(later)):
        return ""
    title = shared.once("all pages", _all_pages).get(path)
    if title is None:
        return f"There is no page at {link.address}."
    return f"The link “{link.words}” leads to “{title}”, which is not public."


def broken(reading: Reading) -> Iterator[Hit]:
    """Every link of the page that leads nowhere, or to a page that patients can't read."""
    for link in reading.links:
        if words := fault(link, reading.page, reading.shared):
            yield Hit(link.field, words, link.address)


def broken_links(page: Any, shared: Shared | None = None) -> list[Hit]:
    return list(broken(Reading(page, shared)))


def to_pdf(reading: Reading) -> Iterator[Hit]:
    for link in reading.links:
        if link.address.casefold().split("?")[0].split("#")[0].endswith(".pdf"):
            yield Hit(link.field, f"The link “{link.words}” opens a PDF.", link.address)


RULES = [
    Rule(
        "B7", "Broken link", True,
        "Somebody who presses it for help finds nothing there.",
        "Link to a public page, or take the link out.",
        broken,
    ),
    Rule(
        "A10", "Link to a PDF", False,
        "PDFs are hard to read on a phone and for many screen readers.",
        "Link to a web page that says the same, or write it here.",
        to_pdf,
    ),
]  # fmt: skip
