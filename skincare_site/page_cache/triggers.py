"""Triggers that note every change of a table in `Change`, whoever makes it: the admin, a bulk update, a command, raw
SQL, another machine. They are put in place after every `migrate`; where one is missing, no page is kept.

All tables are watched but those that `settings.PAGE_CACHE_UNWATCHED` names, which change all the time and which no
page shows. A page that reads an unwatched table is not kept (reads.py).
"""

import hashlib
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from .models import Change

PREFIX = "page_cache"
SQLITE = """
DELETE FROM {log} WHERE table_name = '{table}';
INSERT INTO {log} (table_name, version) VALUES ('{table}', random());
"""
# PostgreSQL: one note for each table that a transaction changes, however many statements it has. Notes that everybody
# has long read go, a few at a time, and never by waiting for somebody else.
POSTGRESQL = """
CREATE OR REPLACE FUNCTION page_cache_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM {log} WHERE version = pg_current_xact_id()::text::bigint AND table_name = TG_TABLE_NAME;
  IF FOUND THEN
    RETURN NULL;
  END IF;
  INSERT INTO {log} (table_name, version) VALUES (TG_TABLE_NAME, pg_current_xact_id()::text::bigint);
  DELETE FROM {log} WHERE id IN (
    SELECT id FROM {log} WHERE at < now() - interval '1 day' LIMIT 50 FOR UPDATE SKIP LOCKED);
  RETURN NULL;
END $$
"""


@cache
def tables() -> frozenset[str]:
    """Every table of a model."""
    models = apps.get_models(include_auto_created=True)
    return frozenset(
        model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy
    )


@cache
def watched() -> frozenset[str]:
    """Tables whose changes are noted."""
    unwatched = set(settings.PAGE_CACHE_UNWATCHED)
    return frozenset(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model is not Change
        and not unwatched & {model._meta.app_label, model._meta.label_lower}
    )  # fmt: skip


def _statements(vendor: str) -> dict[str, str]:
    """Name of each trigger → the statement that makes it. The name says what it does: another text, another name."""
    log = Change._meta.db_table
    found = {}
    for table in sorted(watched()):
        if vendor == "postgresql":
            events = {"any": "INSERT OR UPDATE OR DELETE OR TRUNCATE"}
            text = f'AFTER {{event}} ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION page_cache_note()'
        else:
            events = {"insert": "INSERT", "update": "UPDATE", "delete": "DELETE"}
            # Not INSERT OR REPLACE: inside a trigger the clause of the outer statement holds instead (OR IGNORE, say).
            text = f'AFTER {{event}} ON "{table}" BEGIN {SQLITE.format(log=log, table=table)} END'
        for short, event in events.items():
            body = text.format(event=event)
            stamp = hashlib.sha256((body + POSTGRESQL).encode()).hexdigest()[:8]
            name = f"{PREFIX}_{stamp}_{short}"
            found[name] = f"CREATE TRIGGER {name} {body}"
    return found


@cache
def wanted(vendor: str) -> frozenset[str]:
    """Names of the triggers that must be there."""
    return frozenset(_statements(vendor))


def _there(cursor: CursorWrapper, vendor: str) -> dict[str, str]:
    """Names of our triggers in the database → their tables."""
    if vendor == "postgresql":
        cursor.execute(
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal AND tgname LIKE %s AND relnamespace = current_schema()::text::regnamespace",
            [f"{PREFIX}%"],
        )
    else:
        cursor.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"]
        )
    return dict(cursor.fetchall())


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger away: before a migration touches the table they write to."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for name, table in _there(cursor, connection.vendor).items():
            _drop(cursor, connection.vendor, name, table)


def _drop(cursor: CursorWrapper, vendor: str, name: str, table: str) -> None:
    cursor.execute(f"DROP TRIGGER {name}" + (f' ON "{table}"' if vendor == "postgresql" else ""))


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in its place and take old ones away; nothing to do when all is as it should be."""
    if connection.vendor not in ("sqlite", "postgresql"):
        return
    existing = set(connection.introspection.table_names())
    if Change._meta.db_table not in existing:
        return  # migrated back to before the cache
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        there = _there(cursor, connection.vendor)
        statements = _statements(connection.vendor)
        for name, table in there.items():
            if name not in statements:
                _drop(cursor, connection.vendor, name, table)
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL.format(log=Change._meta.db_table))
        else:  # a note for every table: then one that is taken away is missed
            noted = set(Change.objects.using(connection.alias).values_list("table_name", flat=True))
            new = [Change(table_name=table, version=0) for table in sorted(watched() - noted)]
            Change.objects.using(connection.alias).bulk_create(new)
        for name, statement in statements.items():
            table = statement.split('"')[1]
            if name not in there and table in existing:
                cursor.execute(statement)
