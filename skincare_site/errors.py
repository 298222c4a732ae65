"""Error pages that help: search box and red flags, in fixed words, without asking the database."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .face.current import kept


def _page(request: HttpRequest, code: int, template: str, **context: Any) -> HttpResponse:
    request.face = kept()  # type: ignore[attr-defined]
    response = render(request, template, context, status=code)
    response["X-Robots-Tag"] = "noindex"
    return response


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 400, "400.html")


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 403, "403.html")


def form_out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:
    """In place of Django's page for a form whose token is missing or old."""
    return _page(request, 403, "403_csrf.html")


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 404, "404.html")


def refused(request: HttpRequest, status: int, allow: str = "") -> HttpResponse:
    """What the front door turned away, and why; `allow` names the methods that would be taken."""
    if status == 404 or (status == 400 and request.method != "POST"):
        return not_found(request) if status == 404 else bad_request(request)
    response = _page(
        request, status, "refused.html", status=status, sent_form=request.method == "POST" and status != 405
    )
    if allow:
        response["Allow"] = allow
    return response


def failed(request: HttpRequest) -> HttpResponse:
    return _page(request, 500, "500.html")
