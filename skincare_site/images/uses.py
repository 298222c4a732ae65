"""Where a picture is used. This room knows nobody above it: links are found by asking Django, and whoever
keeps pictures in another way (inside a text, in a draft) adds a function to `USES` when the apps are ready.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst

from .models import Picture


@dataclass(frozen=True)
class Use:
    """One place: the row, and the name of the field that shows the picture."""

    thing: models.Model
    field: str

    @property
    def label(self) -> str:
        return f"{self.thing._meta.verbose_name} “{self.thing}”"

    @property
    def link(self) -> str:
        """The row's page in the admin; empty when it has none."""
        meta = self.thing._meta
        try:
            return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[self.thing.pk])
        except NoReverseMatch:
            return ""


# Primary key of a picture → (row, name of the field) pairs.
USES: list[Callable[[int], Iterable[tuple[models.Model, str]]]] = []


def uses(picture: Picture) -> list[Use]:
    """Every place that shows the picture, whatever its status."""
    return [
        *(Use(thing, field) for thing, field in _links(picture)),
        *(Use(thing, field) for find in USES for thing, field in find(picture.pk)),
    ]


def _links(picture: Picture) -> Iterable[tuple[models.Model, str]]:
    for relation in Picture._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel) or relation.related_model._meta.auto_created:
            continue
        for thing in relation.related_model._default_manager.filter(**{relation.field.name: picture}):
            yield thing, capfirst(str(relation.field.verbose_name))
