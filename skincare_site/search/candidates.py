"""Which index rows may answer a question: the newest ones on each route, the same on both databases."""

import datetime
import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from skincare_site.database.replica import reading
from skincare_site.symptoms.recognise import Recognition

from . import weights
from .engines import engine


@dataclass(slots=True)
class Entry:
    """What ranking knows of one index row; `body_stems` is read only for rows that may be listed."""

    pk: int
    kind: str
    object_id: int
    title_stems: str
    title_length: int
    body_length: int
    first_day: int | None
    last_day: int | None
    body_stems: str = ""


_COLUMNS = "e.id, e.kind, e.object_id, e.title_stems, e.title_length, e.body_length, e.first_day, e.last_day"


def entries(keys: Iterable[int]) -> list[Entry]:
    """The rows of these keys without their bodies."""
    return [Entry(*row) for row in _rows(f"{_COLUMNS} FROM search_indexentry e WHERE e.id", list(keys))]


def read_bodies(listed: Iterable[Entry]) -> None:
    """Fill in the bodies of these rows, in one query. A row deleted meanwhile keeps an empty one."""
    wanted = {entry.pk: entry for entry in listed}
    for key, body in _rows("id, body_stems FROM search_indexentry WHERE id", list(wanted)):
        wanted[key].body_stems = body


def symptoms_of(keys: Iterable[int]) -> dict[int, dict[int, bool]]:
    """Entry key → {symptom: is it the main one}, all symptoms that its page is about."""
    found: dict[int, dict[int, bool]] = {key: {} for key in keys}
    columns = "entry_id, symptom_id, is_main"
    for entry, symptom, is_main in _rows(f"{columns} FROM search_indexedsymptom WHERE entry_id", list(found)):
        found[entry][symptom] = bool(is_main)
    return found


def counts_of(stems: Iterable[str]) -> dict[str, int]:
    """In how many entries each of these stems occurs; a stem that occurs nowhere is left out."""
    return dict(_rows("text, entries FROM search_stem WHERE text", list(stems)))


def _rows(columns_from_where: str, values: list[Any]) -> list[tuple[Any, ...]]:
    """Plain rows, without the milliseconds that a queryset takes to find its words."""
    if not values:
        return []
    # One value, however many there are: drivers take milliseconds to read hundreds of placeholders.
    value: Any = values
    wanted = "= ANY(%s)"
    if connection.vendor == "sqlite":
        value, wanted = json.dumps(values), "IN (SELECT value FROM json_each(%s))"
    with reading().cursor() as cursor:
        cursor.execute(f"SELECT {columns_from_where} {wanted}", [value])
        return cursor.fetchall()


_BY_SYMPTOM = (
    f"SELECT * FROM (SELECT i.symptom_id, i.is_main, {_COLUMNS} FROM search_indexedsymptom i "  # noqa: S608
    "JOIN search_indexentry e ON e.id = i.entry_id WHERE i.symptom_id = %s AND i.is_main = %s "
    "AND e.is_live AND e.visible_from <= %s AND (e.visible_until IS NULL OR e.visible_until > %s) "
    "ORDER BY i.entry_id DESC LIMIT %s) AS route"
)


def by_symptom(
    recognition: Recognition, at: datetime.datetime
) -> tuple[dict[int, Entry], dict[int, dict[int, bool]]]:
    """The newest entries of each recognised symptom: by key, and key → {symptom: is it the main one}."""
    routes = list(itertools.product([one.symptom.pk for one in recognition.symptoms], (True, False)))
    if not routes:
        return {}, {}
    moment = connection.ops.adapt_datetimefield_value(at)
    found: dict[int, Entry] = {}
    about: dict[int, dict[int, bool]] = {}
    with reading().cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join([_BY_SYMPTOM] * len(routes)),
            [value for key, is_main in routes for value in (key, is_main, moment, moment, weights.PER_ROUTE)],
        )
        for symptom, is_main, key, *columns in cursor.fetchall():
            if key not in found:
                found[key], about[key] = Entry(key, *columns), {}
            about[key][symptom] = bool(is_main)
    return found, about


def by_text(rarity: dict[str, float], at: datetime.datetime) -> set[int]:
    """Keys of pages that hold the question's rarest stems, newest first on each route."""
    rarest = _rarest(rarity)
    pairs = [list(pair) for pair in itertools.combinations(rarest, 2)]
    routes = [([[stem] for stem in rarest], True)]
    routes += [(groups, False) for groups in ([rarest], pairs, [rarest[:1]])]
    keys: set[int] = set()
    for number, (groups, in_title) in enumerate(routes):
        # With one stem or two some routes are the same.
        if rarest and (groups, in_title) not in routes[:number]:
            keys.update(engine().match(groups, title_only=in_title, at=at, limit=weights.PER_ROUTE))
    return keys


def by_title(rarity: dict[str, float], at: datetime.datetime, least: float) -> set[int]:
    """Keys of the newest pages whose title may hold stems that are worth `least` together, and of few others."""
    rarest = _rarest(rarity)
    others = sum(rarity.values()) - sum(rarity[stem] for stem in rarest)  # let it hold all of them
    groups: list[list[str]] = []
    for size in range(1, len(rarest) + 1):
        for group in itertools.combinations(rarest, size):
            is_enough = others + sum(rarity[stem] for stem in group) >= least - 1e-6
            if is_enough and not any(set(known) <= set(group) for known in groups):
                groups.append(list(group))
    return set(engine().match(groups, title_only=True, at=at, limit=weights.PER_ROUTE))


def _rarest(rarity: dict[str, float]) -> list[str]:
    return sorted(rarity, key=lambda stem: (-rarity[stem], stem))[: weights.RAREST]
