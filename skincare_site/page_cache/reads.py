"""What a view asks the database while it makes a page: the questions, and a digest of each answer.

A page says nothing that was not in an answer (or in the code, the settings, the clock): as long as every question
would be answered the same, the page is the same.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.http import HttpRequest, HttpResponseBase

from . import triggers

WANTED = (
    "skincare_site.page_cache"  # the key in the WSGI environment by which the layer asks for a page to keep
)
WORD = re.compile(r"\w+")

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Question:
    """One SELECT, its parameters, the tables it names and a digest of the answer."""

    sql: str
    params: Any
    tables: frozenset[str]
    digest: int

    def still_holds(self) -> bool:
        """Whether the answer is the same now. Raises DatabaseError."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            return digest_of(cursor.fetchall()) == self.digest


@dataclass
class Reads:
    """Everything that was asked. `unsure`: something about which nobody could say when it changes."""

    questions: list[Question] = field(default_factory=list)
    unsure: bool = False

    @property
    def tables(self) -> frozenset[str]:
        return frozenset().union(*(question.tables for question in self.questions))

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """A wrapper around every statement (django.db `execute_wrapper`)."""
        cursor = context["cursor"]
        if isinstance(cursor.cursor, _Fetched):
            cursor.cursor = cursor.cursor.inner
        result = execute(sql, params, many, context)
        tables = tables_in(sql)
        if many or not tables or not tables <= triggers.watched() or not sql.lstrip().startswith("SELECT"):
            self.unsure = True
            return result
        rows = cursor.cursor.fetchall()
        cursor.cursor = _Fetched(cursor.cursor, rows)
        params = tuple(params) if isinstance(params, list) else params
        self.questions.append(Question(_same_text(sql), params, tables, digest_of(rows)))
        return result

    def elsewhere(self, execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """A wrapper around the statements of any other connection."""
        self.unsure = True
        return execute(sql, params, many, context)


class _Fetched:
    """A cursor whose rows have been fetched already, so that they can be looked at and still be read."""

    def __init__(self, inner: Any, rows: list[Any]) -> None:
        self.inner, self._rows = inner, iter(rows)

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchmany(self, size: int = 1) -> list[Any]:
        return list(islice(self._rows, size))

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


def digest_of(rows: list[Any]) -> int:
    """By what rows look like: 1 and True, or −1 and −2, hash alike but are not the same."""
    return hash(repr(rows))


@lru_cache(maxsize=1024)
def tables_in(sql: str) -> frozenset[str]:
    """The tables a statement names, in whatever way it quotes them."""
    return triggers.tables().intersection(WORD.findall(sql))


@lru_cache(maxsize=1024)
def _same_text(sql: str) -> str:
    """Django writes each statement anew; the pages share one copy."""
    return sql


@contextmanager
def recording() -> Iterator[Reads]:
    """Everything this thread asks the database inside. Changes are seen on the default one: another makes it unsure."""
    reads = Reads()
    with ExitStack() as wrapped:
        for each in connections.all():
            wrapper = reads if each.alias == DEFAULT_DB_ALIAS else reads.elsewhere
            wrapped.enter_context(each.execute_wrapper(wrapper))
        yield reads


def cacheable(view: View) -> View:
    """The page of this view may be kept: it depends on its address, the database, the clock and nothing else.

    Not on a cookie, a query string, any other header or the visitor. It is kept when the layer asks for it, and
    then only when the answer turns out to be one that may be kept (layer.py).
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # A preview goes through the view of its page, at an address of its own.
        if WANTED not in request.META or hasattr(request, "preview_page"):
            return view(request, *args, **kwargs)
        with recording() as reads:
            response = view(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
        response.reads = reads  # type: ignore[attr-defined]
        return response

    wrapped.is_cacheable = True  # type: ignore[attr-defined]
    return wrapped
