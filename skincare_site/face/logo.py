"""The clinic's logo, small enough for every page's header."""

import io
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from skincare_site.images.decoding import NOT_READABLE, digest, is_safe_copy, safe_copy

BOX = (480, 128)  # px; shown at most half as wide and high, sharp on dense screens


def logo_copy(upload: Any) -> tuple[ContentFile, int, int]:
    """A safe copy of `upload` that fits into the box, its width and its height in px.

    A copy that this site made keeps its bytes. Raises ValidationError for what is no sound picture.
    """
    from PIL import Image  # only here: most processes never open a picture

    upload.seek(0)
    data = upload.read()
    if not is_safe_copy(data):
        data = safe_copy(upload).read()
    try:
        with Image.open(io.BytesIO(data), formats=("WEBP",)) as picture:
            picture.load()
            if picture.width > BOX[0] or picture.height > BOX[1]:
                picture.thumbnail(BOX, Image.Resampling.LANCZOS)
                buffer = io.BytesIO()
                picture.save(buffer, "WEBP", quality=90, method=6)
                data = buffer.getvalue()
            size = picture.size
    except Exception as error:  # a file that only looks like a copy of ours
        raise ValidationError(NOT_READABLE) from error
    return ContentFile(data, name=f"{digest(data)[:20]}.webp"), *size
