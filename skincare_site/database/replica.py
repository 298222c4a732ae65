"""Reading from a second PostgreSQL that follows the first (READ_DATABASE_URL), without ever reading an old text there.

Inside `from_replica()` everything that only reads goes to the replica. Whether it may be used at this moment says
`is_current()`: it has replayed all that the primary has written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

ALIAS = "replica"
_reading: ContextVar[bool] = ContextVar("reading from the replica", default=False)


def is_set_up() -> bool:
    return ALIAS in connections.settings


@contextmanager
def from_replica() -> Iterator[None]:
    """Inside, this request reads from the replica; what it writes still goes to the primary."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def alias() -> str:
    """The database to read from just now."""
    return ALIAS if _reading.get() else DEFAULT_DB_ALIAS


def reading() -> BaseDatabaseWrapper:
    """The connection for statements of our own that only read."""
    return connections[alias()]


class Router:
    """Django's router. Says where explicitly: rows remember the database they were read from."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return alias()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True  # the same rows in both

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == ALIAS else None


def written_by_primary() -> str | None:
    """How far the primary has written its log by now; None when it does not answer."""
    try:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_lsn()")
            place: str = cursor.fetchone()[0]
            return place
    except (OperationalError, InterfaceError):
        return None


def is_current(written: str | None) -> bool:
    """Whether the replica has replayed the log up to `written`; with None, whether it is a replica at all.

    Asked after the primary was, so a page read from it is never older than anything saved before the request.
    Raises DatabaseError when the replica does not answer.
    """
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [written or "0/0"])
        return bool(cursor.fetchone()[0])  # NULL where nothing is replayed: not a streaming replica
