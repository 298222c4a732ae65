"""Uploaded files in a folder of this machine: whole, or not there at all."""

from contextlib import suppress
from typing import Any

from django.core.files.storage import FileSystemStorage


class Folder(FileSystemStorage):
    """Django's own leaves what it had written of a file when the disk is full; this one takes it away."""

    def _save(self, name: str, content: Any) -> str:
        was_there = self.exists(name)
        try:
            saved: str = super()._save(name, content)  # type: ignore[misc]
        except BaseException:
            if not was_there:
                with suppress(OSError):
                    self.delete(name)
            raise
        return saved
