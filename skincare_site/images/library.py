"""The library as rich text sees it: markup for the pictures in a text, and what stands against showing them."""

from collections.abc import Collection

from django.template.loader import render_to_string

from .models import Picture

# Where the editor asks for the list to choose from, and for one picture (admin addresses).
CHOOSE, PREVIEW = "admin:images_picture_choose", "admin:images_picture_preview"

# A picture in a text is as wide as the text column (site.css, .prose).
SIZES = "(min-width: 48em) 44rem, calc(100vw - 2rem)"


def context(picture: Picture | None, *, eager: bool = False, sizes: str = SIZES) -> dict[str, object]:
    """What `_picture.html` shows: nothing when the picture may not be shown."""
    shown = picture if picture is not None and picture.may_be_shown else None
    return {"picture": shown, "eager": eager, "sizes": sizes}


def markup(ids: Collection[int]) -> dict[int, str]:
    """The pictures as a page shows them; one that is gone or may not be shown is left out."""
    found = Picture.objects.showable().select_related("consent").filter(pk__in=ids)
    return {picture.pk: render_to_string("_picture.html", context(picture)) for picture in found}


def refusals(ids: Collection[int]) -> list[str]:
    """Why a text with these pictures can't be saved, in words; empty when it can."""
    found = {picture.pk: picture for picture in Picture.objects.select_related("consent").filter(pk__in=ids)}
    said = []
    for pk in ids:
        picture = found.get(pk)
        if picture is None:
            said.append(f"Picture {pk} is not in the library. Take it out of the text, or choose another.")
        elif not picture.may_be_shown:
            said.append(
                f"“{picture}” shows a person without valid consent. Take it out of the text, or choose another."
            )
    return said
