"""The two pictures on the admin's front page: numbers for their words, and their places in SVG units."""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.urls import reverse

from .publishing.models import in_months
from .publishing.workflow import Status
from .search.charts import Piece

WIDTH = 600  # of the bar of states
MONTHS = 12
STEP, TOP, BASE = 28, 22, 122  # from month to month; y of the tallest bar and of zero


@dataclass(frozen=True)
class Part:
    """One part of the bar of states: how many pages, where it is drawn, and the list of them."""

    status: str
    label: str
    count: int
    x: int
    width: int

    @property
    def link(self) -> str:
        return reverse("admin:pages", args=[f"state-{self.status}"])


@dataclass(frozen=True)
class Month:
    """Reviews due in one month; the first column is everything overdue and has no month."""

    first: datetime.date | None
    count: int
    piece: Piece

    @property
    def middle(self) -> int:
        return self.piece.x + STEP // 2 - 2


def states(kinds: list[Any]) -> list[Part]:
    """Pages by state, over all kinds; states without a page are left out. One query a kind."""
    counts: Counter[str] = Counter()
    for model in kinds:
        counts.update(dict(model._default_manager.order_by().values_list("status").annotate(Count("pk"))))
    total = counts.total()
    parts: list[Part] = []
    before = 0
    for status in reversed(Status):
        if status == Status.ARCHIVED or not counts[status]:
            continue
        before += counts[status]
        total_shown = total - counts[Status.ARCHIVED]
        x = parts[-1].x + parts[-1].width if parts else 0
        parts.append(Part(status, status.label, counts[status], x, round(WIDTH * before / total_shown) - x))
    if counts[Status.ARCHIVED]:
        parts.append(Part(Status.ARCHIVED, Status.ARCHIVED.label, counts[Status.ARCHIVED], WIDTH, 0))
    return parts


def reviews(kinds: list[Any], today: datetime.date) -> list[Month]:
    """Reviews of published pages: overdue, then due in this and the next eleven months. One query a kind."""
    this = today.replace(day=1)
    months = [in_months(this, number) for number in range(MONTHS)]
    counts: Counter[datetime.date | None] = Counter()
    for model in kinds:
        due = model._default_manager.filter(status=Status.PUBLISHED, next_review_on__isnull=False).order_by()
        counts[None] += due.filter(next_review_on__lt=today).count()
        coming = due.filter(next_review_on__gte=today).annotate(month=TruncMonth("next_review_on"))
        for month, number in coming.values_list("month").annotate(Count("pk")):
            counts[month] += number
    columns = [None, *months]
    most = max(counts[column] for column in columns)
    found = []
    for place, column in enumerate(columns):
        height = round((BASE - TOP) * counts[column] / most) if most else 0
        kind = "none" if column is None else "confident"
        found.append(Month(column, counts[column], Piece(kind, place * STEP, BASE - height, height)))
    return found
