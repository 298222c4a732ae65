"""The recovery after a treatment, as one timeline and day by day. Pure: explainers and tips in, pages out.

Days are whole days after treatment, day 0 is the treatment. Days 0 to 14 have a page each, later days share
one a week, under the number of the week's last day: day 21 is week 3, days 15 to 21.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.models import Article, HowCommon
from articles.timeline import Course, Stage

from .models import CareTip

LAST_SINGLE_DAY = 14
USUAL_FIRST = {value: rank for rank, value in enumerate(HowCommon.values)}


class Kind(NamedTuple):
    """What decides where an effect stands: `how_common` is a value of HowCommon."""

    how_common: str
    course: Course


@dataclass(frozen=True)
class Effect:
    """One effect on a timeline; `name` is the explainer's title without the name of the treatment."""

    name: str
    address: str
    course: Course
    how_common: str
    how_common_words: str
    unchecked: bool


@dataclass(frozen=True)
class Day:
    """A page of the course: one day, or the week that ends with it."""

    number: int

    @property
    def first(self) -> int:
        return self.number if self.number <= LAST_SINGLE_DAY else self.number - 6

    @property
    def is_week(self) -> bool:
        return self.first != self.number

    @property
    def label(self) -> str:
        if self.is_week:
            return _("Week %(number)s") % {"number": self.number // 7}
        return _("Day %(number)s") % {"number": self.number} if self.number else _("Day of treatment")

    @property
    def now(self) -> str:
        return _("this week") if self.is_week else _("today")


@dataclass
class DayView:
    """What one day's page says. An effect stands in one group only, with its call line.

    `cut`: the groups that have more effects than the page shows.
    """

    day: Day
    usual: list[Effect] = field(default_factory=list)
    easing: list[Effect] = field(default_factory=list)
    settled: list[Effect] = field(default_factory=list)
    call: list[Effect] = field(default_factory=list)
    slow: list[Effect] = field(default_factory=list)
    not_usual: list[Effect] = field(default_factory=list)
    do: list[CareTip] = field(default_factory=list)
    do_not: list[CareTip] = field(default_factory=list)
    cut: frozenset[str] = frozenset()


def in_sentence(name: str) -> str:
    """A treatment's name inside a sentence: "Microneedling" loses its capital, "PRP" keeps them."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def usual_rank(how_common: str) -> int:
    """What most people get comes first."""
    return USUAL_FIRST.get(how_common, len(USUAL_FIRST))


def effects_of(articles: Iterable[Article], treatment: str) -> list[Effect]:
    """The effects with a course: what almost everyone gets first, else in the order of `articles`."""
    usual_first = sorted(articles, key=lambda article: usual_rank(article.how_common))
    tail = f" after {in_sentence(treatment)}"
    words = {value: str(label) for value, label in HowCommon.choices}
    return [
        Effect(
            name=article.title.removesuffix(tail),
            address=article.get_absolute_url(),
            course=article.course,
            how_common=article.how_common,
            how_common_words=words.get(article.how_common, ""),
            unchecked=article.is_unchecked_starter(),
        )
        for article in usual_first
        if article.course is not None
    ]


def days_of(effects: Collection[Kind | Effect]) -> list[Day]:
    """The pages of a course: days 0 to 14, then weeks until nothing is left to say; none without effects."""
    if not effects:
        return []
    last = max(effect.course.last_day for effect in effects)
    return [
        *(Day(number) for number in range(LAST_SINGLE_DAY + 1)),
        *(Day(number) for number in range(21, last + 7, 7)),
    ]


def page_of(day: int, days: Sequence[Day]) -> Day | None:
    """The page that covers `day`; None before the treatment and after the last page."""
    return next((page for page in days if page.first <= day <= page.number), None)


def group_of(effect: Kind | Effect, day: int) -> str | None:
    """Where an effect stands on a day's page; None where it is not shown. What is rare is never "usual"."""
    stage = effect.course.stage(day)
    group = {
        Stage.CALL_AT_ONCE: "not_usual",
        Stage.USUAL: "usual",
        Stage.STRONGEST: "usual",
        Stage.EASING: "easing",
        Stage.SETTLED: "settled",
        Stage.CALL: "call",
        Stage.SLOW: "slow",
    }.get(stage)
    return "not_usual" if effect.how_common == HowCommon.RARE and group in ("usual", "easing") else group


def chosen_for(day: Day, courses: Mapping[Kind, list[int]], most: int) -> tuple[list[int], frozenset[str]]:
    """The first `most` of `courses` in each group of a day's page, and the groups that have more."""
    groups: dict[str, list[int]] = defaultdict(list)
    for kind, keys in courses.items():
        if group := group_of(kind, day.number):
            groups[group] += keys
    chosen = [key for keys in groups.values() for key in keys[:most]]
    return chosen, frozenset(group for group, keys in groups.items() if len(keys) > most)


def day_view(
    effects: Iterable[Effect], tips: Iterable[CareTip], day: Day, cut: frozenset[str] = frozenset()
) -> DayView:
    """One day's page: effects by group, and the tips that hold; what starts or ends soonest first."""
    view = DayView(day, cut=cut)
    for effect in effects:
        if group := group_of(effect, day.number):
            getattr(view, group).append(effect)
    holding = [
        tip
        for tip in tips
        if tip.from_day <= day.number and (tip.until_day is None or tip.until_day >= day.first)
    ]
    for tip in sorted(
        holding, key=lambda tip: (-tip.from_day, tip.until_day is None, tip.until_day, tip.title)
    ):
        (view.do if tip.is_do else view.do_not).append(tip)
    return view


@dataclass(frozen=True)
class Asked:
    """The answer to a typed treatment date: a day's page, or a kind sentence why there is none."""

    date: datetime.date | None = None
    day: int | None = None
    page: Day | None = None
    problem: str = ""


def read_date(typed: str, today: datetime.date, days: Sequence[Day]) -> Asked:
    """Which page belongs to the treatment date `typed` (YYYY-MM-DD) on the clinic's date `today`."""
    typed = typed.strip()
    if not typed:
        return Asked(problem=_("Choose the date of your treatment."))
    try:
        date = datetime.date.fromisoformat(typed)
        if date.isoformat() != typed:  # Python also reads 20261118 and 2026-W47-3
            raise ValueError(typed)
    except ValueError:
        return Asked(
            problem=_("We could not read that date. Write the year, month and day, for example %(date)s.")
            % {"date": today.isoformat()}
        )
    day = (today - date).days
    if day < 0:
        return Asked(
            date=date,
            problem=_(
                "That date is still to come. If your treatment has not been yet, look at any day below."
            ),
        )
    page = page_of(day, days)
    if page is None:
        return Asked(
            date=date,
            day=day,
            problem=_(
                "That date is longer ago than these pages reach. Is the year right? If something has not "
                "settled since then, call the clinic."
            ),
        )
    return Asked(date=date, day=day, page=page)
