"""Questions that nearly every page asks: Django writes the SQL once, later only the values are put in.

To write a statement takes Django many times as long as SQLite takes to answer it. What is asked stays a plain
queryset, so that "public", say, means the same here as everywhere.
"""

import datetime
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState

Value = int | str | datetime.datetime | tuple[int, ...]

MANY = 20  # numbers in one value; more are rare, and their statement is written anew
# Stand-ins for the values while a statement is written: nothing that stands in a queryset of ours by itself.
NUMBER, WORD, MOMENT = (
    -700_000_000,
    "\x1astands in for {}",
    datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC),
)


class _Place(NamedTuple):
    """Where a value goes: its name, and which of several numbers."""

    name: str
    number: int | None


class _Written(NamedTuple):
    sql: str
    params: list[Any]
    compiler: Any
    converters: Any


def _adapted(value: Any, database: BaseDatabaseWrapper) -> Any:
    is_moment = isinstance(value, datetime.datetime)
    return database.ops.adapt_datetimefield_value(value) if is_moment else value


class Prepared:
    """`build(**values)`: the queryset. `names`: the columns wanted, `annotated`: what the queryset adds to them; rows come
    as models, other columns deferred.

    `build` may do nothing with the values but put them into filters, each at least once.
    """

    def __init__(
        self,
        model: type[models.Model],
        build: Callable[..., models.QuerySet[Any]],
        names: list[str],
        annotated: Iterable[str] = (),
    ) -> None:
        self.model, self.build = model, build
        # In the order in which the database gives them.
        columns = [field.attname for field in model._meta.concrete_fields if field.attname in names]
        self.names = [*columns, *annotated]
        self._written: dict[Any, _Written] = {}
        self._any_written: dict[str, _Written] = {}  # of each vendor: the columns are the same in all

    def __call__(self, **values: Value) -> list[Any]:
        database = self._database()
        return self._made_of(self._rows(database, values), database)

    def rows(self, **values: Value) -> list[tuple[Any, ...]]:
        """What the database gives, in the order of `names`; `made_of` turns it into models."""
        return self._rows(self._database(), values)

    def made_of(self, rows: list[tuple[Any, ...]]) -> list[Any]:
        """The models of these rows."""
        return self._made_of(rows, self._database())

    def _database(self) -> BaseDatabaseWrapper:
        return connections[router.db_for_read(self.model)]

    def _made_of(self, rows: list[tuple[Any, ...]], database: BaseDatabaseWrapper) -> list[Any]:
        """What `Model.from_db` makes, without asking each of forty columns whether it was wanted, and without signals."""
        made = []
        for row in self._converted(rows, database):
            page = self.model.__new__(self.model)
            page._state = ModelState()
            page._state.adding, page._state.db = False, database.alias
            page.__dict__.update(zip(self.names, row, strict=True))
            made.append(page)
        return made

    def _converted(self, rows: list[tuple[Any, ...]], database: BaseDatabaseWrapper) -> Iterable[Any]:
        """What the database gave, as Python has it: dates, JSON."""
        written = self._any_written.get(database.vendor)
        if written is None or not written.converters:
            return rows
        converted: Iterable[Any] = written.compiler.apply_converters(rows, written.converters)
        return converted

    def _rows(self, database: BaseDatabaseWrapper, values: dict[str, Value]) -> list[tuple[Any, ...]]:
        sizes = tuple(len(value) if isinstance(value, tuple) else -1 for value in values.values())
        if 0 in sizes:
            return []
        key = (database.vendor, sizes)
        written = self._written.get(key)
        if written is None:
            written = self._any_written[database.vendor] = self._write(database, values)
            if max(sizes) <= MANY:
                self._written[key] = written
        given: dict[str, Any] = {name: _adapted(value, database) for name, value in values.items()}
        params = [
            (given[part.name] if part.number is None else given[part.name][part.number])
            if isinstance(part, _Place)
            else part
            for part in written.params
        ]
        with database.cursor() as cursor:
            cursor.execute(written.sql, params)
            return list(cursor.fetchall())

    def _write(self, database: BaseDatabaseWrapper, values: dict[str, Value]) -> _Written:
        stand_ins: dict[str, Any] = {}
        places: dict[Any, _Place] = {}

        def stand_in(value: Any, name: str, index: int | None = None) -> Any:
            number = len(places)
            if isinstance(value, datetime.datetime):
                found: Any = MOMENT + datetime.timedelta(days=number)
            else:
                found = WORD.format(number) if isinstance(value, str) else NUMBER - number
            places[_adapted(found, database)] = _Place(name, index)
            return found

        for name, value in values.items():
            stand_ins[name] = (
                tuple(stand_in(each, name, index) for index, each in enumerate(value))
                if isinstance(value, tuple)
                else stand_in(value, name)
            )
        queryset = self.build(**stand_ins).values_list(*self.names)
        compiler: Any = queryset.query.get_compiler(using=database.alias)
        sql, params = compiler.as_sql()
        parts = [places.get(param, param) for param in params]
        if missing := set(places.values()) - {part for part in parts if isinstance(part, _Place)}:
            raise ValueError(f"values that the statement does not ask for: {missing}")
        columns = [expression for expression, _sql, _alias in compiler.select[: len(self.names)]]
        return _Written(sql, parts, compiler, compiler.get_converters(columns))
