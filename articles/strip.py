"""The recovery course as a picture: a hill over the days, and the mark where to call. Pure; draws SVG numbers.

Days are whole: day n fills the space from n to n + 1, so "settles by day 3" reaches the end of day 3.
Positions are permille of the strip's width, heights percent: 0 at the top, 100 on the ground.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy

from .timeline import Course

WIDTH = 1000
TOP, SHOULDER, GROUND = 6, 46, 100
# Far days matter less and stand closer together: (up to here, width of one day).
PACES = [(15, 1.0), (29, 0.3), (92, 0.075), (366, 0.014), (10**6, 0.004)]
# Marks under a strip that reaches beyond day 14: (end of the day, label).
FAR_MARKS = [
    (29, pgettext_lazy("under the strip", "4 wk"), False),
    (92, pgettext_lazy("under the strip", "3 mo"), True),
    (366, pgettext_lazy("under the strip", "1 yr"), False),
]


@dataclass(frozen=True)
class Tick:
    x: float
    label: str | Promise
    minor: bool = False  # left out on a small screen

    @property
    def percent(self) -> str:
        return f"{self.x / 10:.2f}%"


class Scale:
    """Where days lie on a strip that has room for `last` and the call mark after it."""

    def __init__(self, last: int) -> None:
        self.end = last + 2 if last < 14 else next(end for end, _ in PACES if end > last + 1)
        self.end = min(self.end, max(last + 2, 366))
        self._whole = self._units(self.end)

    @staticmethod
    def _units(day: float) -> float:
        units, start = 0.0, 0
        for end, pace in PACES:
            units += max(0.0, min(day, end) - start) * pace
            start = end
        return units

    def x(self, day: float) -> float:
        return round(self._units(min(day, self.end)) / self._whole * WIDTH, 1)

    def ticks(self) -> list[Tick]:
        """Day numbers in the middle of their day, then weeks and months at their end."""
        if self.end <= 15:
            days = list(range(self.end))
            shown = [(day, False) if day % 2 == 0 or self.end <= 9 else (day, True) for day in days]
        else:
            shown = [(day, day in (3, 5, 10)) for day in (0, 3, 5, 7, 10, 14)]
        near = [
            Tick(self.x(day + 0.5 if day else 0), str(day) if day else gettext("Day 0"), minor)
            for day, minor in shown
        ]
        far = [Tick(self.x(end), label, minor) for end, label, minor in FAR_MARKS if end <= self.end]
        return near + far


@dataclass(frozen=True)
class Part:
    """One piece of the hill with the days it stands for, both included."""

    name: str
    first: int
    last: int
    path: str


@dataclass(frozen=True)
class Strip:
    parts: list[Part]
    ticks: list[Tick]
    weeks: tuple[str, str] | None  # left edge and width of where a day takes less room, as percentages
    call: str | None  # where to call if it is still there, as a percentage
    call_after: int | None
    call_at_once: str | None  # from where to call on the day it is seen, as a percentage
    starts: int
    today: tuple[str, str] | None  # left edge and width of today's column, as percentages


def _percent(permille: float) -> str:
    return f"{permille / 10:.2f}%"


def _slope(x0: float, y0: float, x1: float, y1: float) -> str:
    middle = (x0 + x1) / 2
    return f"C{middle:g} {y0} {middle:g} {y1} {x1:g} {y1}"


def _hill(scale: Scale, points: Sequence[tuple[float, float]]) -> str:
    """A closed shape through (day, height) points with soft slopes, standing on the ground."""
    path = f"M{scale.x(points[0][0]):g} {GROUND}V{points[0][1]}"
    for (day, height), (next_day, next_height) in pairwise(points):
        x0, x1 = scale.x(day), scale.x(next_day)
        path += f"H{x1:g}" if height == next_height else _slope(x0, height, x1, next_height)
    return path + f"V{GROUND}Z"


def _parts(course: Course, scale: Scale) -> list[Part]:
    """Usual, strongest, easing: each piece only where the course says so, joined without a gap."""
    peak = (course.strongest_from, course.strongest_to)
    settles = (course.settles_from, course.settles_to)
    parts = []
    end_of_usual = course.call_after if settles[0] is None else settles[0] - 1
    at, height = course.starts, SHOULDER
    if peak[0] is not None and peak[1] is not None:
        if peak[0] > at:
            points = [(at, SHOULDER), (peak[0] - 0.5, SHOULDER), (peak[0], TOP)]
            parts.append(Part("usual", at, peak[0] - 1, _hill(scale, points)))
        parts.append(Part("strongest", peak[0], peak[1], _hill(scale, [(peak[0], TOP), (peak[1] + 1, TOP)])))
        at, height = peak[1] + 1, TOP
    if end_of_usual is not None and end_of_usual >= at:
        points = [(at, height), (min(at + 0.5, end_of_usual + 1), SHOULDER), (end_of_usual + 1, SHOULDER)]
        parts.append(Part("usual", at, end_of_usual, _hill(scale, points)))
        at, height = end_of_usual + 1, SHOULDER
    if settles[0] is not None and settles[1] is not None and settles[1] >= at:
        points = [(at, height), (settles[1] + 1, GROUND)]
        parts.append(Part("easing", max(at, settles[0]), settles[1], _hill(scale, points)))
    return parts


def strip(course: Course, last: int | None = None, today: tuple[int, int] | None = None) -> Strip:
    """The picture of `course`; `last` gives several strips one scale, `today` marks first and last day."""
    numbers = (course.starts, course.strongest_to, course.settles_to, course.call_after)
    scale = Scale(max(number for number in (*numbers, last) if number is not None))
    column = None
    if today is not None:
        left, right = scale.x(today[0]), scale.x(today[1] + 1)
        column = (_percent(left), _percent(max(right - left, 6)))
    return Strip(
        parts=_parts(course, scale) if not course.call_at_once or course.settles_to is not None else [],
        ticks=scale.ticks(),
        weeks=(_percent(scale.x(15)), _percent(WIDTH - scale.x(15))) if scale.end > 15 else None,
        call=None if course.call_after is None else _percent(scale.x(course.call_after + 1)),
        call_after=course.call_after,
        call_at_once=_percent(scale.x(course.starts)) if course.call_at_once else None,
        starts=course.starts,
        today=column,
    )
