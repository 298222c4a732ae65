"""Rows out of one database and into another, the same on SQLite and PostgreSQL.

Everything here works on the models as the recorded migrations describe them, never on today's classes: so an
old archive is read by the code that knows its tables, and no `save`, signal or `auto_now` touches a value.
"""

import base64
import datetime
import decimal
import hashlib
import itertools
import json
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.color import no_style
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.duration import duration_string

from .backup_archive import BackupError

Key = tuple[str, str]  # a migration: app label, name
Model = type[models.Model]

BATCH = 1000  # rows
# Who is signed in and who failed to, and what is made anew from the rest: not in a backup.
SESSION_FIELDS = {"session_key", "session_data"}
LEFT_OUT_APPS = {"axes"}
LEFT_OUT = {
    "page_cache.change", "search.indexentry", "search.indexedsymptom", "search.stem", "search.waitingentry",
}  # fmt: skip
# The search index's own storage on SQLite, and Django's list of migrations, which the manifest holds.
NOT_MODELS = ("search_fts", "django_migrations")


def applied(connection: BaseDatabaseWrapper) -> list[Key]:
    """The migrations that this database has been through."""
    return sorted(MigrationRecorder(connection).applied_migrations())


def unknown(keys: Iterable[Key]) -> list[Key]:
    """Those of the migrations that this code does not have: the data were written by newer, or other, code."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    replaced = {(app, name) for migration in known.values() for app, name in migration.replaces}
    return sorted(set(keys) - set(known) - replaced)


def models_of(connection: BaseDatabaseWrapper) -> list[Model]:
    """One model a table, as the applied migrations describe it, by the table's name."""
    if missing := unknown(applied(connection)):
        raise BackupError(f"The database was written by newer code ({missing[0][0]} {missing[0][1]}).")
    loader = MigrationLoader(connection)
    nodes = [key for key in applied(connection) if key in loader.graph.nodes]
    found = loader.project_state(nodes).apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table: model for model in found if model._meta.managed and not model._meta.proxy}
    return [tables[name] for name in sorted(tables)]


def is_kept(model: Model) -> bool:
    is_session = {field.name for field in model._meta.local_fields} >= SESSION_FIELDS
    return not (is_session or model._meta.app_label in LEFT_OUT_APPS or model._meta.label_lower in LEFT_OUT)


def strange_tables(connection: BaseDatabaseWrapper, known: Iterable[Model]) -> list[str]:
    """Tables that nobody here has made; they are not in the backup."""
    names = {model._meta.db_table for model in known}
    return sorted(
        name
        for name in connection.introspection.table_names()
        if name not in names and not name.startswith(NOT_MODELS)
    )


def columns(model: Model) -> list["models.Field[Any, Any]"]:
    return [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]


def _plain(value: Any) -> Any:
    """A value as JSON can hold it, with nothing lost; `_value` is the way back."""
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return duration_string(value)
    if isinstance(value, (decimal.Decimal, uuid.UUID)):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"A backup can't hold a {type(value).__name__}.")


def _line(values: Iterable[Any]) -> bytes:
    text = json.dumps(list(values), default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


def lines(model: Model) -> Iterator[bytes]:
    """The column names, then every row, ordered by key."""
    fields = columns(model)
    yield _line(field.column for field in fields)
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    for row in rows.iterator(chunk_size=BATCH):
        yield _line(row)


def fingerprint(rows: Iterable[bytes]) -> str:
    """The same for the same rows in any order: two databases may sort words differently."""
    total, count = 0, 0
    for row in rows:
        total += int.from_bytes(hashlib.sha256(row).digest())
        count += 1
    return f"{count} {total % 2**256:x}"


def empty_all(connection: BaseDatabaseWrapper, known: Iterable[Model]) -> None:
    """Take out what the migrations themselves wrote (groups, permissions)."""
    tables = [model._meta.db_table for model in known]
    connection.ops.execute_sql_flush(
        connection.ops.sql_flush(no_style(), tables, reset_sequences=True, allow_cascade=True)
    )


def load(connection: BaseDatabaseWrapper, model: Model, rows: Iterable[bytes]) -> int:
    """Write the lines of one table into it, exactly as they are; how many rows. Raises BackupError."""
    table = model._meta.db_table
    feed = iter(rows)
    try:
        names = json.loads(next(feed, b"null"))
        fields = {field.column: field for field in columns(model)}
        if not isinstance(names, list) or {*names} != {*fields} or len(names) != len(fields):
            raise BackupError(f"The columns of {table} are not those of its migrations.")
        chosen = [fields[name] for name in names]
        quoted = ", ".join(connection.ops.quote_name(name) for name in names)
        marks = ", ".join(["%s"] * len(names))
        sql = f"INSERT INTO {connection.ops.quote_name(table)} ({quoted}) VALUES ({marks})"  # noqa: S608
        count = 0
        with connection.cursor() as cursor:
            while batch := list(itertools.islice(feed, BATCH)):
                cursor.executemany(
                    sql,
                    [
                        [
                            field.get_db_prep_save(field.to_python(value), connection)
                            for field, value in zip(chosen, json.loads(row), strict=True)
                        ]
                        for row in batch
                    ],
                )
                count += len(batch)
    except (ValueError, TypeError) as error:
        raise BackupError(f"A row of {table} can't be read: {error}") from error
    return count


def counters(connection: BaseDatabaseWrapper, known: Iterable[Model]) -> dict[str, int]:
    """The highest key ever given out, by table: a deleted page's key must not go to another page."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for model in known:
            if not isinstance(model._meta.pk, models.AutoField):
                continue
            table = model._meta.db_table
            if connection.vendor == "sqlite":
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            else:
                name = _sequence(cursor, model)
                if name is None:
                    continue
                cursor.execute(f"SELECT last_value FROM {name} WHERE is_called")  # noqa: S608
            given = cursor.fetchone()
            found[table] = max(given[0] if given else 0, _highest(model))
    return found


def set_counters(connection: BaseDatabaseWrapper, known: Iterable[Model], given: dict[str, int]) -> None:
    """The next key of each table comes after every key that was ever given out."""
    with transaction.atomic(), connection.cursor() as cursor:
        for model in known:
            if not isinstance(model._meta.pk, models.AutoField):
                continue
            table = model._meta.db_table
            last = max(int(given.get(table, 0)), _highest(model))
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
            elif name := _sequence(cursor, model):
                cursor.execute("SELECT setval(%s, %s, %s)", [name, max(last, 1), last > 0])


def _highest(model: Model) -> int:
    return model._base_manager.aggregate(highest=models.Max("pk"))["highest"] or 0


def _sequence(cursor: Any, model: Model) -> str | None:
    """PostgreSQL's name, quoted and with its schema, of what counts this table's keys; None when nothing does."""
    pk = model._meta.pk
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{model._meta.db_table}"', pk.column])
    name: str | None = cursor.fetchone()[0]
    return name


def files_named(known: Iterable[Model]) -> set[str]:
    """Every media file that a row names."""
    found: set[str] = set()
    for model in known:
        for field in columns(model):
            if isinstance(field, models.FileField):
                named = model._base_manager.exclude(**{field.attname: ""})
                found.update(named.values_list(field.attname, flat=True).iterator(chunk_size=BATCH))
    return found - {None}
