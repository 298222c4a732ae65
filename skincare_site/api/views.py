"""The read-only API: three lists, their items, the red flags and its own description.

Lists are paged by slug (`after`), not by number: a page that is published meanwhile moves nothing, and the last
page costs what the first one costs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import conditional_page, require_safe

from skincare_site.seo.addresses import absolute

from . import items
from .description import description

LIMIT, MOST = 50, 100  # items of a page, when nothing is said and at most
SLUG = 80  # characters


@dataclass(frozen=True)
class Kind:
    """One list: where its rows come from, and what is said of a row in the list and alone."""

    rows: Callable[[], QuerySet[Any]]
    short: Callable[[HttpRequest, Any], items.Data]
    full: Callable[[HttpRequest, Any], items.Data]


KINDS = {
    "explainers": Kind(items.explainers, items.explainer_short, items.explainer),
    "tips": Kind(items.tips, items.tip_short, items.tip),
    "symptoms": Kind(items.symptoms, items.symptom_short, items.symptom),
}


def problem(status: int, title: str, detail: str) -> HttpResponse:
    """An error as RFC 9457 writes it."""
    return JsonResponse(
        {"status": status, "title": title, "detail": detail},
        status=status,
        content_type="application/problem+json",
    )


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """GET and HEAD, from any site, with an ETag; nobody is told apart."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        response["Cache-Control"] = "no-cache"  # keep, but ask again: health advice must not be stale
        response["X-Robots-Tag"] = "noindex"
        return response

    return require_safe(conditional_page(answer))


def _not_found(kind: str) -> HttpResponse:
    return problem(404, "Not found", f"There is nothing public at this address of {kind}.")


@public
def index(request: HttpRequest) -> HttpResponse:
    """Where everything is."""
    lists = {name: absolute(request, reverse("api:list", args=[name])) for name in KINDS}
    return JsonResponse(
        {
            **lists,
            "red_flags": absolute(request, reverse("api:red_flags")),
            "description": absolute(request, reverse("api:description")),
            "language": "en",
        }
    )


@public
def red_flags(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"items": items.red_flags()})


@public
def listing(request: HttpRequest, name: str) -> HttpResponse:
    """One page of a list. `limit`: items a page, 1 to 100; `after`: the slug that the page before ended with."""
    kind = KINDS.get(name)
    if kind is None:
        return problem(404, "Not found", f"The lists are: {', '.join(KINDS)}.")
    wanted, after = request.GET.get("limit", str(LIMIT)), request.GET.get("after", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 4 and 1 <= int(wanted) <= MOST):
        return problem(400, "Bad request", f"limit is a whole number from 1 to {MOST}.")
    if len(after) > SLUG or "\x00" in after:
        return problem(400, "Bad request", "after is the slug of an item, as the address in “next” has it.")
    limit = int(wanted)
    rows = list(kind.rows().filter(slug__gt=after).order_by("slug")[: limit + 1])
    more = None
    if len(rows) > limit:
        query = urlencode({"limit": limit, "after": rows[limit - 1].slug})
        more = absolute(request, f"{reverse('api:list', args=[name])}?{query}")
    return JsonResponse({"items": [kind.short(request, row) for row in rows[:limit]], "next": more})


@public
def item(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """One public thing with all its text. Addresses inside the HTML are relative to `base`."""
    kind = KINDS.get(name)
    row = kind.rows().filter(slug=slug).first() if kind and len(slug) <= SLUG else None
    if kind is None or row is None:
        return _not_found(name)
    return JsonResponse({**kind.full(request, row), "base": absolute(request, "/")})


@public
def described(request: HttpRequest) -> HttpResponse:
    """This API in OpenAPI 3.1."""
    return JsonResponse(description(absolute(request, reverse("api:index"))))
