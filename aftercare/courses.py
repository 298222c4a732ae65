"""The public recovery courses of a treatment, and which explainers have each: kept until something is changed.

A page of the recovery shows a few dozen effects, however many a treatment has. Which ones is decided by their courses,
and many explainers share one.
"""

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from articles.models import Article
from articles.timeline import Course
from skincare_site.database.prepared import Prepared
from skincare_site.page_cache.kept import until_changed
from skincare_site.publishing.models import is_public
from skincare_site.publishing.workflow import Status
from skincare_site.symptoms.models import Treatment

from .recovery import Kind, usual_rank

MOST = 60  # effects in one list of a page, the most usual first; readers are told when there are more
KIND = [
    "how_common", "starts_day", "strongest_from_day", "strongest_to_day", "settles_from_day", "settles_to_day",
    "call_after_day", "call_at_once",
]  # fmt: skip


class Dated(NamedTuple):
    """A published explainer that the clock will show or hide."""

    key: int
    publish_at: datetime.datetime
    expires_at: datetime.datetime | None


class Sharing(NamedTuple):
    """The explainers with one course: keys of those that only an edit can hide, the first of them; and the others."""

    always: list[int]
    dated: list[Dated]


def courses_of(treatment: Treatment, at: datetime.datetime) -> dict[Kind, list[int]]:
    """What is public at the moment `at`: how common and which course, the most usual first → keys of explainers. Of those
    that share both, `MOST` and one more are certain to be named."""
    kept = until_changed(f"courses of {treatment.pk}", lambda: _read(treatment.pk))
    shown = {
        kind: always + [one.key for one in dated if is_public(one.publish_at, one.expires_at, at)]
        for kind, (always, dated) in kept.items()
    }
    return {kind: keys for kind, keys in shown.items() if keys}


def kinds_by_treatment(at: datetime.datetime) -> dict[str, set[Kind]]:
    """The same without the explainers, by the treatment's slug: those of all treatments with a public course."""
    rows = Article.objects.visible(at).filter(starts_day__isnull=False).order_by()
    found: dict[str, set[Kind]] = {}
    for slug, *kind in rows.values_list("treatment__slug", *KIND).distinct():
        found.setdefault(slug, set()).add(_kind(*kind))
    return found


def _read(treatment: int) -> dict[Kind, Sharing]:
    now = timezone.now()
    rows = Article.objects.filter(status=Status.PUBLISHED, treatment=treatment, starts_day__isnull=False)
    calmly = [F("main_symptom__order").asc(nulls_last=True), F("title").asc(), F("pk").asc()]
    only_an_edit = Q(expires_at=None, publish_at__lte=now)
    place = Window(RowNumber(), partition_by=[F(name) for name in KIND], order_by=calmly)
    always = rows.filter(only_an_edit).annotate(place=place).filter(place__lte=MOST + 1)
    found: dict[Kind, Sharing] = {}
    for key, *kind in always.order_by("place").values_list("pk", *KIND):
        found.setdefault(_kind(*kind), Sharing([], [])).always.append(key)
    dated = rows.exclude(only_an_edit).order_by(*calmly)
    for key, publish_at, expires_at, *kind in dated.values_list("pk", "publish_at", "expires_at", *KIND):
        known = found.setdefault(_kind(*kind), Sharing([], []))
        known.dated.append(Dated(key, publish_at, expires_at))
    return dict(sorted(found.items(), key=_usual_first))


def _kind(how_common: str, *course: Any) -> Kind:
    return Kind(how_common, Course(*course))


def _usual_first(item: tuple[Kind, Sharing]) -> tuple[int, int]:
    (how_common, course), _those = item
    return usual_rank(how_common), course.starts


def explainers(keys: Iterable[int], at: datetime.datetime) -> list[Article]:
    """Those of these that are public, with what an effect shows of them, in calm order."""
    found = [article for article in _explainers(keys=tuple(keys)) if article.is_visible(at)]
    found.sort(key=lambda article: (article.calm_order is None, article.calm_order, article.title))
    return found


def _by_keys(keys: tuple[int, ...]) -> QuerySet[Article]:
    # By their keys alone: beside another condition SQLite reads everything that fits that one.
    rows: QuerySet[Article] = Article.objects.filter(pk__in=keys).order_by()
    return rows.annotate(calm_order=F("main_symptom__order"))


SHOWN = ["id", "title", "slug", "is_starter", "reviewed_on", "status", "publish_at", "expires_at"]
_explainers = Prepared(Article, _by_keys, [*SHOWN, *KIND], ["calm_order"])
