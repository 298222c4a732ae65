"""Colours as `#rrggbb`: contrast as WCAG 2.2 counts it, and lighter or darker shades of one hue in OKLCH.

OKLCH after Björn Ottosson, https://bottosson.github.io/posts/oklab/: lightness 0 to 1, chroma from 0, hue in radians.
"""

import math
import re
from collections.abc import Collection

HEX = re.compile(r"#[0-9a-f]{6}")
STEP = 1 / 512  # of lightness: finer than one step of an 8-bit channel for most colours

Ground = tuple[str, float]  # a colour, and the contrast it takes beside it


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 (the same) to 21 (black on white), whichever of the two is the text."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def passes(colour: str, grounds: Collection[Ground]) -> bool:
    return all(contrast(colour, ground) >= ratio for ground, ratio in grounds)


def nearest(colour: str, grounds: Collection[Ground], *, darker: bool) -> str:
    """`colour` if it passes beside all `grounds`; else the first shade on the way to black, or to white, that does.

    Raises ValueError when not even black or white passes.
    """
    if passes(colour, grounds):
        return colour
    lightness, chroma, hue = to_oklch(colour)
    while 0 <= lightness <= 1:
        lightness += -STEP if darker else STEP
        shade = from_oklch(lightness, chroma, hue)
        if passes(shade, grounds):
            return shade
    raise ValueError(f"No shade of {colour} passes.")


def to_oklch(colour: str) -> tuple[float, float, float]:
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The colour; one that no screen shows gives up chroma, never lightness or hue."""
    lightness = min(max(lightness, 0.0), 1.0)
    low, high = 0.0, chroma
    if not _shown(_from_oklch(lightness, chroma, hue)):
        for _ in range(12):
            middle = (low + high) / 2
            low, high = (middle, high) if _shown(_from_oklch(lightness, middle, hue)) else (low, middle)
        chroma = low
    return "#" + "".join(f"{_channel(value):02x}" for value in _from_oklch(lightness, chroma, hue))


def _linear(colour: str) -> list[float]:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]


def _from_oklch(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Linear sRGB; outside 0 to 1 where no screen shows the colour."""
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _shown(channels: tuple[float, float, float]) -> bool:
    return all(-0.0005 <= value <= 1.0005 for value in channels)


def _channel(value: float) -> int:
    value = min(max(value, 0.0), 1.0)
    return round(255 * (12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055))
