"""The sitemap: every public page, with the moment its public text last changed, where we know it.

A list or a timeline is as new as the newest page on it. What nobody has changed since it was loaded gets no date.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sitemaps import Sitemap, views
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from reversion.models import Version

from aftercare.models import CareTip
from aftercare.recovery_views import public_days
from articles.models import Article
from skincare_site.clinics.models import Clinic
from skincare_site.page_cache.reads import cacheable
from skincare_site.publishing.live_dates import live_dates
from skincare_site.publishing.models import published_kinds
from skincare_site.symptoms.models import Symptom, SymptomPage

Entry = tuple[str, datetime.datetime | None]
Dated = tuple[Any, datetime.datetime]  # a public page and its last change


class Everything(Sitemap):
    """(address, last change) pairs, read once a request: Django makes a new one each time and asks it twice."""

    @cached_property
    def entries(self) -> list[Entry]:
        pages = dated()
        return [
            (reverse("home"), newest(pages)),
            (reverse("articles:index"), newest(pair for pair in pages if isinstance(pair[0], Article))),
            (reverse("aftercare:index"), newest(pair for pair in pages if isinstance(pair[0], CareTip))),
            (reverse("search:symptoms"), None),
            (reverse("clinics:index"), None),
            *((page.get_absolute_url(), date) for page, date in pages),
            *rows(pages),
            *recovery(pages),
        ]

    def items(self) -> list[Entry]:
        return self.entries

    def location(self, item: Entry) -> str:
        return item[0]

    def lastmod(self, item: Entry) -> datetime.datetime | None:
        return item[1]

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.CANONICAL_ORIGIN).scheme or super().get_protocol(protocol)

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.CANONICAL_ORIGIN).netloc or super().get_domain(site)


def dated() -> list[Dated]:
    """The public pages of every kind, each with its last change."""
    found: list[Any] = []
    for model in published_kinds():
        pages: Any = model._default_manager.visible().without_texts().order_by("pk")
        if issubclass(model, SymptomPage):
            pages = pages.select_related("treatment").prefetch_related("symptoms")
        found += pages
    return list(live_dates(found).items())


def newest(pages: Iterable[Dated]) -> datetime.datetime | None:
    return max((date for _page, date in pages), default=None)


def written_down(models: list[type[Any]]) -> dict[tuple[int, str], datetime.datetime]:
    """(kind, key) of each row that staff have changed → when, by its history."""
    kinds = ContentType.objects.get_for_models(*models).values()
    versions = Version.objects.filter(content_type__in=[kind.pk for kind in kinds]).order_by()
    changes = versions.values_list("content_type", "object_id").annotate(Max("revision__date_created"))
    return {(kind, key): date for kind, key, date in changes}


def rows(pages: list[Dated]) -> Iterator[Entry]:
    """Symptoms and clinics: as new as their last change, and a symptom as the newest page about it."""
    about: dict[str, list[Dated]] = defaultdict(list)
    for page, date in pages:
        if isinstance(page, SymptomPage):
            for key in {page.main_symptom_id, *(symptom.pk for symptom in page.symptoms.all())}:
                about[f"{key}"].append((page, date))
    changed = written_down([Symptom, Clinic])
    for model, kind in ContentType.objects.get_for_models(Symptom, Clinic).items():
        row: Any
        for row in model._default_manager.all():
            shown = newest(about[f"{row.pk}"]) if model is Symptom else None
            dates = [date for date in (changed.get((kind.pk, f"{row.pk}")), shown) if date]
            yield row.get_absolute_url(), max(dates, default=None)


def recovery(pages: list[Dated]) -> Iterator[Entry]:
    """The timeline of each treatment with a public course, and its days: as new as the treatment's newest page."""
    for slug, days in public_days().items():
        date = newest(
            pair for pair in pages if isinstance(pair[0], SymptomPage) and pair[0].treatment.slug == slug
        )
        yield reverse("aftercare:recovery", args=[slug]), date
        for day in days:
            yield reverse("aftercare:recovery_day", args=[slug, day.number]), date


@cacheable
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every address for search engines."""
    answer: HttpResponse = views.sitemap(
        request, {"pages": Everything}, content_type="application/xml; charset=utf-8"
    )
    return answer
