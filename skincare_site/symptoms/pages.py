"""One public page with what stands around its text, as a visitor reads it: a few statements that are written once.

Fewer would do with joins, but each of these costs a tenth of one that Django has to write anew.
"""

import datetime
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils import timezone

from skincare_site.database.prepared import Prepared

from .models import SymptomPage

# What every kind of page shows of the rows it points at.
AROUND = ("main_symptom", "treatment", "reviewer")


def public_page(model: type[SymptomPage], slug: str, *around: str) -> Any:
    """The public page at this address with its symptoms and sources, or None. `around`: more of its foreign keys."""
    rows = _whole(model)(slug=slug, at=timezone.now())
    if not rows:
        return None
    page = rows[0]
    for name in (*AROUND, *around):
        key = getattr(page, f"{name}_id")
        if key is not None:
            found = _by_key(model._meta.get_field(name).related_model)(key=key)
            if not found:  # the page has been changed meanwhile
                return public_page(model, slug, *around)
            setattr(page, name, found[0])
    page._prefetched_objects_cache = {
        name: _linked(model, name)(page=page.pk) for name in ("symptoms", "sources")
    }
    return page


def _columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@lru_cache
def _whole(model: type[SymptomPage]) -> Prepared:
    def pages(slug: str, at: datetime.datetime) -> models.QuerySet[Any]:
        return model._default_manager.visible(at).filter(slug=slug).order_by()

    return Prepared(model, pages, _columns(model))


@lru_cache
def _by_key(model: Any) -> Prepared:
    def row(key: int) -> models.QuerySet[Any]:
        return model._default_manager.filter(pk=key).order_by()

    return Prepared(model, row, _columns(model))


@lru_cache
def _linked(model: type[SymptomPage], name: str) -> Prepared:
    """The rows behind a many-to-many field, in their own order."""
    field: Any = model._meta.get_field(name)

    def rows(page: int) -> models.QuerySet[Any]:
        links = field.remote_field.through._default_manager.filter(**{field.m2m_field_name(): page})
        return field.related_model._default_manager.filter(
            pk__in=links.values(field.m2m_reverse_field_name())
        )

    return Prepared(field.related_model, rows, _columns(field.related_model))
