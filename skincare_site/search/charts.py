"""How search does, week by week: numbers for the tables, and their places in the pictures (in SVG units)."""

import datetime
from dataclasses import dataclass

from django.db.models import Sum

from skincare_site.symptoms.models import Symptom

from .models import AskedSymptom, AskedWeek

WEEKS = 12
MOST_ASKED = 8  # symptoms in the picture
LEFT, STEP, BAR = 40, 50, 36  # x of the first week, from week to week, width of a bar
TOP, BASE = 24, 184  # y of the largest value and of zero
ROW, NAME = 34, 190  # height of a symptom's row, and where its bars begin


@dataclass(frozen=True)
class Piece:
    """One rectangle of a picture. `kind` is its style and its place in the legend."""

    kind: str
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Week:
    """One week: what was counted, and where it is drawn."""

    monday: datetime.date
    asked: AskedWeek
    x: int
    pieces: list[Piece]
    share: Piece | None  # the answered share; None in a week without searches

    @property
    def middle(self) -> int:
        return self.x + BAR // 2

    @property
    def top(self) -> int:
        """Where the number above the bar stands."""
        return min((piece.y for piece in self.pieces), default=BASE) - 5

    @property
    def answered(self) -> int | None:
        """Percent of the searches that were answered with confidence."""
        return round(100 * self.asked.confident / self.asked.searches) if self.asked.searches else None


@dataclass(frozen=True)
class Line:
    """One symptom: searches in each week, and its bars."""

    symptom: Symptom
    counts: list[int]
    y: int
    pieces: list[Piece]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Board:
    """Everything the page shows."""

    weeks: list[Week]
    lines: list[Line]
    most: int  # searches in the busiest week

    @property
    def searches(self) -> int:
        return sum(week.asked.searches for week in self.weeks)

    @property
    def answered(self) -> int:
        """Percent answered with confidence over all weeks."""
        confident = sum(week.asked.confident for week in self.weeks)
        return round(100 * confident / self.searches) if self.searches else 0

    @property
    def lines_height(self) -> int:
        return ROW * len(self.lines) + 30


def board(today: datetime.date) -> Board:
    """The last twelve weeks, the running one included."""
    monday = today - datetime.timedelta(days=today.weekday())
    mondays = [monday - datetime.timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    kept = {asked.week: asked for asked in AskedWeek.objects.filter(week__in=mondays)}
    rows = [kept.get(day) or AskedWeek(week=day) for day in mondays]
    most = max(asked.searches for asked in rows)
    weeks = [_week(place, asked, most) for place, asked in enumerate(rows)]
    return Board(weeks, _lines(mondays), most)


def _week(place: int, asked: AskedWeek, most: int) -> Week:
    x = LEFT + place * STEP
    pieces = []
    counted = 0
    for kind, number in [("confident", asked.confident), ("unsure", asked.unsure), ("none", asked.no_match)]:
        low, high = _height(counted, most), _height(counted + number, most)
        counted += number
        if number:
            pieces.append(Piece(kind, x, BASE - high, max(high - low - 1, 1)))
    share = None
    if asked.searches:
        height = _height(asked.confident, asked.searches)
        share = Piece("confident", x, BASE - height, height)
    return Week(asked.week, asked, x, pieces, share)


def _height(number: int, most: int, tallest: int = BASE - TOP) -> int:
    return round(tallest * number / most) if most else 0


def _lines(mondays: list[datetime.date]) -> list[Line]:
    asked = AskedSymptom.objects.filter(week__in=mondays)
    totals = asked.values("symptom").annotate(all=Sum("searches")).order_by("-all", "symptom")[:MOST_ASKED]
    symptoms = Symptom.objects.in_bulk([row["symptom"] for row in totals])
    counts = {(row.symptom_id, row.week): row.searches for row in asked.filter(symptom__in=symptoms)}
    most = max(counts.values(), default=0)
    lines = []
    for place, symptom in enumerate(symptoms[row["symptom"]] for row in totals):
        numbers = [counts.get((symptom.pk, day), 0) for day in mondays]
        base = (place + 1) * ROW
        pieces = []
        for index, number in enumerate(numbers):
            height = _height(number, most, ROW - 8)
            pieces.append(Piece("confident", NAME + index * BAR, base - max(height, 1), max(height, 1)))
        lines.append(Line(symptom, numbers, base, pieces))
    return lines
