"""From one accent colour to every colour on the pages that follows it, in light and in dark.

The grounds are tokens of static/site/site.css; a test holds the two against each other.
"""

import hashlib
from dataclasses import astuple, dataclass
from functools import lru_cache

from .colours import Ground, from_oklch, nearest, passes, to_oklch

DEFAULT_ACCENT = "#14524c"
# WCAG 2.2, 1.4.3; controls and lines (1.4.11) take only 3, so what passes for text passes for them.
TEXT = 4.5

# What links stand on: page, boxes, the bodies of the urgent and the emergency card; and words on a button.
LIGHT: tuple[Ground, ...] = tuple(
    (ground, TEXT) for ground in ("#fffdfb", "#fbf0e9", "#fff6df", "#fdeeee", "#ffffff")
)
DARK: tuple[Ground, ...] = tuple((ground, TEXT) for ground in ("#151817", "#282320", "#29230f", "#2b181b"))
ON_STRIP = "#fffaf6"


@dataclass(frozen=True)
class Scheme:
    """The tokens of one scheme that follow the accent: each field is the token of the same name."""

    accent: str
    on_accent: str
    tint: str
    strip: str


def is_readable(accent: str) -> bool:
    return passes(accent, LIGHT)


def readable(accent: str) -> str:
    """`accent`, or its nearest darker shade that can be read on light pages and carries white words."""
    return nearest(accent, LIGHT, darker=True)


def schemes(accent: str) -> tuple[Scheme, Scheme]:
    """Light and dark. In the dark the accent is a light shade of the same hue."""
    _lightness, chroma, hue = to_oklch(accent)
    on_accent = from_oklch(0.24, min(chroma, 0.03), hue)
    bright = from_oklch(0.85, min(chroma, 0.11), hue)
    return (
        Scheme(accent, "#ffffff", from_oklch(0.93, min(chroma * 0.3, 0.025), hue), accent),
        Scheme(
            nearest(bright, (*DARK, (on_accent, TEXT)), darker=False),
            on_accent,
            from_oklch(0.32, min(chroma * 0.6, 0.04), hue),
            from_oklch(0.3, min(chroma, 0.05), hue),
        ),
    )


@lru_cache(maxsize=8)  # about a millisecond, and every page asks
def style_sheet(accent: str) -> str:
    """The tokens as CSS, in the layer that site.css keeps for them; the first rule is for browsers without light-dark()."""
    light, dark = schemes(accent)
    names = ("--accent", "--on-accent", "--tint", "--strip")
    plain = "".join(f"{name}:{value};" for name, value in zip(names, astuple(light), strict=True))
    both = "".join(
        f"{name}:light-dark({day},{night});"
        for name, day, night in zip(names, astuple(light), astuple(dark), strict=True)
    )
    return (
        f"@layer face{{:root{{{plain}--brand:{accent}}}"
        f"@supports (color:light-dark(#fff,#000)){{:root{{{both}}}}}}}\n"
    )


@lru_cache(maxsize=8)
def version(accent: str) -> str:
    """Changes with the style sheet: part of its address, so that browsers may keep it for ever."""
    return hashlib.sha256(style_sheet(accent).encode()).hexdigest()[:12]
