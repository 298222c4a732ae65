"""The face as pages show it now."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db import DatabaseError
from django.urls import reverse

from skincare_site.page_cache.kept import until_changed

from . import palette
from .models import THE_ONE, Face


def _default_name() -> str:
    name: str = settings.SITE_NAME
    return name


@dataclass(frozen=True)
class Shown:
    """What templates need. `style_sheet` and `logo` are addresses, empty when there is none."""

    name: str = field(default_factory=_default_name)
    tagline: str = ""
    accent: str = palette.DEFAULT_ACCENT
    style_sheet: str = ""
    logo: str = ""
    logo_width: int = 0
    logo_height: int = 0
    logo_says_name: bool = False


_kept: list[Shown] = []  # the last one read, for pages that must not ask the database


def face() -> Shown:
    """One look at one row; when the database fails, what was read last."""
    try:
        _kept[:] = [until_changed("face", _read)]
    except DatabaseError:
        return kept()
    return _kept[0]


def _read() -> Shown:
    row = Face.objects.filter(pk=THE_ONE).first()
    return _shown(row) if row else Shown()


def kept() -> Shown:
    """The face without asking anybody: as this process saw it last, else the default."""
    return _kept[0] if _kept else Shown()


def _shown(row: Face) -> Shown:
    own_colour = row.accent != palette.DEFAULT_ACCENT
    return Shown(
        name=row.name or _default_name(),
        tagline=row.tagline,
        accent=row.accent,
        style_sheet=reverse("face:style_sheet", args=[palette.version(row.accent)]) if own_colour else "",
        logo=row.logo.url if row.logo else "",
        logo_width=row.logo_width,
        logo_height=row.logo_height,
        logo_says_name=row.logo_says_name,
    )
