"""Pictures for tests: small files in memory, and rows of the library."""

import io
import itertools

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from skincare_site.images.models import Consent, Picture

_numbers = itertools.count(1)


def encoded(kind: str = "JPEG", size: tuple[int, int] = (40, 20), colour: str = "salmon", **save) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind, **save)
    return buffer.getvalue()


def upload(data: bytes, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def make_consent(**values) -> Consent:
    return Consent.objects.create(
        **{
            "reference": f"Form {next(_numbers)}",
            "kept_by": "Barrie, front desk",
            "scope": "website",
            "given_on": timezone.localdate(),
            **values,
        }
    )


def make_picture(*, size: tuple[int, int] = (40, 20), **values) -> Picture:
    """A picture of its own colour; with `shows_person` it gets a consent that holds, unless told otherwise."""
    number = next(_numbers)
    colour = f"rgb({number % 256}, {number // 256 % 256}, 90)"
    if values.get("shows_person") and "consent" not in values:
        values["consent"] = make_consent()
    made = {"title": f"Picture {number}", "alt": f"What it shows {number}", "skin_tone": "brown", **values}
    if "drawing" not in made:
        made.setdefault("file", ContentFile(encoded("PNG", size, colour), name="upload.png"))
    return Picture.objects.create(**made)
