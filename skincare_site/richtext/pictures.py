"""Pictures inside rich text: a text keeps only `<figure data-picture="12"></figure>`, the number of a picture
in the library. What readers see is written when the page is shown, so that a withdrawn consent holds at once.

This room does not know the library; the roof hands it over with `connect`.
"""

import re
from collections.abc import Collection, Iterator
from typing import Protocol

from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst

PLACE = re.compile(r'<figure data-picture="(\d{1,9})"></figure>')
NUMBER = re.compile(r"[1-9][0-9]{0,8}")


class Library(Protocol):
    """What rich text needs to know of the picture library."""

    CHOOSE: str  # name of the address of the list to choose from
    PREVIEW: str  # name of the address of one small picture, by number

    def markup(self, ids: Collection[int]) -> dict[int, str]:
        """HTML for each picture that may be shown; the others are left out."""

    def refusals(self, ids: Collection[int]) -> list[str]:
        """Why a text with these pictures can't be saved; empty when it can."""


_library: Library | None = None


def connect(library: Library) -> None:
    global _library  # noqa: PLW0603  one library a site, set once when the apps are ready
    _library = library


def picture_ids(rich: str) -> list[int]:
    """Numbers of the pictures in cleaned rich text, each once, in reading order."""
    return list(dict.fromkeys(int(number) for number in PLACE.findall(rich)))


def expand(rich: str) -> str:
    """Cleaned rich text as readers see it: pictures that may be shown in their places, nothing for others."""
    ids = picture_ids(rich)
    if not ids:
        return rich
    markup = _library.markup(ids) if _library else {}
    return PLACE.sub(lambda place: markup.get(int(place[1]), ""), rich)


def refusals(rich: str) -> list[str]:
    """Why cleaned rich text can't be saved because of its pictures, in words."""
    ids = picture_ids(rich)
    return _library.refusals(ids) if ids and _library else []


def addresses() -> dict[str, str]:
    """Where the editor finds the library: the list, and one picture (with 0 for its number)."""
    if _library is None:
        return {}
    try:
        return {"choose": reverse(_library.CHOOSE), "preview": reverse(_library.PREVIEW, args=[0])}
    except NoReverseMatch:
        return {}


def texts_showing(picture_id: int) -> Iterator[tuple[models.Model, str]]:
    """Every row with a rich text that holds the picture, with the name of the field."""
    from .fields import RichTextField

    for model in apps.get_models():
        for field in model._meta.fields:
            if isinstance(field, RichTextField):
                place = f'<figure data-picture="{picture_id}">'
                for row in model._default_manager.filter(**{f"{field.name}__contains": place}):
                    yield row, capfirst(str(field.verbose_name))
