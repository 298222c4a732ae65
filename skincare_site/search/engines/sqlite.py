"""SQLite FTS5: a table of stems beside the index rows, written here and never by triggers.

Django remakes a table on any alter_field, and triggers on it would vanish without a word.
"""

import datetime
from collections.abc import Iterable

from django.db import connection

from skincare_site.database.replica import reading

from .base import Groups

_VISIBLE = "e.is_live AND e.visible_from <= %s AND (e.visible_until IS NULL OR e.visible_until > %s)"


class SqliteEngine:
    def write(self, key: int, title_stems: str, body_stems: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_fts WHERE rowid = %s", [key])
            cursor.execute(
                "INSERT INTO search_fts (rowid, title, body) VALUES (%s, %s, %s)",
                [key, title_stems, body_stems],
            )

    def write_new(self, rows: list[tuple[int, str, str]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO search_fts (rowid, title, body) VALUES (%s, %s, %s)", rows)

    def remove(self, keys: Iterable[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_fts WHERE rowid = %s", [[key] for key in keys])

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_fts")

    def match(self, groups: Groups, *, title_only: bool, at: datetime.datetime, limit: int) -> list[int]:
        if not groups:
            return []
        # Every stem is quoted; an FTS5 string has no escape but the doubled quote.
        text = " OR ".join(
            "(" + " AND ".join('"' + stem.replace('"', '""') + '"' for stem in group) + ")"
            for group in groups
        )
        if title_only:
            text = f"title : ({text})"
        moment = connection.ops.adapt_datetimefield_value(at)
        with reading().cursor() as cursor:
            cursor.execute(
                "SELECT e.id FROM search_fts f JOIN search_indexentry e ON e.id = f.rowid "  # noqa: S608
                f"WHERE search_fts MATCH %s AND {_VISIBLE} ORDER BY f.rowid DESC LIMIT %s",
                [text, moment, moment, limit],
            )
            return [row[0] for row in cursor.fetchall()]
