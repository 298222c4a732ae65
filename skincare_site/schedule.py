"""What happens by itself and when: pages that appear, change or disappear, as a list and as a month.

Moments are kept in UTC; days and hours here are the clinic's. A day is from local midnight to the next, which on the
days the clocks change is 23 or 25 hours.
"""

import calendar
import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from .page_lists import row
from .publishing.models import Publishable, kinds_for
from .publishing.workflow import Status

LISTED = 50
IN_A_CELL = 3
# What can happen: name → (words, column that holds the moment, pages it can happen to), in the order of a day.
HAPPENS = {
    "appears": ("Appears", "publish_at", Q(status=Status.PUBLISHED)),
    "changes": ("Changes to its new text", "draft_due_at", Q()),
    "disappears": ("Disappears", "expires_at", Q(status=Status.PUBLISHED)),
}


@dataclass(frozen=True)
class Happening:
    """One thing that happens by itself. `at` is in the clinic's time zone."""

    name: str
    at: datetime.datetime
    page: Publishable

    @property
    def words(self) -> str:
        return HAPPENS[self.name][0]

    @property
    def zone(self) -> str:
        """The zone's short name on a day when the clocks change, else nothing."""
        start = midnight(self.at.date())
        end = midnight(self.at.date() + datetime.timedelta(days=1))
        return str(self.at.tzname()) if start.utcoffset() != end.utcoffset() else ""

    @property
    def row(self) -> Any:
        return row(self.page)


@dataclass(frozen=True)
class Day:
    """One cell of the month. `happenings` are the first few; `count` says how many there are."""

    date: datetime.date
    in_month: bool
    is_today: bool
    happenings: list[Happening]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.happenings)


def midnight(day: datetime.date) -> datetime.datetime:
    """The moment the clinic's day begins."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def moments(
    kinds: list[Any], start: datetime.datetime, end: datetime.datetime | None = None
) -> list[tuple[datetime.datetime, str, Any, int]]:
    """What happens from `start` (included) to `end` (not): (when, what, kind, primary key), the earliest first.

    Three queries a kind, without the pages themselves.
    """
    found = []
    for name, (_words, column, which) in HAPPENS.items():
        window = Q(**{f"{column}__gte": start})
        if end is not None:
            window &= Q(**{f"{column}__lt": end})
        if name == "appears":  # a time set after the expiry never comes
            window &= Q(expires_at=None) | Q(expires_at__gt=F("publish_at"))
        for model in kinds:
            rows = model._default_manager.filter(which & window).values_list(column, "pk")
            found += [(timezone.localtime(at), name, model, pk) for at, pk in rows]
    order = list(HAPPENS)
    return sorted(found, key=lambda each: (each[0], order.index(each[1]), kinds.index(each[2]), each[3]))


def happenings(found: list[tuple[datetime.datetime, str, Any, int]]) -> list[Happening]:
    """The same with their pages: one query a kind."""
    pages = {
        model: model._default_manager.select_related("draft").in_bulk(
            {pk for _at, _name, kind, pk in found if kind is model}
        )
        for model in {kind for _at, _name, kind, _pk in found}
    }
    return [Happening(name, at, pages[model][pk]) for at, name, model, pk in found if pk in pages[model]]


def month(kinds: list[Any], first: datetime.date) -> list[list[Day]]:
    """The weeks of the month that begins on `first`, Sunday first, with what happens on each day."""
    weeks = calendar.Calendar(firstweekday=calendar.SUNDAY).monthdatescalendar(first.year, first.month)
    found = moments(kinds, midnight(weeks[0][0]), midnight(weeks[-1][-1] + datetime.timedelta(days=1)))
    counts = Counter(at.date() for at, *_rest in found)
    shown: Counter[datetime.date] = Counter()
    first_few = []
    for moment in found:
        day = moment[0].date()
        shown[day] += 1
        if shown[day] <= IN_A_CELL:
            first_few.append(moment)
    by_day: dict[datetime.date, list[Happening]] = {}
    for thing in happenings(first_few):
        by_day.setdefault(thing.at.date(), []).append(thing)
    today = timezone.localdate()
    return [
        [Day(day, day.month == first.month, day == today, by_day.get(day, []), counts[day]) for day in week]
        for week in weeks
    ]


def asked_month(text: str) -> datetime.date:
    """The first day of the month asked for as 2026-11; this month for anything else."""
    try:
        first = parse_date(f"{text}-01")
    except ValueError:
        first = None
    if first is None or not 1970 <= first.year <= 2200:
        first = timezone.localdate().replace(day=1)
    return first


def asked_day(text: str) -> datetime.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_safe
def schedule(request: HttpRequest) -> HttpResponse:
    kinds = kinds_for(request.user)
    if not kinds:
        raise PermissionDenied
    first = asked_month(request.GET.get("month", ""))
    before = (first - datetime.timedelta(days=1)).replace(day=1)
    after = (first + datetime.timedelta(days=32)).replace(day=1)
    coming = Paginator(moments(kinds, timezone.now()), LISTED).get_page(request.GET.get("p"))
    day = asked_day(request.GET.get("day", ""))
    on_day = None
    if day and (day.year, day.month) == (first.year, first.month):
        on_day = happenings(moments(kinds, midnight(day), midnight(day + datetime.timedelta(days=1))))
    context = {
        **admin.site.each_context(request),
        "title": "Schedule",
        "zone": timezone.get_current_timezone_name(),
        "coming": coming,
        "happenings": happenings(list(coming)),
        "first": first,
        "before": before,
        "after": after,
        "is_this_month": first == timezone.localdate().replace(day=1),
        "weeks": month(kinds, first),
        "weekdays": [calendar.day_name[number] for number in (6, 0, 1, 2, 3, 4, 5)],
        "day": day,
        "on_day": on_day,
    }
    return TemplateResponse(request, "admin/schedule.html", context)
