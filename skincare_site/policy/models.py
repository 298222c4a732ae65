"""What browsers refused because of the content policy: how often in a week, by directive, and nothing else."""

import datetime

from django.db import models, transaction
from django.db.models import F, Sum
from django.utils import timezone

KEPT_WEEKS = 26


class PolicyReports(models.Model):
    """How often browsers said that a page broke `directive`. `week` is its Monday. No address, nothing typed."""

    directive = models.CharField(max_length=30)
    week = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["directive", "week"], name="policy_reports_of_a_week")]

    def __str__(self) -> str:
        return f"week of {self.week}: {self.directive} {self.count} ×"


def _monday(weeks_ago: int = 0) -> datetime.date:
    today = timezone.localdate()
    return today - datetime.timedelta(days=today.weekday(), weeks=weeks_ago)


def count(directive: str) -> None:
    """Count one report; what is older than half a year goes when a new week begins."""
    row = {"directive": directive, "week": _monday()}
    with transaction.atomic():
        if not PolicyReports.objects.filter(**row).update(count=F("count") + 1):
            PolicyReports.objects.filter(week__lt=_monday(KEPT_WEEKS)).delete()
            PolicyReports.objects.bulk_create([PolicyReports(**row)], ignore_conflicts=True)
            PolicyReports.objects.filter(**row).update(count=F("count") + 1)


def lately(weeks: int = 4) -> list[tuple[str, int]]:
    """(directive, reports) of the last weeks, the most frequent first."""
    rows = PolicyReports.objects.filter(week__gte=_monday(weeks - 1)).values_list("directive")
    return list(rows.annotate(sum=Sum("count")).order_by("-sum", "directive"))
