"""PostgreSQL full text: two tsvector columns of ready-made stems, each with its own GIN index."""

import datetime
from collections.abc import Iterable

from django.db import connection

from .base import Groups


def _lexeme(stem: str) -> str:
    return "'" + stem.replace("\\", "\\\\").replace("'", "''") + "'"


class PostgresEngine:
    def write(self, key: int, title_stems: str, body_stems: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE search_indexentry SET title_vector = array_to_tsvector(%s::text[]), "
                "all_vector = array_to_tsvector(%s::text[]) WHERE id = %s",
                [
                    sorted(set(title_stems.split())),
                    sorted({*title_stems.split(), *body_stems.split()}),
                    key,
                ],
            )

    def write_new(self, rows: list[tuple[int, str, str]]) -> None:
        """From the stems that the rows hold already, so that nothing is sent twice."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE search_indexentry SET "
                "title_vector = array_to_tsvector(string_to_array(btrim(title_stems), ' ')), "
                "all_vector = array_to_tsvector(string_to_array("
                "btrim(btrim(title_stems) || ' ' || btrim(body_stems)), ' ')) WHERE id = ANY(%s)",
                [[key for key, _title, _body in rows]],
            )

    def remove(self, keys: Iterable[int]) -> None:
        """Nothing to do: the columns go with the row."""

    def clear(self) -> None:
        """Nothing to do: the columns go with the rows."""

    def match(self, groups: Groups, *, title_only: bool, at: datetime.datetime, limit: int) -> list[int]:
        if not groups:
            return []
        text = " | ".join("(" + " & ".join(_lexeme(stem) for stem in group) + ")" for group in groups)
        column = "title_vector" if title_only else "all_vector"
        with connection.cursor() as cursor:
            # MATERIALIZED makes the planner use the GIN index instead of walking the keys backwards
            # in the hope of an early hit (p99 631 ms without, 21 ms with).
            cursor.execute(
                "WITH found AS MATERIALIZED (SELECT id, is_live, visible_from, visible_until "  # noqa: S608
                f"FROM search_indexentry WHERE {column} @@ %s::tsquery) "
                "SELECT id FROM found WHERE is_live AND visible_from <= %s "
                "AND (visible_until IS NULL OR visible_until > %s) ORDER BY id DESC LIMIT %s",
                [text, at, at, limit],
            )
            return [row[0] for row in cursor.fetchall()]
