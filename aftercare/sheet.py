"""The printed care sheet: what fits on two letter pages, in points (1/72 inch). Pure.

The heights are those of the print rules in static/site/sheet.css with room to spare, and
a line of text is counted as fewer letters than fit, so that another font does not start a third page.
"""

import datetime
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import pgettext

from .models import CareTip
from .phases import PHASES, Phase

PAGE = 700  # letter with margins of 14 mm is 712 high; the rest is room to spare
ROW, MORE_LINE, TIP_LETTERS = 20, 15, 46
HEADING_LETTERS, HEADING_LINE = 26, 27
HEAD_REST, LEAST_HEAD = 50, 110  # the date to write in, 811 and 911; beside them stands the code
PHONE_LINE, PHONE_LETTERS, MOST_CLINICS = 17, 52, 4
VERSION = 58
TABLE_HEAD = 54
CARD_REST, CARD_LINE, CARD_LETTERS, CARD_HEADING_LETTERS = 48, 15, 31, 30  # the two cards stand side by side
LEFT_OUT = 20


@dataclass(frozen=True)
class Cell:
    """One phase of a tip's row: whether it holds, and the day on which it begins or ends inside the phase."""

    phase: Phase
    holds: bool
    note: str = ""


@dataclass(frozen=True)
class Row:
    tip: CareTip
    cells: list[Cell]


@dataclass(frozen=True)
class Sheet:
    do: list[Row]
    do_not: list[Row]
    left_out: int
    version: datetime.date | None  # when a tip last changed
    reviewed: datetime.date | None  # the newest review; None while a tip has none
    unchecked: int
    shown: int


def lines_of(text: str, letters: int) -> int:
    """How many lines `text` takes where `letters` letters fit into one."""
    return max(1, len(textwrap.wrap(text, letters)))


def cells_of(tip: CareTip) -> list[Cell]:
    """The strip of a tip over the phases; a phase held only in part says from or to which day."""
    cells = []
    for phase in PHASES:
        last = phase.last if tip.until_day is None else tip.until_day
        if tip.from_day > phase.last or last < phase.first:
            cells.append(Cell(phase, False))
            continue
        notes = []
        if tip.from_day > phase.first:
            notes.append(pgettext("day on the care sheet", "from %(day)s") % {"day": tip.from_day})
        if last < phase.last:
            notes.append(pgettext("day on the care sheet", "to %(day)s") % {"day": last})
        cells.append(Cell(phase, True, " ".join(notes)))
    return cells


def fitting(tips: Iterable[CareTip], room: int) -> list[CareTip]:
    """As many of `tips`, first come first kept, as fit into `room` points; a long title may have to give way."""
    kept = []
    for tip in tips:
        height = ROW + MORE_LINE * (lines_of(tip.title, TIP_LETTERS) - 1)
        if height <= room:
            room -= height
            kept.append(tip)
    return kept


def _by_day(tip: CareTip) -> tuple[int, bool, int, str]:
    return tip.from_day, tip.until_day is None, tip.until_day or 0, tip.title


def _lines(texts: Iterable[str], letters: int) -> int:
    return sum(lines_of(text, letters) for text in texts)


def sheet_of(
    tips: Sequence[CareTip],
    heading: str,
    phones: Sequence[str],
    cards: Iterable[tuple[str, Sequence[str]]],
    usual: Mapping[int, int],
) -> Sheet:
    """Page 1: title, `phones`, version, "do". Page 2: "do not" and the red-flag `cards`, each a heading and its lines.

    `usual` ranks symptoms by primary key, 0 for what almost everyone gets. Kept first: tips of the first week,
    then for what most people get, then what helps with most symptoms.
    """

    def rank(tip: CareTip) -> tuple[bool, int, int, int, str]:
        main = usual.get(tip.main_symptom_id or 0, len(usual))
        return tip.from_day > 7, main, -len(tip.all_symptoms()), tip.from_day, tip.title

    head = HEADING_LINE * lines_of(heading, HEADING_LETTERS) + PHONE_LINE * _lines(phones, PHONE_LETTERS)
    first = PAGE - max(head + HEAD_REST, LEAST_HEAD) - VERSION - TABLE_HEAD
    tallest = max(
        (lines_of(words, CARD_HEADING_LETTERS) + _lines(lines, CARD_LETTERS) for words, lines in cards),
        default=0,
    )
    second = PAGE - TABLE_HEAD - LEFT_OUT - CARD_REST - CARD_LINE * tallest
    ranked = sorted(tips, key=rank)
    do = fitting((tip for tip in ranked if tip.is_do), first)
    do_not = fitting((tip for tip in ranked if not tip.is_do), second)
    shown = [*do, *do_not]
    reviews = [tip.reviewed_on for tip in shown]
    return Sheet(
        do=[Row(tip, cells_of(tip)) for tip in sorted(do, key=_by_day)],
        do_not=[Row(tip, cells_of(tip)) for tip in sorted(do_not, key=_by_day)],
        left_out=len(tips) - len(shown),
        version=max((timezone.localdate(tip.updated_at) for tip in shown), default=None),
        reviewed=max((day for day in reviews if day), default=None) if all(reviews) else None,
        unchecked=sum(tip.is_unchecked_starter() for tip in shown),
        shown=len(shown),
    )
