"""Opening what somebody uploaded, safely, and writing it anew.

Limits and order as measured in docs/decisions/0003-data-model.md: the format list and the pixel limit come
before any pixel is decoded, and only decoded pixels reach the disk.
"""

import hashlib
import io
import warnings
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

if TYPE_CHECKING:  # Pillow itself is imported where a picture is opened: most processes never open one
    from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 1600  # px, the widest a page ever shows

TOO_BIG = "This picture is over 10 MB. Make it smaller and try again."
TOO_MANY_PIXELS = "This picture has over 40 megapixels. Make it smaller and try again."
HEIC = (
    "This is a HEIC photo, which most browsers can't show. On an iPhone choose Settings, Camera, Formats, "
    "Most Compatible and take it again, or export the photo as a JPEG."
)
NOT_READABLE = (
    "This file can't be read as a picture. Save it as a JPEG or PNG and try again "
    "(on an iPhone: Settings, Camera, Formats, Most Compatible)."
)

_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
# The only parts of a WebP that hold pixels: a copy of ours has no others.
_PIXEL_CHUNKS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}


def safe_copy(upload: Any) -> ContentFile:
    """`upload` decoded, turned upright, in sRGB, at most 1,600 px a side, encoded anew: nothing but pixels.

    The name is made from the content. Raises ValidationError, in words, for anything else than a sound
    JPEG, PNG, WebP or GIF of at most 10 MB and 40 megapixels. Of an animation the first picture is kept.
    """
    from PIL import Image

    if upload.size > MAX_BYTES:
        raise ValidationError(TOO_BIG)
    try:
        upload.seek(0)
        head = upload.read(12)
        if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
            raise ValidationError(HEIC)
        upload.seek(0)
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(upload, formats=FORMATS) as source:
                if source.width * source.height > MAX_PIXELS:
                    raise ValidationError(TOO_MANY_PIXELS)
                pixels = _pixels(source)
        buffer = io.BytesIO()
        pixels.save(buffer, "WEBP", quality=82, method=4)
    except ValidationError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise ValidationError(TOO_MANY_PIXELS) from error
    except Exception as error:  # whatever a hostile file raises, the editor gets one sentence
        raise ValidationError(NOT_READABLE) from error
    data = buffer.getvalue()
    return ContentFile(data, name=f"{digest(data)[:20]}.webp")


def digest(data: bytes) -> str:
    """The fingerprint of a stored picture: SHA-256, in 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def is_safe_copy(data: bytes) -> bool:
    """Whether `data` is a WebP that holds nothing but pixels, as `safe_copy` writes it."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) != 8 + int.from_bytes(data[4:8], "little"):
        return False
    place = 12
    while place < len(data):
        if data[place : place + 4] not in _PIXEL_CHUNKS:
            return False
        size = int.from_bytes(data[place + 4 : place + 8], "little")
        place += 8 + size + size % 2
    return place == len(data)


def _pixels(source: "Image.Image") -> "Image.Image":
    """The first picture of `source` as a new RGB or RGBA image without anything attached."""
    from PIL import Image

    source.draft(None, (MAX_SIDE, MAX_SIDE))  # a JPEG is decoded at no more than twice the size it needs
    source.load()
    see_through = source.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in source.info
    image: Image.Image = source
    if see_through:
        image = source.convert("RGBA")
    elif source.mode.startswith(("I", "F")):  # 16 bits a pixel: scaled, or everything above 255 turns white
        image = source.point(lambda value: value / 256).convert("L")
    elif source.mode not in ("L", "RGB", "CMYK"):
        image = source.convert("RGB")
    image.thumbnail((MAX_SIDE, MAX_SIDE), reducing_gap=2.0)
    image = _upright(image)
    alpha = image.getchannel("A") if see_through else None
    colours = _to_srgb(image.convert("RGB") if see_through else image, source.info.get("icc_profile"))
    bare = Image.new("RGB", image.size)
    bare.paste(colours)
    if alpha is not None:
        bare.putalpha(alpha)
    return bare


def _upright(image: "Image.Image") -> "Image.Image":
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # broken camera data is no reason to refuse a sound picture
        return image


def _to_srgb(image: "Image.Image", profile: bytes | None) -> "Image.Image":
    """The colours as a screen shows them; a picture without a usable profile is taken for sRGB."""
    if profile:
        from PIL import ImageCms

        try:
            origin = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                image, origin, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")
