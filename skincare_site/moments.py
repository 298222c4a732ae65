"""The moments at which pages change by the clock, beside midnight: for the page cache, which knows no content.

A page appears, expires, or gets its planned text; a clinic opens or closes. What changes with the day (a review that
is overdue, a consent that begins, "today") changes at midnight, which the page cache knows itself.
"""

import datetime
from collections.abc import Iterator

from django.db.models import Min
from django.utils import timezone

from .clinics.models import OpeningHours
from .publishing.models import published_kinds
from .publishing.workflow import Status

NOT_PUBLIC = [status for status in Status if status != Status.PUBLISHED]


def of_pages(at: datetime.datetime) -> Iterator[datetime.datetime | None]:
    """For each kind: the next page to appear, the next to expire, the next planned text (also one that is late)."""
    for model in published_kinds():
        # In these words SQLite reads along the index of the moments and not along one that begins with `status`.
        public = model._default_manager.exclude(status__in=NOT_PUBLIC)
        yield public.filter(publish_at__gt=at).aggregate(at=Min("publish_at"))["at"]
        yield public.filter(expires_at__gt=at).aggregate(at=Min("expires_at"))["at"]
        yield model._default_manager.filter(draft_due_at__isnull=False).aggregate(at=Min("draft_due_at"))[
            "at"
        ]


def of_clinics(at: datetime.datetime) -> Iterator[datetime.datetime]:
    """Every opening and closing of the rest of the day."""
    today = timezone.localdate(at)
    hours = OpeningHours.objects.filter(weekday=today.weekday())
    for span in hours.values_list("opens", "closes").distinct().order_by():
        for time in span:
            moment = timezone.make_aware(datetime.datetime.combine(today, time))
            if moment > at:
                yield moment
