"""The engine that belongs to the database in use."""

from django.db import connection

from .base import Engine


def engine() -> Engine:
    """SQLite FTS5 or PostgreSQL full text, behind one contract."""
    if connection.vendor == "postgresql":
        from .postgresql import PostgresEngine

        return PostgresEngine()
    from .sqlite import SqliteEngine

    return SqliteEngine()
