"""What readers answered to “Was this page useful?”: every public page, the least useful first."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from skincare_site.publishing.votes import WEEKS, Tally, with_votes

from .reports import Kinds, change_link, kinds_of

FEWEST = 5  # answers; below that a share says little, and pages are listed apart


@dataclass(frozen=True)
class Row:
    page: Any
    tally: Tally
    link: str


@dataclass(frozen=True)
class Board:
    """Pages with enough answers by their share of “no”, pages with a few by title, and how many have none."""

    told: list[Row]
    few: list[Row]
    silent: int


def board(kinds: Kinds) -> Board:
    """One query a kind."""
    rows = [
        Row(page, Tally(page.votes_yes, page.votes_no), change_link(page, "title"))
        for model in kinds
        for page in with_votes(model._default_manager.visible())
    ]
    told = [row for row in rows if row.tally.total >= FEWEST]
    told.sort(key=lambda row: (-row.tally.share_of_no, -row.tally.total, row.page.title))
    few = sorted((row for row in rows if 0 < row.tally.total < FEWEST), key=lambda row: str(row.page.title))
    return Board(told, few, sum(row.tally.total == 0 for row in rows))


@require_safe
def useful(request: HttpRequest) -> HttpResponse:
    """`/admin/reports/useful/`"""
    context = {
        **admin.site.each_context(request),
        "title": "Was this page useful?",
        "board": board(kinds_of(request)),
        "weeks": WEEKS,
        "fewest": FEWEST,
    }
    return TemplateResponse(request, "admin/reports/useful.html", context)


def urls(site: admin.AdminSite) -> list[URLPattern]:
    return [path("reports/useful/", site.admin_view(useful), name="useful_report")]
