"""Every address of the site, with a real row, or anything else, in each place that asks for something."""

import re
from collections.abc import Callable, Iterator

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.urls import get_resolver

PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")
# Signing out would end the walk.
LEFT_ALONE = {"admin/logout/", "admin/account/end/", "admin/password_change/"}
REAL = {
    "name": "overdue", "app_label": "articles", "url": "x/", "token": "x", "path": "pictures/x.webp", "number": "3",
    "kind": "articles", "answer": "yes", "treatment": "microneedling", "version": "14524c",
}  # fmt: skip
SLUGS = {"articles": "redness", "clinics": "barrie", "symptoms": "redness"}


def routes(patterns=None, before: str = "") -> Iterator[str]:
    """Every pattern, `<name>` or `<converter:name>` for what it asks for; without the first slash."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, route)
            continue
        route = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route)
        route = route.replace("([^/]+)", "<object_id>").replace(r"(\d+)", "<int:number>")
        yield re.sub(r"[\^$\\]|\.\*", "", route)


def _row_of(route: str) -> str:
    """The number of a real row of the kind that the route is about."""
    if "account/of/" in route:
        return str(get_user_model().objects.order_by("pk").values_list("pk", flat=True).first())
    names = route.removeprefix("admin/").split("/")[:2]
    for model in admin.site._registry:
        if [model._meta.app_label, model._meta.model_name] == names:
            return str(model._default_manager.order_by("pk").values_list("pk", flat=True).first() or 1)
    return "1"


def address(route: str, fill: Callable[[str], str | None] = lambda name: None) -> str:
    """The path of `route`, with `fill(name)` in each place, or something real where that is None."""
    first = route.split("/", maxsplit=1)[0]

    def one(match: re.Match[str]) -> str:
        name = match[2]
        given = fill(name)
        if given is not None:
            return given
        if name == "slug":
            return SLUGS.get(first, "redness")
        return REAL.get(name) or _row_of(route)

    return "/" + PLACE.sub(one, route)
