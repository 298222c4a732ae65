"""The file of a backup: a zip with the rows, the media and a manifest that holds the SHA-256 of each.

- manifest.json: what is inside, from which state of the code; its own SHA-256 is the zip's comment
- rows/<table>.jsonl: first line the column names, then one JSON list a row, in the order of the keys
- media/<path>: the files of MEDIA_ROOT as they are
"""

import contextlib
import hashlib
import json
import os
import re
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
README = "README.txt"
EXPLAINED = __doc__.encode() if __doc__ else b""
CHUNK = 1024 * 1024  # bytes
MAX_MANIFEST = 200 * CHUNK

ROWS_NAME = re.compile(r"rows/[A-Za-z0-9_]+\.jsonl")
# What no system takes for a place outside the folder, and every system can store.
UNSAFE_PART = re.compile(r"""\.{1,2}|.*[\\:*?"<>|\x00-\x1f].*|""")

# (what is being done, how much of it is done, of how much)
Progress = Callable[[str, int, int], None]


class BackupError(Exception):
    """A backup can't be made or can't be restored; the message says why and that nothing was changed."""


def safe_media_name(name: str) -> bool:
    """Whether `media/…` names a file inside the media folder and nowhere else."""
    path = PurePosixPath(name)
    parts = name.split("/")
    inside = parts[0] == "media" and len(parts) > 1 and not path.is_absolute()
    return inside and not any(UNSAFE_PART.fullmatch(part) for part in parts)


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def digest_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def folder_synced(folder: Path) -> None:
    """The folder's list of names reaches the disk, too; Windows knows no such call."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class Writer:
    """Writes one archive. Until `publish` it is a `.partial` file, readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.partial = path.with_name(path.name + ".partial")
        handle = os.open(self.partial, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        self._file = os.fdopen(handle, "w+b")
        self._zip = zipfile.ZipFile(self._file, "w")
        self._time = time.gmtime()[:6]
        self.entries: dict[str, dict[str, Any]] = {}

    def add(self, name: str, parts: Iterable[bytes], *, compress: bool) -> int:
        """Write one file from its parts; its size in bytes."""
        info = zipfile.ZipInfo(name, self._time)
        info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as file:
            for part in parts:
                digest.update(part)
                size += len(part)
                file.write(part)
        self.entries[name] = {"bytes": size, "sha256": digest.hexdigest()}
        return size

    def finish(self, manifest: dict[str, Any]) -> None:
        """Write the manifest and close; the archive still has its `.partial` name."""
        self.add(README, [EXPLAINED], compress=True)
        data = json.dumps(
            {"format": FORMAT, **manifest, "files": self.entries}, indent=1, ensure_ascii=False
        ).encode()
        self._zip.comment = hashlib.sha256(data).hexdigest().encode()
        self._zip.writestr(zipfile.ZipInfo(MANIFEST, self._time), data, zipfile.ZIP_DEFLATED)
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def publish(self) -> None:
        """Give the finished archive its name."""
        os.replace(self.partial, self.path)
        folder_synced(self.path.parent)

    def discard(self) -> None:
        """Leave nothing behind; after `publish` there is nothing to discard."""
        with contextlib.suppress(Exception):  # a zip that could not be written can't be closed either
            self._zip.close()
        with contextlib.suppress(OSError):
            self._file.close()
        self.partial.unlink(missing_ok=True)


@dataclass
class Archive:
    """An archive that was checked from end to end."""

    path: Path
    manifest: dict[str, Any]
    zip: zipfile.ZipFile

    def tables(self) -> list[str]:
        return sorted(name[5:-6] for name in self.manifest["files"] if name.startswith("rows/"))

    def migrations(self) -> list[tuple[str, str]]:
        """What the database had been through: app label and name."""
        return sorted((app, name) for app, name in self.manifest["migrations"])

    def media(self) -> dict[str, dict[str, Any]]:
        """Path below the media folder → its size and digest."""
        return {
            name.removeprefix("media/"): entry
            for name, entry in self.manifest["files"].items()
            if name.startswith("media/")
        }

    def open(self, name: str) -> IO[bytes]:
        return self.zip.open(name)


@contextlib.contextmanager
def checked(path: Path, progress: Progress = lambda what, done, total: None) -> Iterator[Archive]:
    """The archive, after every file in it was read and compared with the manifest. Raises BackupError."""
    try:
        file = zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {path}.") from error
    except Exception as error:  # a zip can be broken in more ways than the module has errors
        raise BackupError(f"{path.name} is not a whole backup of this site: {error}") from error
    with file:
        try:
            manifest = _manifest(file)
            _compare(file, manifest["files"], progress)
        except BackupError:
            raise
        except Exception as error:
            raise BackupError(f"{path.name} is not a whole backup of this site: {error}") from error
        yield Archive(path, manifest, file)


def _manifest(file: zipfile.ZipFile) -> dict[str, Any]:
    try:
        if file.getinfo(MANIFEST).file_size > MAX_MANIFEST:
            raise BackupError("Its manifest is too large to be one of ours.")
        data = file.read(MANIFEST)
        if hashlib.sha256(data).hexdigest().encode() != file.comment:
            raise BackupError("Its manifest was changed after the backup was made.")
        manifest = json.loads(data)
        if manifest["format"] != FORMAT:
            raise BackupError(
                f"It has the format {manifest['format']}, this code reads {FORMAT}: restore it with newer code."
            )
        if not isinstance(manifest["files"], dict):
            raise TypeError
    except (KeyError, TypeError, ValueError) as error:
        raise BackupError("It has no manifest that can be read: it is not a backup of this site.") from error
    return dict(manifest)


def _compare(file: zipfile.ZipFile, entries: dict[str, Any], progress: Progress) -> None:
    """Names, sizes and digests of everything inside, against the manifest."""
    names = [name for name in file.namelist() if name != MANIFEST]
    if len(file.namelist()) - len(names) != 1 or len(set(names)) != len(names) or set(names) != set(entries):
        wrong = sorted(set(names) ^ set(entries))[:3]
        raise BackupError(f"Its files are not those of its manifest ({', '.join(wrong) or 'a name twice'}).")
    for number, name in enumerate(names, 1):
        if name != README and not ROWS_NAME.fullmatch(name) and not safe_media_name(name):
            raise BackupError(f"It holds a file with a name that no backup has: {name!r}.")
        digest, size = hashlib.sha256(), 0
        if file.getinfo(name).file_size != entries[name]["bytes"]:
            raise BackupError(f"{name} has another size than its manifest says.")
        with file.open(name) as member:
            for chunk in chunks(member):
                digest.update(chunk)
                size += len(chunk)
        if (size, digest.hexdigest()) != (entries[name]["bytes"], entries[name]["sha256"]):
            raise BackupError(f"{name} was changed or damaged after the backup was made.")
        progress("Checking the archive", number, len(names))
