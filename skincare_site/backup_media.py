"""The media folder, or the bucket, becomes what an archive says, or stays as it was.

New files are unpacked beside the old ones first, where a full disk or a damaged archive does no harm. Then they
are moved in, the database is exchanged, and only then do files go that nothing names any more. A picture's file is never
written twice under one name, so at every moment each row's file is there, even when the machine is switched off.
"""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from .backup_archive import Archive, BackupError, Progress, chunks, digest_of_file
from .backup_places import UNPACKING, Media, in_bucket, media_files


class Exchange:
    """One media folder on its way to the state of an archive."""

    def __init__(self, folder: Path, archive: Archive) -> None:
        self.folder, self.archive = folder, archive
        self.new, self.old = folder / UNPACKING / "new", folder / UNPACKING / "old"
        self.moved: list[str] = []

    def unpack(self, progress: Progress) -> list[str]:
        """Write the files that are not here yet, each compared with its digest; their names."""
        wanted = self.archive.media()
        changed = []
        for number, (name, entry) in enumerate(sorted(wanted.items()), 1):
            target = self.folder / name
            if not target.is_file() or digest_of_file(target) != entry["sha256"]:
                path, digest = self.new / name, hashlib.sha256()
                path.parent.mkdir(parents=True, exist_ok=True)
                with self.archive.open(f"media/{name}") as source, path.open("xb") as file:
                    for chunk in chunks(source):
                        digest.update(chunk)
                        file.write(chunk)
                    file.flush()
                    os.fsync(file.fileno())
                if digest.hexdigest() != entry["sha256"]:
                    raise BackupError(f"media/{name} changed while it was read.")
                changed.append(name)
            progress("Reading media", number, len(wanted))
        return changed

    def move_in(self, names: list[str]) -> None:
        for name in names:
            target = self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                (self.old / name).parent.mkdir(parents=True, exist_ok=True)
                os.replace(target, self.old / name)
            self.moved.append(name)
            os.replace(self.new / name, target)

    def take_back(self) -> None:
        """As before `move_in`."""
        for name in self.moved:
            (self.folder / name).unlink(missing_ok=True)
        for name in media_files(self.old):
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.old / name, self.folder / name)

    def clear(self) -> None:
        """Nothing stays of what was unpacked or put aside."""
        shutil.rmtree(self.folder / UNPACKING, ignore_errors=True)

    def begin(self) -> None:
        """Put right what a restore left that was killed while it moved files in."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.take_back()
        self.clear()

    def _names(self) -> list[str]:
        return list(media_files(self.folder))

    def _remove(self, name: str) -> None:
        (self.folder / name).unlink()

    def remove_surplus(self) -> list[str]:
        """Remove files that the archive does not hold; a sentence for each that can't go."""
        left = []
        wanted = self.archive.media()
        for name in self._names():
            if name not in wanted:
                try:
                    self._remove(name)
                except OSError as error:
                    left.append(
                        f"The file {name} belongs to nothing now and could not be removed: {error.strerror}."
                    )
        return left


class BucketExchange(Exchange):
    """One bucket on its way there. Each file is read back and compared when it has been written.

    What was put aside lies in the bucket too, so that the next restore finds it when this one is killed.
    """

    def __init__(self, bucket: Storage, archive: Archive) -> None:
        self.bucket, self.archive = bucket, archive
        self.moved: list[str] = []

    def unpack(self, progress: Progress) -> list[str]:
        """Write the files that are not here yet; their names."""
        wanted = self.archive.media()
        there = set(media_files(self.bucket))
        for number, (name, entry) in enumerate(sorted(wanted.items()), 1):
            if name not in there or digest_in(self.bucket, name) != entry["sha256"]:
                if name in there:
                    self._copy(name, f"{UNPACKING}/old/{name}")
                    self.bucket.delete(name)
                with self.archive.open(f"media/{name}") as source:
                    data = source.read()
                self.moved.append(name)
                self._write(name, data)
                if digest_in(self.bucket, name) != entry["sha256"]:
                    raise BackupError(f"media/{name} did not arrive as it was.")
            progress("Writing media", number, len(wanted))
        return self.moved

    def _write(self, name: str, data: bytes) -> None:
        written = self.bucket.save(name, ContentFile(data))
        if written != name:
            self.bucket.delete(written)
            raise BackupError(f"Somebody else has just written media/{name}.")

    def _copy(self, source: str, target: str) -> None:
        with self.bucket.open(source) as file:
            data = file.read()
        self.bucket.delete(target)
        self._write(target, data)

    def move_in(self, names: list[str]) -> None:
        """They are in their places already: no row names them yet."""

    def take_back(self) -> None:
        for name in self.moved:
            self.bucket.delete(name)
        for name in self._put_aside():
            self._copy(f"{UNPACKING}/old/{name}", name)

    def _put_aside(self) -> list[str]:
        folder = f"{UNPACKING}/old/"
        return [name.removeprefix(folder) for name in in_bucket(self.bucket, folder)]

    def clear(self) -> None:
        with contextlib.suppress(OSError):  # the next restore tries again
            for name in self._put_aside():
                self.bucket.delete(f"{UNPACKING}/old/{name}")

    def begin(self) -> None:
        self.take_back()
        self.clear()

    def _names(self) -> list[str]:
        return list(media_files(self.bucket))

    def _remove(self, name: str) -> None:
        self.bucket.delete(name)


def digest_in(bucket: Storage, name: str) -> str:
    with bucket.open(name) as file:
        return hashlib.sha256(file.read()).hexdigest()


@contextlib.contextmanager
def exchanged(media: Media, archive: Archive, progress: Progress) -> Iterator[Exchange | None]:
    """Inside, the archive's files are there beside the old ones; an exception takes them out again.

    Yields nothing where files are not looked after.
    """
    if media is None:
        yield None
        return
    exchange = BucketExchange(media, archive) if isinstance(media, Storage) else Exchange(media, archive)
    exchange.begin()
    try:
        exchange.move_in(exchange.unpack(progress))
        yield exchange
    except BaseException:
        exchange.take_back()
        raise
    finally:
        exchange.clear()
