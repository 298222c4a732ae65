"""Moving house: everything that is here goes into another database and another place for pictures.

It is a backup and a restore (docs/decisions/0011-backup.md) with nothing in between, so it has their promises: one
moment of this site, the rows exactly as they are, all of it or nothing, and it may be run again. Then both sides are
read once more and compared.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.storage import Storage

from . import backup_rows as rows
from .backup import make, plain_errors, quiet
from .backup_archive import Archive, BackupError, Progress, checked, digest_of_file
from .backup_media import digest_in
from .backup_places import Place, media_files, one_moment
from .backup_restore import is_empty, restore
from .publishing.models import AuditEntry

MEDIA = "pictures and other files"


class NotEqual(BackupError):
    """It was copied, and both sides are not equal."""


@dataclass(frozen=True)
class Compared:
    """One table, or all files together: how many rows and which digest, here and there."""

    name: str
    here: str
    there: str

    @property
    def is_equal(self) -> bool:
        return self.here == self.there

    @property
    def columns(self) -> tuple[str, str, str, str]:
        """Name, rows, digest here, digest there; the first twelve figures of each digest."""
        count, here = self.here.split()
        there = self.there.split()[1] if self.there else "missing"
        return self.name, count, here[:12], there[:12]


@dataclass
class Copied:
    """What a copy did, or, with nothing written, what it would have to do."""

    written: bool
    rows: int
    files: int
    tables: list[Compared] = field(default_factory=list)
    safety_copy: Path | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        return all(table.is_equal for table in self.tables)


def copy(
    here: Place,
    there: Place,
    folder: Path,
    *,
    overwrite: bool = False,
    safety_copy: bool = True,
    dry_run: bool = False,
    progress: Progress = quiet,
) -> Copied:
    """Make `there` what `here` is at this moment. What lies there must be nothing, or an earlier copy of this site,
    unless `overwrite`; it is backed up into `folder` first. Raises NotEqual after the copy, or another BackupError, and then nothing there has changed.
    """
    if _same(here, there):
        raise BackupError(
            "Copy to another database and another place for pictures, not onto this site itself."
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with plain_errors(), tempfile.TemporaryDirectory(prefix=".copy-", dir=folder) as staging:
        made = make(here, Path(staging), progress=progress)
        with checked(made.path) as archive:
            found = Copied(False, made.rows, made.files, _compared(archive, there), warnings=made.warnings)
            if found.is_equal:
                return found
            if not overwrite and (why := _foreign(archive, there)):
                raise BackupError(f"{why} Say --yes to put this site in its place.")
        if dry_run:
            return found
        done = restore(
            there, made.path, folder,
            overwrite=True, safety_copy=safety_copy, clean_texts=False, progress=progress,
        )  # fmt: skip
        with checked(made.path) as archive:
            compared = _compared(archive, there, progress)
        if different := [each.name for each in compared if not each.is_equal]:
            raise NotEqual(f"{', '.join(different)} did not arrive as they were. Run it again.")
        return Copied(True, done.rows, done.files, compared, done.safety_copy, made.warnings + done.warnings)


def _same(here: Place, there: Place) -> bool:
    address = ("ENGINE", "NAME", "HOST", "PORT", "OPTIONS")
    return all(here.database[key] == there.database[key] for key in address) or (
        there.media is not None and here.media == there.media
    )


def _foreign(archive: Archive, there: Place) -> str:
    """Why what lies there is neither nothing nor an earlier copy of this site; empty when it is one of them.

    An earlier copy has an audit trail, and every line of it is in ours too: nobody has worked there since.
    """
    if is_empty(there):
        return ""
    ours = archive.media()
    strange = [name for name in media_files(there.media) if name not in ours]
    trail = AuditEntry._meta.db_table
    known = set(archive.open(f"rows/{trail}.jsonl").read().splitlines(keepends=True))
    lines = list(_lines_at(there, trail, archive))
    if lines[1:]:
        return "" if set(lines) <= known else "There are data there that are not from this site."
    if lines or strange:  # tables that nobody has worked in, or files without any
        return f"There are data there already ({len(strange)} unknown files)."
    return ""  # only files of this site: a copy that was stopped before its tables were there


def _lines_at(there: Place, table: str, archive: Archive) -> Iterator[bytes]:
    """Columns and rows of a table there; nothing when there is none, or one of another version of the code."""
    if there.is_sqlite and not there.file().exists():
        return
    with one_moment(there) as database:
        if rows.applied(database) == archive.migrations():
            models = {model._meta.db_table: model for model in rows.models_of(database)}
            yield from rows.lines(models[table])


def _compared(archive: Archive, there: Place, progress: Progress = quiet) -> list[Compared]:
    """Every table and the files: the archive, which is this site, beside what lies there."""
    tables = archive.tables()
    prints = _fingerprints(archive, there)
    found = []
    for number, table in enumerate(tables, 1):
        with archive.open(f"rows/{table}.jsonl") as lines:
            next(lines)  # the names of the columns
            found.append(Compared(table, rows.fingerprint(lines), prints.get(table, "")))
        progress("Comparing tables", number, len(tables))
    if there.media is None:
        return found
    ours = {name: entry["sha256"] for name, entry in archive.media().items()}
    return [*found, Compared(MEDIA, _digest(ours), _digest(_files_at(there.media, progress)))]


def _fingerprints(archive: Archive, there: Place) -> dict[str, str]:
    """Of every table there; none when it has not this version's tables, or none at all."""
    if there.is_sqlite and not there.file().exists():
        return {}
    found = {}
    with one_moment(there) as database:
        if rows.applied(database) != archive.migrations():
            return {}
        for model in filter(rows.is_kept, rows.models_of(database)):
            lines = rows.lines(model)
            next(lines)
            found[model._meta.db_table] = rows.fingerprint(lines)
    return found


def _files_at(media: Path | Storage, progress: Progress) -> dict[str, str]:
    names = list(media_files(media))
    found = {}
    for number, name in enumerate(names, 1):
        found[name] = digest_of_file(media / name) if isinstance(media, Path) else digest_in(media, name)
        progress("Comparing files", number, len(names))
    return found


def _digest(files: dict[str, str]) -> str:
    return rows.fingerprint(f"{name} {sha256}".encode() for name, sha256 in files.items())
