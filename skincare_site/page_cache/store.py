"""Finished pages in memory, and whether they still hold. One store a process, shared by its threads."""

import datetime
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple

from django.db import DatabaseError, connection

from .changes import Changes, Unseen
from .moments import next_change
from .page import Page
from .reads import recording


class _Quiet(NamedTuple):
    """A time in which no moment changes pages: from `since` until `until`, as the tables were at the change `seen`."""

    generation: int
    seen: int
    tables: frozenset[str]
    since: float  # no kept page of this generation was begun earlier
    until: float


class Store:
    """At most `limit` bytes; the page that was not asked for the longest goes first.

    `seen` counts the changes this process has seen. A page is up to date when its own `seen` is as high. Else the
    questions that name a table which has changed since are asked again, and the page goes unless all answers are
    the same. `generation` goes up when everything goes: when a moment has passed, too. A question that was asked
    before it names an earlier "now", and its answer says nothing about what has appeared or ended since.
    """

    def __init__(self, changes: Changes, limit: int, clock: Callable[[], float] = time.time) -> None:
        self.changes, self.limit, self.clock = changes, limit, clock
        self.size = 0
        self.seen = self.generation = 1
        self._changed: dict[str, int] = {}  # table → the change that touched it last
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._lock, self._looking = threading.Lock(), threading.Lock()
        self._quiet: _Quiet | None = None

    def __len__(self) -> int:
        return len(self._pages)

    def look(self, at_once: bool = False) -> bool:
        """Learn what has changed. False when nobody can tell: then nothing may be served or kept."""
        if not at_once and not self.changes.is_due():
            return True
        with self._looking:  # nobody goes on with what was known before while somebody learns more
            try:
                changed = self.changes.look()
            except Unseen:
                self.clear()
                return False
            if changed is None:
                self.clear()
            elif changed:
                self._changed |= dict.fromkeys(changed, self.seen + 1)
                self.seen += 1
            return True

    def clear(self) -> None:
        with self._lock:
            self.generation += 1
            self.seen += 1
            self._pages.clear()
            self._changed = {}
            self._quiet = None
            self.size = 0

    def get(self, key: Hashable) -> Page | None:
        """The page, when it holds at this moment."""
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            self._pages.move_to_end(key)
        if not self.look():
            return None
        in_time = page.generation == self.generation and self.clock() < page.until
        if in_time and (page.seen == self.seen or self._still_holds(page)):
            return page
        self._drop(key, page)
        return None

    def _still_holds(self, page: Page) -> bool:
        now = self.seen  # what changes from here on is asked next time
        changed = {table for table in page.tables if self._changed.get(table, 0) > page.seen}
        if changed:
            connection.close_if_unusable_or_obsolete()
            try:
                if not all(
                    question.still_holds() for question in page.questions if question.tables & changed
                ):
                    return False
                page.until = self.next_moment()
            except DatabaseError:
                return False
            if page.generation != self.generation:
                return False
        page.seen = now
        return True

    def begin(self) -> tuple[int, int, float]:
        """What a page that is made from now on has as `seen`, `generation` and `until`. Raises DatabaseError."""
        self.next_moment()  # a moment that has passed ends the generation
        seen, generation = self.seen, self.generation
        return seen, generation, self.next_moment()

    def put(self, key: Hashable, page: Page) -> None:
        """Keep a page, if it was begun in this generation and some time is left to it."""
        with self._lock:
            if page.generation != self.generation or page.until <= self.clock() or page.size > self.limit:
                return
            old = self._pages.pop(key, None)
            self._pages[key] = page
            self.size += page.size - (old.size if old else 0)
            while self.size > self.limit:
                _key, oldest = self._pages.popitem(last=False)
                self.size -= oldest.size

    def resized(self, before: int, page: Page) -> None:
        """A kept page has made another body: make room for it."""
        with self._lock:
            if page.generation == self.generation:
                self.size += page.size - before
                while self.size > self.limit and self._pages:
                    _key, oldest = self._pages.popitem(last=False)
                    self.size -= oldest.size

    def _drop(self, key: Hashable, page: Page) -> None:
        with self._lock:
            if self._pages.get(key) is page:
                del self._pages[key]
                self.size -= page.size

    def next_moment(self) -> float:
        """The next moment that changes pages by the clock, in seconds since 1970; now when nobody can tell.

        Everything goes when one has passed since the pages were made, or turns out to have passed: an edit may set one
        that lies between the making of a page and now ("publish now"), or that comes before anybody asks again.
        Raises DatabaseError.
        """
        now = self.clock()
        quiet = self._quiet
        if quiet is None or quiet.generation != self.generation:
            quiet = self._quiet_since(now)
        elif any(self._changed.get(table, 0) > quiet.seen for table in quiet.tables):
            quiet = self._quiet_since(quiet.since)
        if quiet.until <= now and quiet.since < now:
            self.clear()
            quiet = self._quiet_since(now)
        return quiet.until

    def _quiet_since(self, since: float) -> _Quiet:
        """Read from the database; remembered, unless it says something nobody can watch."""
        generation, seen = self.generation, self.seen
        with recording() as reads:
            until = next_change(datetime.datetime.fromtimestamp(since, datetime.UTC)).timestamp()
        if reads.unsure:
            return _Quiet(generation, seen, frozenset(), since, since)
        self._quiet = _Quiet(generation, seen, reads.tables, since, until)
        return self._quiet
