"""An upload, worked on before its save begins: a save on SQLite holds the only write lock, and nobody else's shall
wait for a second until the pixels are decoded and encoded."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from . import renditions
from .decoding import safe_copy


def make_ready(upload: Any) -> None:
    """Leave with `upload` its safe copy and, with that, its renditions, or why it is refused."""
    try:
        copy: Any = safe_copy(upload)
        copy.renditions = list(renditions.encode(copy.read()))
        upload.ready = copy
    except ValidationError as refused:
        upload.ready = refused


def safe_copy_of(upload: Any) -> ContentFile:
    """The copy that `make_ready` left, or made now. Raises ValidationError as `safe_copy` does."""
    ready = getattr(upload, "ready", None) or safe_copy(upload)
    if isinstance(ready, ValidationError):
        raise ready
    ready.seek(0)
    return ready
