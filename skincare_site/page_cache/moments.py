"""The next moment at which pages change by the clock alone: a page appears, an opening hour begins, a day ends.

This room knows no content: the roof names what there is (`connect`).
"""

import datetime
from collections.abc import Callable, Iterable

from django.utils import timezone

# The moments after `at` at which something changes; None and past ones are let be.
Moments = Callable[[datetime.datetime], Iterable[datetime.datetime | None]]

_moments: list[Moments] = []


def connect(moments: Moments) -> None:
    if moments not in _moments:
        _moments.append(moments)


def midnight(day: datetime.date) -> datetime.datetime:
    """The moment the day begins in the site's time zone."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def day_ends(at: datetime.datetime) -> datetime.datetime:
    """The next local midnight; on the days the clocks change, which repeat or leave out an hour, the next full hour."""
    local = timezone.localtime(at)
    start, end = midnight(local.date()), midnight(local.date() + datetime.timedelta(days=1))
    if start.utcoffset() == end.utcoffset():
        return end
    return local.replace(minute=0, second=0, microsecond=0).astimezone(datetime.UTC) + datetime.timedelta(
        hours=1
    )


def next_change(at: datetime.datetime) -> datetime.datetime:
    """The first moment after `at`; `at` itself when something that is due has not happened yet."""
    found = [moment for moments in _moments for moment in moments(at) if moment is not None]
    return max(at, min([day_ends(at), *found]))
