"""What nearly every page reads and hardly anybody changes (clinics, red flags, the face), in the memory of this process.

A kept value goes as soon as one of the tables it was read from has changed, whoever changed it (changes.py). Where
changes can't be seen, inside a transaction, and outside of the layer (commands, shells), everything is read anew.
Kept values are shared by threads: they must never be changed.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, router

from .changes import Changes, Unseen
from .models import Change
from .reads import Question, Reads, recording

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Entry:
    value: Any
    questions: tuple[Question, ...]
    tables: frozenset[str]


class Keeper:
    """Values by name, with the questions that led to them. One a process, made by the layer."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self._lock = threading.Lock()
        self._entries: dict[str, _Entry] = {}
        self._generation = 0  # goes up with every change: what was read before it is not kept

    def value(self, name: str, read: Callable[[], T]) -> T:
        """What `read` last answered, when that still holds; else it is asked."""
        recordings = [wrapper for wrapper in connection.execute_wrappers if isinstance(wrapper, Reads)]
        if recordings and not self.changes.at_once:
            return read()  # who records knows of every change until now: nothing older may stand in its page
        entry, generation = self._look(name)
        if entry is not None:
            for reads in recordings:
                reads.questions.extend(entry.questions)
            kept: T = entry.value
            return kept
        with recording() as reads:
            found = read()
        if generation is not None and not reads.unsure:
            with self._lock:
                if generation == self._generation:
                    self._entries[name] = _Entry(found, tuple(reads.questions), reads.tables)
        return found

    def _look(self, name: str) -> tuple[_Entry | None, int | None]:
        """The entry, if it holds, and the generation; None for that when nobody can tell what has changed."""
        with self._lock:
            if self.changes.is_due():
                try:
                    changed = self.changes.look()
                except Unseen:
                    self._entries.clear()
                    self._generation += 1
                    return None, None
                if changed is None or changed:
                    self._generation += 1
                    self._entries = {
                        key: entry
                        for key, entry in self._entries.items()
                        if changed is not None and not entry.tables & changed
                    }
            return self._entries.get(name), self._generation

    def close(self) -> None:
        """Forget everything and let go of the database."""
        with self._lock:
            self._entries.clear()
            self._generation += 1
            self.changes.close()


_keeper: ContextVar[Keeper | None] = ContextVar("keeper", default=None)


@contextmanager
def using(keeper: Keeper | None) -> Iterator[None]:
    """While this thread answers a request, `until_changed` asks this keeper."""
    token = _keeper.set(keeper)
    try:
        yield
    finally:
        _keeper.reset(token)


def until_changed(name: str, read: Callable[[], T]) -> T:
    """`read()`, from memory where that is as good. The answer depends on the database only, and nobody changes it."""
    keeper = _keeper.get()
    on_a_replica = router.db_for_read(Change) != DEFAULT_DB_ALIAS  # changes are seen on the primary
    if keeper is None or on_a_replica or connection.in_atomic_block:
        return read()
    return keeper.value(name, read)
