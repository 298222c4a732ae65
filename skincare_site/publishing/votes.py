"""“Was this page useful?”: counts by page and week, and nothing else. Who answered is not known to anybody."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from skincare_site.database.waiting import short_wait

from .records import About, about

WEEKS = 26  # answers older than this were given to a text that has often changed since: not told to staff


class PageVotes(About):
    """How many readers of one page said yes, and how many no, in one week. `week` is its Monday."""

    week = models.DateField()
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "week"], name="page_votes_of_a_week")
        ]

    def __str__(self) -> str:
        return f"week of {self.week}: {self.yes} yes, {self.no} no"


@dataclass(frozen=True)
class Tally:
    """Answers about one page."""

    yes: int
    no: int

    @property
    def total(self) -> int:
        return self.yes + self.no

    @property
    def share_of_no(self) -> float:
        """0 to 1; 0 without answers."""
        return self.no / self.total if self.total else 0.0

    @property
    def percent_of_no(self) -> int:
        return round(100 * self.share_of_no)

    def __str__(self) -> str:
        return f"{self.yes} of {self.total} said yes" if self.total else "No answers yet"


def _week_of(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())


def count(page: models.Model, answer: str, day: datetime.date | None = None) -> None:
    """Count one answer, `yes` or `no`. Two processes may do so at once: the row is made once and raised in place."""
    row = {**about(page), "week": _week_of(day or timezone.localdate())}
    with short_wait(2000):
        PageVotes.objects.bulk_create([PageVotes(**row)], ignore_conflicts=True)
        PageVotes.objects.filter(**row).update(**{answer: F(answer) + 1})


def _lately() -> QuerySet[Any]:
    since = _week_of(timezone.localdate()) - datetime.timedelta(weeks=WEEKS - 1)
    rows: QuerySet[Any] = PageVotes.objects.filter(week__gte=since)
    return rows


def tally_of(page: models.Model) -> Tally:
    sums = _lately().filter(**about(page)).aggregate(yes=Coalesce(Sum("yes"), 0), no=Coalesce(Sum("no"), 0))
    return Tally(**sums)


def with_votes(rows: QuerySet[Any]) -> QuerySet[Any]:
    """`rows` with the columns `votes_yes` and `votes_no`, for lists that sort by them."""
    kind = ContentType.objects.get_for_model(rows.model)
    mine = _lately().filter(content_type=kind, object_id=OuterRef("pk")).values("object_id")
    columns = {
        f"votes_{answer}": Coalesce(Subquery(mine.annotate(sum=Sum(answer)).values("sum")), 0)
        for answer in ("yes", "no")
    }
    return rows.annotate(**columns)
