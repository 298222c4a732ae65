"""A place is a database and a media folder. This module reads one as it is at one moment, builds a second
database beside it, and puts that in its stead in one commit."""

import contextlib
import copy
import os
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import (
    FileSystemStorage,
    Storage,
    default_storage,
    storages,
)
from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from .backup_archive import BackupError

WAIT = 30  # seconds that the exchange waits for somebody else's lock
UNPACKING = ".restoring"  # a folder inside the media folder: on the same disk, so that moving is renaming


Media = Path | Storage | None  # None: files are somebody else's business


@dataclass(frozen=True)
class Place:
    """Settings of one database, as Django writes them, and the folder or the bucket of uploaded files."""

    database: dict[str, Any]
    media: Media

    @property
    def is_sqlite(self) -> bool:
        return "sqlite3" in self.database["ENGINE"]

    def file(self) -> Path:
        """SQLite's file; raises BackupError when the database lives in memory."""
        name = str(self.database["NAME"])
        if ":memory:" in name or "mode=memory" in name:
            raise BackupError("A database in memory can't be backed up.")
        return Path(name)


def this_site() -> Place:
    in_folder = isinstance(default_storage, FileSystemStorage)
    media = Path(settings.MEDIA_ROOT) if in_folder else storages["default"]
    return Place(copy.deepcopy(connections[DEFAULT_DB_ALIAS].settings_dict), media)


@contextlib.contextmanager
def standing_in(database: dict[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    """Inside, this thread's default database is the one with these settings; other threads see no difference."""
    usual = connections[DEFAULT_DB_ALIAS]
    wrapper = load_backend(database["ENGINE"]).DatabaseWrapper(copy.deepcopy(database), DEFAULT_DB_ALIAS)
    connections[DEFAULT_DB_ALIAS] = wrapper
    ContentType.objects.clear_cache()
    try:
        yield wrapper
    finally:
        wrapper.close()
        connections[DEFAULT_DB_ALIAS] = usual
        ContentType.objects.clear_cache()


def _with_options(database: dict[str, Any], **options: Any) -> dict[str, Any]:
    return {**copy.deepcopy(database), "OPTIONS": {**database.get("OPTIONS", {}), **options}}


def _with_server_options(database: dict[str, Any], text: str, **options: Any) -> dict[str, Any]:
    before = database.get("OPTIONS", {}).get("options", "")
    return _with_options(database, options=f"{before} {text}".strip(), **options)


def in_schema(database: dict[str, Any], schema: str) -> dict[str, Any]:
    """The same PostgreSQL database, where every table is looked for, and made, in `schema`."""
    return _with_server_options(database, f"-c search_path={schema}")


@contextlib.contextmanager
def one_moment(place: Place) -> Iterator[BaseDatabaseWrapper]:
    """The database as it is now, whatever is written meanwhile, and nobody waits: a read transaction on a
    connection of its own (SQLite in WAL mode; PostgreSQL at REPEATABLE READ)."""
    if place.is_sqlite:
        if not place.file().exists():
            raise BackupError(f"There is no database at {place.file()}.")
        database = _with_options(
            place.database, transaction_mode="DEFERRED", init_command="PRAGMA query_only=ON"
        )
    else:
        database = _with_server_options(
            place.database, "-c default_transaction_read_only=on", isolation_level=3
        )  # 3 is psycopg's REPEATABLE_READ
    with standing_in(database) as connection, transaction.atomic():
        yield connection


class Beside(Protocol):
    """A new database beside the one in use."""

    database: dict[str, Any]

    def exchange(self, old_tables: Iterable[str], new_tables: Iterable[str]) -> None:
        """Put it in the old one's stead in one commit, or raise and change nothing."""


class SqliteBeside:
    def __init__(self, place: Place) -> None:
        self.live = place.file()
        self.path = self.live.with_name(self.live.name + ".restoring")
        self.live.parent.mkdir(parents=True, exist_ok=True)
        # Thrown away when anything goes wrong, so it need not wait for the disk.
        quick = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
        self.database = _with_options({**place.database, "NAME": str(self.path)}, init_command=quick)

    def prepare(self) -> None:
        self.remove()  # left over from a restore that was killed

    def remove(self) -> None:
        for end in ("", "-wal", "-shm", "-journal"):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)

    def exchange(self, old_tables: Iterable[str], new_tables: Iterable[str]) -> None:
        """Through SQLite's backup call: one write transaction, so readers see the old rows until all new ones
        are there, and connections that are open stay right. A new file under the old name would not."""
        started = time.monotonic()

        def waited(status: int, remaining: int, total: int) -> None:
            if status != sqlite3.SQLITE_OK and time.monotonic() - started > WAIT:
                raise BackupError(f"Somebody kept the database locked for {WAIT} seconds.")

        with (
            contextlib.closing(sqlite3.connect(self.path)) as new,
            contextlib.closing(sqlite3.connect(self.live, timeout=1)) as live,
        ):
            live.execute("PRAGMA synchronous=FULL")
            new.backup(live, progress=waited, sleep=0.1)
            if live.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BackupError("The new database did not arrive whole.")  # pragma: no cover


class PostgresBeside:
    """A second schema, whose tables take the place of the old ones: needs the right to create a schema."""

    def __init__(self, place: Place) -> None:
        self.place = place
        with standing_in(place.database) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            self.live = cursor.fetchone()[0]
            self.schema = f"{self.live}_restoring"
        self.database = in_schema(place.database, self.schema)

    def prepare(self) -> None:
        self.remove()
        self._run([f'CREATE SCHEMA "{self.schema}"'])

    def _run(self, statements: Iterable[str]) -> None:
        with (
            standing_in(self.place.database) as connection,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            for statement in statements:
                cursor.execute(statement)

    def remove(self) -> None:
        self._run([f'DROP SCHEMA IF EXISTS "{self.schema}" CASCADE'])

    def exchange(self, old_tables: Iterable[str], new_tables: Iterable[str]) -> None:
        with standing_in(self.place.database) as connection:
            there = set(connection.introspection.table_names())
        new = [connection.ops.quote_name(name) for name in sorted(new_tables)]
        old = [
            f'"{self.live}".{connection.ops.quote_name(name)}' for name in sorted({*old_tables, *new_tables} & there)
        ]  # fmt: skip
        statements = [
            f"SET LOCAL lock_timeout = '{WAIT}s'",
            # Without CASCADE: what is not ours and hangs on our tables stops the restore.
            *([f"DROP TABLE {', '.join(old)}"] if old else []),
            *(f'ALTER TABLE "{self.schema}".{name} SET SCHEMA "{self.live}"' for name in new),
            # What triggers call (page_cache/): the old triggers went with their tables.
            *(f'DROP FUNCTION IF EXISTS "{self.live}".{name}' for name in self._functions()),
            *(
                f'ALTER FUNCTION "{self.schema}".{name} SET SCHEMA "{self.live}"'
                for name in self._functions()
            ),
            # Every table has changed, for whoever keeps pages that were made from the old ones.
            *(f'DELETE FROM "{self.live}".{name} WHERE false' for name in new),  # noqa: S608
            f'DROP SCHEMA "{self.schema}"',
        ]
        try:
            self._run(statements)
        except OperationalError:
            # The line may have broken just after the commit: then the schema is gone, and all went well.
            if self._is_there():
                raise

    def _functions(self) -> list[str]:
        """Name and arguments of each function in the new schema, quoted."""
        with standing_in(self.place.database) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT quote_ident(proname) || '(' || pg_get_function_identity_arguments(pg_proc.oid) || ')' "
                "FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace WHERE nspname = %s ORDER BY 1",
                [self.schema],
            )
            return [name for (name,) in cursor.fetchall()]

    def _is_there(self) -> bool:
        with standing_in(self.place.database) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [self.schema])
            return cursor.fetchone() is not None


@contextlib.contextmanager
def beside(place: Place) -> Iterator[Beside]:
    """A new, empty database beside the one in use; gone afterwards, whatever happens."""
    new = SqliteBeside(place) if place.is_sqlite else PostgresBeside(place)
    try:
        new.prepare()
        yield new
    finally:
        with contextlib.suppress(OSError, DatabaseError):  # the next restore removes what stays
            new.remove()


def media_files(media: Media) -> Iterator[str]:
    """Path of each file in the folder or the bucket, with slashes. Links are not followed."""
    if media is None:
        return
    if isinstance(media, Storage):
        yield from in_bucket(media, "")
        return
    folder = media
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != UNPACKING)
        for name in sorted(names):
            path = Path(root) / name
            if not path.is_symlink():
                yield path.relative_to(folder).as_posix()


def in_bucket(bucket: Storage, folder: str) -> Iterator[str]:
    """Names of all files whose name begins with `folder` ("" or ending in a slash)."""
    folders, names = bucket.listdir(folder)
    yield from sorted(folder + name for name in names)
    for each in sorted(folders):
        if each != UNPACKING:
            yield from in_bucket(bucket, f"{folder}{each}/")


def hold(media: Media, names: Iterable[str], staging: Path) -> list[str]:
    """A second name for each file (a copy of one in a bucket), so that deleting it does not take it from us; those
    that were gone already."""
    gone = []
    if isinstance(media, Storage):
        for name in names:
            try:
                with media.open(name) as file:
                    (staging / name).parent.mkdir(parents=True, exist_ok=True)
                    (staging / name).write_bytes(file.read())
            except FileNotFoundError:
                gone.append(name)
    if not isinstance(media, Path):
        return gone
    folder = media
    for name in names:
        target = staging / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            try:
                os.link(folder / name, target)
            except FileNotFoundError:
                raise
            except OSError:  # another disk, or one that knows no second names
                shutil.copyfile(folder / name, target)
        except FileNotFoundError:
            gone.append(name)
    return gone
