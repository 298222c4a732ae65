"""The same picture in several widths and two formats, made when it is uploaded, never while a visitor waits.

Names follow from the picture's own (`pictures/ab12.webp` → `pictures/ab12-640.avif`), so no row has to
remember them.
"""

import io
from collections.abc import Iterator
from typing import Any

WIDTHS = (320, 640, 960, 1280)  # px; the picture's own width comes on top, and nothing is made larger
FORMATS = ("avif", "webp")
MIME = {"avif": "image/avif", "webp": "image/webp"}
# Chosen on photos of skin: no visible loss beside the original, about 0.5 s for all widths.
_OPTIONS: dict[str, dict[str, Any]] = {
    "avif": {"quality": 60, "speed": 8},
    "webp": {"quality": 78, "method": 2},
}


def widths(width: int) -> list[int]:
    """The widths in which a picture `width` px wide is kept, its own last."""
    return [*(smaller for smaller in WIDTHS if smaller < width), width]


def name(original: str, width: int, kind: str, full_width: int) -> str:
    """Where one rendition lies; the WebP in full width is the picture's own file."""
    if kind == "webp" and width == full_width:
        return original
    return f"{original.removesuffix('.webp')}-{width}.{kind}"


def names(original: str, full_width: int) -> list[str]:
    """Every file made from `original`, itself left out."""
    return [
        each
        for width in widths(full_width)
        for kind in FORMATS
        if (each := name(original, width, kind, full_width)) != original
    ]


def encode(data: bytes) -> Iterator[tuple[int, str, bytes]]:
    """Each rendition of the picture in `data`: its width, its format, its bytes. The original is left out."""
    from PIL import Image  # only here: most processes never open a picture

    with Image.open(io.BytesIO(data), formats=("WEBP",)) as picture:
        picture.load()
        for width in widths(picture.width):
            smaller: Image.Image = picture
            if width < picture.width:
                height = max(1, round(picture.height * width / picture.width))
                smaller = picture.resize((width, height), Image.Resampling.LANCZOS)
            for kind in FORMATS:
                if kind == "webp" and width == picture.width:
                    continue
                buffer = io.BytesIO()
                smaller.save(buffer, kind.upper(), **_OPTIONS[kind])
                yield width, kind, buffer.getvalue()
