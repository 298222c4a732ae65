"""Which tables have changed since the last look. A look that can't be sure says so, and no page is kept."""

import sqlite3
import time
from pathlib import Path
from typing import Protocol

from django.db import DatabaseError, connection

from . import triggers
from .models import Change

LOG = Change._meta.db_table
EVERY = 0.25  # seconds between two looks at PostgreSQL, and at whether SQLite's file is still the same one
HITS = 0.005  # seconds in which one look at SQLite is enough for all pages from memory: looking makes threads wait
LONGEST = 600  # seconds: notes on PostgreSQL are kept longer, a process that slept longer starts anew
RETRY = 1.0  # seconds between two tries while changes can't be seen

Changed = set[str] | None  # tables; None: everything may have changed


class Unseen(Exception):
    """Changes can't be seen now: the database does not answer, or triggers are missing (run `manage.py migrate`)."""


class Changes(Protocol):
    """One thread looks at a time (store.py, kept.py)."""

    at_once: bool  # every look sees all that is committed by then; else it may be `EVERY` seconds behind

    def is_due(self) -> bool:
        """Whether it is time for a look."""

    def look(self) -> Changed:
        """What has changed since the last look, None at the first one. Raises Unseen."""

    def ask_again(self) -> None:
        """This process may have written: the next look must be a real one."""

    def close(self) -> None:
        """Let go of the database."""


class SqliteChanges:
    """A connection of its own that asks `PRAGMA data_version`: another number after every commit of anybody else.

    A few microseconds, so that every request can ask. `every`: seconds between two looks, when fewer will do.
    """

    at_once = True

    def __init__(self, path: str, every: float = 0.0) -> None:
        self._path, self._every = path, every
        self._connection: sqlite3.Connection | None = None
        self._version = self._schema = 0
        self._file = (0, 0)
        self._noted: dict[str, int] = {}
        self._next_try = self._next_stat = self._next_look = 0.0

    def is_due(self) -> bool:
        return time.monotonic() >= self._next_look

    def look(self) -> Changed:
        now = time.monotonic()
        if now < self._next_try:
            raise Unseen
        try:
            return self._look(now)
        except (sqlite3.Error, OSError, Unseen) as error:
            self.close()
            self._next_try = now + RETRY
            raise Unseen from error

    def _look(self, now: float) -> Changed:
        if now >= self._next_stat:
            status = Path(self._path).stat()  # a new file in the place of the old one would say nothing
            self._next_stat = now + EVERY
            if self._connection is None or self._file != (status.st_dev, status.st_ino):
                self._open((status.st_dev, status.st_ino))
                return None
        self._next_look = now + self._every
        version = self._ask("PRAGMA data_version")
        if version == self._version:
            return set()
        self._version = version
        before, schema = self._noted, self._ask("PRAGMA schema_version")
        self._noted = self._read()
        if schema != self._schema:
            self._schema = schema  # while tables were made anew nothing was noted
            self._check_triggers()
            return None
        return {
            name for name in before.keys() | self._noted.keys() if before.get(name) != self._noted.get(name)
        }

    def _open(self, file: tuple[int, int]) -> None:
        self.close()
        uri = f"{Path(self._path).absolute().as_uri()}?mode=ro"
        self._connection = sqlite3.connect(
            uri, uri=True, isolation_level=None, check_same_thread=False, timeout=1
        )
        self._file = file
        self._version, self._schema = self._ask("PRAGMA data_version"), self._ask("PRAGMA schema_version")
        self._check_triggers()
        self._noted = self._read()

    def _ask(self, question: str) -> int:
        assert self._connection is not None  # noqa: S101
        number: int = self._connection.execute(question).fetchone()[0]
        return number

    def _read(self) -> dict[str, int]:
        assert self._connection is not None  # noqa: S101
        return dict(self._connection.execute(f"SELECT table_name, version FROM {LOG}").fetchall())  # noqa: S608

    def _check_triggers(self) -> None:
        assert self._connection is not None  # noqa: S101
        there = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        if triggers.wanted("sqlite") - {name for (name,) in there}:
            raise Unseen

    def ask_again(self) -> None:
        self._next_look = 0.0

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection, self._next_stat, self._next_look = None, 0.0, 0.0


class PostgresChanges:
    """One statement tells what was committed since the last one, by PostgreSQL's own snapshots: a transaction that
    began earlier and ends later is not missed. Asked at most every quarter of a second, and after every request of
    this process that went to Django."""

    QUERY = f"""
        SELECT pg_current_snapshot()::text,
          (SELECT count(*) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
            WHERE tgname = ANY(%(triggers)s) AND tgenabled IN ('O', 'A')
              AND relnamespace = current_schema()::text::regnamespace),
          ARRAY(SELECT DISTINCT table_name FROM {LOG}
            WHERE version >= pg_snapshot_xmin(%(seen)s::pg_snapshot)::text::bigint
              AND NOT pg_visible_in_snapshot(version::text::xid8, %(seen)s::pg_snapshot))
    """  # noqa: S608

    at_once = False

    def __init__(self) -> None:
        self._seen = ""
        self._looked = self._next_look = self._next_try = 0.0
        self._writes = 0

    def is_due(self) -> bool:
        return time.monotonic() >= self._next_look

    def look(self) -> Changed:
        now, writes = time.monotonic(), self._writes
        if now < self._next_try:
            raise Unseen
        try:
            changed = self._look(now)
        except (DatabaseError, Unseen) as error:
            self._seen, self._next_look, self._next_try = "", 0.0, now + RETRY
            raise Unseen from error
        self._next_look = now + EVERY if writes == self._writes else 0.0
        return changed

    def _look(self, now: float) -> Changed:
        anew = not self._seen or now - self._looked > LONGEST
        names = sorted(triggers.wanted("postgresql"))
        connection.close_if_unusable_or_obsolete()
        with connection.cursor() as cursor:
            cursor.execute(self.QUERY, {"triggers": names, "seen": self._seen or "1:1:"})
            seen, there, tables = cursor.fetchone()
        if there != len(names):
            raise Unseen
        self._seen, self._looked = seen, now
        return None if anew else set(tables)

    def ask_again(self) -> None:
        self._writes += 1
        self._next_look = 0.0

    def close(self) -> None:
        self._seen = ""


def changes_of(vendor: str, name: str, every: float = 0.0) -> Changes | None:
    """How to look at this database; None where nobody can (a database in memory belongs to one connection)."""
    if vendor == "postgresql":
        return PostgresChanges()
    if vendor == "sqlite" and name and ":memory:" not in name and "mode=memory" not in name:
        return SqliteChanges(name, every)
    return None
