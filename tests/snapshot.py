"""The rows of the test database as they were after its set-up, put back after every test that commits.

Django empties the database after such a test; here the next test finds the starter content, whatever ran before it.
"""

from collections.abc import Callable
from datetime import date, time

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from skincare_site.page_cache.models import Change

FULL_TEXT = "search_fts"  # SQLite's; the tables behind it, search_fts_*, are its own business


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    # What the database notes of every change is not taken back either: the way back is a change, too.
    not_ours = {"django_migrations", Change._meta.db_table}
    return sorted(name for name in names if name not in not_ours and not name.startswith(f"{FULL_TEXT}_"))


def _rows(table: str) -> tuple[list[str], list[tuple]]:
    """Columns to write and every row, in the order of the first column."""
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        if table == FULL_TEXT:
            columns.insert(0, "rowid")
        names = ", ".join(map(connection.ops.quote_name, columns))
        cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(table)} ORDER BY 1")  # noqa: S608
        return columns, [tuple(map(_plain, row)) for row in cursor.fetchall()]


def _plain(value):
    """A value as both drivers take it back and two readings compare it."""
    if isinstance(value, memoryview):
        return bytes(value)
    if connection.vendor == "sqlite" and isinstance(value, date | time):
        return str(value)
    return value


def take() -> Callable[[], None]:
    """Read every table; returns what puts them back."""
    kept = {table: _rows(table) for table in _tables()}

    def put_back() -> None:
        ContentType.objects.clear_cache()
        with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
            changed = [table for table in kept if _rows(table) != kept[table]]
            for table in changed:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for table in changed:
                columns, rows = kept[table]
                if rows:
                    names = ", ".join(map(connection.ops.quote_name, columns))
                    marks = ", ".join(["%s"] * len(columns))
                    cursor.executemany(
                        f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({marks})",  # noqa: S608
                        rows,
                    )

    return put_back
