"""The sitemap: every public page, with the day it was last reviewed or changed."""

import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from skincare_site.clinics.models import Clinic
from skincare_site.publishing.models import Publishable, published_kinds
from skincare_site.symptoms.models import Symptom


class Published(Sitemap):
    """All kinds of published things. `items()` asks anew each time: a stored queryset would freeze "now"."""

    def items(self) -> list[Publishable]:
        return [
            thing for model in published_kinds() for thing in model._default_manager.visible().order_by("pk")
        ]

    def lastmod(self, item: Publishable) -> datetime.datetime:
        return item.updated_at


class Fixed(Sitemap):
    def items(self) -> list[str]:
        return ["home", "search:symptoms", "articles:index", "aftercare:index", "clinics:index"]

    def location(self, item: str) -> str:
        return reverse(item)


class Rows(Sitemap):
    def items(self) -> list[Any]:
        return [*Symptom.objects.all(), *Clinic.objects.all()]


SITEMAPS = {"pages": Fixed, "published": Published, "rows": Rows}
