"""Picture files in an export: named by their content, and looked at again before they come back in."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from skincare_site.images.decoding import is_safe_copy, safe_copy


def content_name(file: Any) -> str:
    """What a stored file is called in an export; "" when there is none or it is missing from the disk."""
    if not file:
        return ""
    try:
        with file.storage.open(file.name, "rb") as stored:
            digest = hashlib.file_digest(stored, "sha256").hexdigest()
    except OSError:
        return ""
    return digest[:20] + Path(file.name).suffix.lower()


def read_back(path: Path) -> ContentFile:
    """The picture at `path`, safe to serve, ready for a picture's `file`.

    A copy that this site wrote keeps its bytes; anything else is decoded and written anew like an upload.
    Raises ValidationError for what is no picture.
    """
    data = path.read_bytes()
    if is_safe_copy(data):
        return ContentFile(data, name=f"{hashlib.sha256(data).hexdigest()[:20]}.webp")
    return safe_copy(SimpleUploadedFile(path.name, data))
