"""Opening what somebody uploaded, safely, and writing it anew.

Limits and order as measured in docs/decisions/0003-data-model.md: the format list and the pixel limit come
before any pixel is decoded, and only decoded pixels reach the disk.
"""

import hashlib
import io
import warnings
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 1600  # px, the widest a page ever shows

NOT_READABLE = (
    "This file can't be read as a picture. Save it as a JPEG or PNG and try again "
    "(on an iPhone: Settings, Camera, Formats, Most Compatible)."
)


def safe_copy(upload: Any) -> ContentFile:
    """`upload` decoded, turned upright, shrunk to 1,600 px and encoded anew, with nothing but pixels kept.

    The name is made from the content. Raises ValidationError, in words, for anything else than a sound
    JPEG, PNG, WebP or GIF of at most 10 MB and 40 megapixels.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError("This picture is over 10 MB. Make it smaller and try again.")
    try:
        upload.seek(0)
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(upload, formats=FORMATS) as source:
                if source.width * source.height > MAX_PIXELS:
                    raise ValidationError("This picture has over 40 megapixels. Make it smaller.")
                source.load()
                upright = ImageOps.exif_transpose(source)
                see_through = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
                pixels = upright.convert("RGBA" if see_through else "RGB")
        pixels.thumbnail((MAX_SIDE, MAX_SIDE))
        bare = Image.new(pixels.mode, pixels.size)
        bare.paste(pixels)
        buffer = io.BytesIO()
        bare.save(buffer, "WEBP", quality=82, method=4)
    except ValidationError:
        raise
    except Exception as error:  # whatever a hostile file raises, the editor gets one sentence
        raise ValidationError(NOT_READABLE) from error
    data = buffer.getvalue()
    return ContentFile(data, name=f"{hashlib.sha256(data).hexdigest()[:20]}.webp")
