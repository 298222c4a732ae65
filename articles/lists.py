"""The list of explainers, page by page. A page costs the same with a hundred thousand of them as with a hundred.

Few stay on one page in calm order. More are listed guides first, then effects from A to Z, `PAGE` at a time. Where a
page begins is said by an explainer or a letter, not by a number: nothing is counted, and what is published meanwhile
moves nothing.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone

from skincare_site.database.prepared import Prepared
from skincare_site.publishing.models import PublishableQuerySet
from skincare_site.seo.addresses import address_of

from .models import Article

PAGE = 60
GUIDE, EFFECT = Article.Kind.GUIDE, Article.Kind.EFFECT
LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")
NO_SYMPTOM = 999  # comes after every symptom


@dataclass(frozen=True)
class Place:
    """A place in the list: before every row of its kind whose (title, key) is not smaller."""

    kind: str
    title: str
    key: int = 0


@dataclass(frozen=True)
class ListPage:
    """`previous` and `next` are the slugs the pages beside this one begin with; `previous` is "" for the first page."""

    articles: list[Article]
    previous: str | None = None
    next: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether this is all there is."""
        return self.previous is None and self.next is None

    @property
    def letters(self) -> list[tuple[str, str]]:
        """Each letter and the address of the list from there on."""
        return [(letter.upper(), address_of("articles:index_letter", letter)) for letter in LETTERS]

    @property
    def guides(self) -> list[Article]:
        return [article for article in self.articles if article.kind == GUIDE]

    @property
    def effects(self) -> list[Article]:
        """From A to Z; when nothing else is to come, in calm order: what is usual before what is rare."""
        effects = [article for article in self.articles if article.kind == EFFECT]
        if self.is_whole:
            effects.sort(key=_calmly)
        return effects


def _calmly(article: Any) -> tuple[int, str]:
    return NO_SYMPTOM if article.calm_order is None else article.calm_order, article.title


def first_page() -> ListPage:
    return _page(_first(at=timezone.now()), None)


def page_at(place: Place) -> ListPage:
    """The page that begins there, or the whole list when it fits on one page."""
    before = _before(place)
    found = _from(place)
    if len(before) + len(found) <= PAGE:
        return first_page()
    if not before:
        return _page(found, None)
    # Too little for a page of its own in front of this one: the first page leads here, too.
    return _page(found, before[PAGE - 1] if len(before) > PAGE else "")


def place_of(slug: str) -> Place | None:
    """Where a public explainer stands."""
    row = Article.objects.visible().filter(slug=slug).values_list("kind", "title", "pk").first()
    return Place(*row) if row else None


def _page(found: list[Article], previous: str | None) -> ListPage:
    """`found` has one row more than a page when there is a next one."""
    following = found[PAGE].slug if len(found) > PAGE else None
    return ListPage(found[:PAGE], previous, following)


def _rows(at: datetime.datetime) -> PublishableQuerySet:
    """In order ("guide" sorts after "effect"), as the index article_in_list has them."""
    rows = Article.objects.visible(at).annotate(calm_order=F("main_symptom__order"))
    ordered: PublishableQuerySet = rows.order_by("-kind", "title", "pk")
    return ordered


def _rows_from(kind: str, title: str, key: int, at: datetime.datetime) -> PublishableQuerySet:
    # `title__gte=""` leaves nothing out: with a bound on titles SQLite takes the index that has them in order.
    here = _rows(at).filter(kind=kind, title__gte=title)
    rows: PublishableQuerySet = here.exclude(title=title, pk__lt=key)
    return rows[: PAGE + 1]


_SHOWN = ["id", "kind", "slug", "title", "summary"]
_first = Prepared(Article, lambda at: _rows(at)[: PAGE + 1], _SHOWN, ["calm_order"])
_following = Prepared(Article, _rows_from, _SHOWN, ["calm_order"])


def _from(place: Place) -> list[Article]:
    """The first rows from there on, one more than a page."""
    at = timezone.now()
    found = _following(kind=str(place.kind), title=place.title, key=place.key, at=at)
    if place.kind == GUIDE and len(found) <= PAGE:
        found += _following(kind=str(EFFECT), title="", key=0, at=at)
    return found[: PAGE + 1]


def _before(place: Place) -> list[str]:
    """Slugs of the rows in front, the nearest first, one more than a page."""
    back = Article.objects.visible().order_by("kind", "-title", "-pk").values_list("slug", flat=True)
    here = back.filter(kind=place.kind, title__lte=place.title)
    found = list(here.exclude(title=place.title, pk__gte=place.key)[: PAGE + 1])
    if place.kind == EFFECT and len(found) <= PAGE:
        found += back.filter(kind=GUIDE, title__gte="")[: PAGE + 1 - len(found)]
    return found
