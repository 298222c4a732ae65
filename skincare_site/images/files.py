"""The files of a picture in storage: written whole or not at all, and gone when nobody needs them."""

import contextlib
import secrets
from collections.abc import Iterable
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from . import renditions

FOLDER = "pictures/"


def all_names(original: str, width: int) -> list[str]:
    """The picture's own file and every rendition of it."""
    return [original, *renditions.names(original, width)] if original else []


def remove(names: Iterable[str]) -> None:
    for name in names:
        with contextlib.suppress(OSError):  # one file that can't go must not keep the others
            default_storage.delete(name)


def remove_after_commit(names: Iterable[str]) -> None:
    """Delete the files once the row that named them is really gone; a rollback keeps them."""
    if names := list(names):
        transaction.on_commit(partial(remove, names))


def write_renditions(original: str, width: int, encoded: Iterable[tuple[int, str, bytes]]) -> list[str]:
    """Store the renditions; the names written. Nothing stays behind when one of them fails."""
    written: list[str] = []
    try:
        for each, kind, data in encoded:
            name = renditions.name(original, each, kind, width)
            default_storage.delete(name)  # left over from a broken save: the name must not change
            written.append(name)
            default_storage.save(name, ContentFile(data))
    except BaseException:
        remove(written)
        raise
    return written


def copy_under_new_name(original: str, width: int) -> str:
    """The same files under a name nobody knows; the new name. The old ones stay for the caller to remove."""
    new = f"{FOLDER}{secrets.token_hex(10)}.webp"
    written: list[str] = []
    try:
        for old, copy in zip(all_names(original, width), all_names(new, width), strict=True):
            if not default_storage.exists(old):
                continue  # `check_pictures` reports it
            with default_storage.open(old) as file:
                written.append(copy)
                default_storage.save(copy, ContentFile(file.read()))
    except BaseException:
        remove(written)
        raise
    return new


def stored() -> set[str]:
    """The name of every file in the folder of pictures."""
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return set()
    return {FOLDER + name for name in names}
