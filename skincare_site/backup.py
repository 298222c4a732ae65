"""A backup of the whole site: database and media in one checked archive (docs/decisions/0011-backup.md)."""

import datetime
import platform
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django
from django.db import DatabaseError, IntegrityError

from . import backup_rows as rows
from .backup_archive import BackupError, Progress, Writer, checked, chunks
from .backup_places import Place, hold, media_files, one_moment

PREFIX = "skincare"
TRIES = 20  # how often a moment is looked for in which no picture is just being deleted
DAY = 24 * 60 * 60  # seconds


def quiet(what: str, done: int, total: int) -> None:
    """No progress shown."""


@dataclass
class Made:
    """What a backup holds."""

    path: Path
    rows: int = 0
    files: int = 0
    bytes: int = 0
    warnings: list[str] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)


@contextmanager
def plain_errors() -> Iterator[None]:
    """What the disk or the database refuses, as one sentence."""
    try:
        yield
    except (OSError, DatabaseError) as error:
        raise BackupError(f"{getattr(error, 'strerror', None) or error}".strip()) from error


def make(
    place: Place, folder: Path, *, keep: int = 0, prefix: str = PREFIX, progress: Progress = quiet
) -> Made:
    """Write a backup into `folder`, check it, then remove all but the newest `keep` (0: remove none).

    The site goes on: nobody waits, and the archive shows the database at one moment together with every
    file it names at that moment. Raises BackupError and leaves nothing behind.
    """
    with plain_errors():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _remove_unfinished(folder)
        made = Made(_new_name(folder, prefix))
        writer = Writer(made.path)
        try:
            with tempfile.TemporaryDirectory(prefix=".media-", dir=folder) as staging:
                _write(place, writer, made, Path(staging), progress)
            with checked(writer.partial, progress):
                pass  # what can't be read back is no backup
            writer.publish()
        finally:
            writer.discard()
        made.bytes = made.path.stat().st_size
        made.removed = _remove_old(folder, keep)
        return made


def _new_name(folder: Path, prefix: str) -> Path:
    while True:
        now = datetime.datetime.now(datetime.UTC)
        path = folder / f"{prefix}-{now:%Y%m%d-%H%M%S}.zip"
        if not path.exists() and not path.with_name(path.name + ".partial").exists():
            return path
        time.sleep(0.2)


def _write(place: Place, writer: Writer, made: Made, staging: Path, progress: Progress) -> None:
    held: set[str] = set()  # files that stay ours, whoever deletes them
    missing_before: set[str] = set()

    def hold_new() -> set[str]:
        there = set(media_files(place.media))
        held.update((there - held) - set(hold(place.media, sorted(there - held), staging)))
        return there

    for _try in range(TRIES):
        hold_new()  # before the moment: what is deleted right after it is ours by then
        with one_moment(place) as database:
            known = rows.models_of(database)
            kept = [model for model in known if rows.is_kept(model)]
            named = rows.files_named(kept)  # the first read: from here on the moment stands still
            named = named if place.media else set()
            names = sorted((hold_new() | named) & held)
            missing = named - held
            if missing - missing_before:
                # Deleted between the moment and now: take another moment. What stays missing is really lost.
                missing_before = missing
                continue
            made.warnings += [f"A row names the file {name}, which is not there." for name in sorted(missing)]
            _write_moment(database, writer, made, kept, progress)
            made.warnings += [
                f"The table {name} is not this site's; it is not in the backup."
                for name in rows.strange_tables(database, known)
            ]
            manifest = {
                "made_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
                "engine": database.vendor,
                "django": django.get_version(),
                "python": platform.python_version(),
                "migrations": rows.applied(database),
                "counters": rows.counters(database, kept),
                "left_out": [model._meta.db_table for model in known if not rows.is_kept(model)],
            }
        break
    else:
        raise BackupError("Pictures were deleted again and again while it was made. Try once more.")
    for number, name in enumerate(names, 1):
        with (staging / name).open("rb") as file:
            writer.add(f"media/{name}", chunks(file), compress=False)
        progress("Writing media", number, len(names))
    made.files = len(names)
    writer.finish(manifest)


def _write_moment(
    database: Any, writer: Writer, made: Made, kept: list[rows.Model], progress: Progress
) -> None:
    try:
        database.check_constraints()
    except IntegrityError as error:
        raise BackupError(f"The database contradicts itself, so it could not be restored: {error}") from error
    for number, model in enumerate(kept, 1):
        count = -1  # the line of column names is no row

        def counted(lines: Iterator[bytes]) -> Iterator[bytes]:
            nonlocal count
            for line in lines:
                count += 1
                yield line

        writer.add(f"rows/{model._meta.db_table}.jsonl", counted(rows.lines(model)), compress=True)
        made.rows += count
        progress("Writing tables", number, len(kept))


def _remove_unfinished(folder: Path) -> None:
    """What a killed backup left behind a day ago or earlier."""
    for path in [*folder.glob("*.zip.partial"), *folder.glob(".media-*")]:
        if path.stat().st_mtime < time.time() - DAY:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _remove_old(folder: Path, keep: int) -> list[Path]:
    """Backups beyond the newest `keep`. What was put aside before a restore stays until somebody removes it."""
    old = sorted(folder.glob(f"{PREFIX}-[0-9]*.zip"))[:-keep] if keep > 0 else []
    for path in old:
        path.unlink(missing_ok=True)
    return old
