"""The threads of a worker: one is enough for pages from memory, the others rest until it has to ask Django.

Threads that answer from memory at the same time take the interpreter from each other at every page, which makes it a
quarter dearer. It works with a server that gives each request to any thread of one pool, as granian does; a server with
a thread for each connection must have no crew: what rests there is somebody's connection.
"""

import threading
from collections.abc import Iterable, Iterator
from typing import Any

from .layer import Environ, PageCache

AT_MOST = 1.0  # seconds of rest: nobody has to be woken, should the others be stuck for a reason unknown here


class Hand:
    """What the crew knows of a thread. It goes with its thread."""

    def __init__(self, free: set[int]) -> None:
        self._free = free
        self.woken = threading.Event()
        free.add(id(self))

    def __del__(self) -> None:
        self._free.discard(id(self))


class Crew:
    """Of its threads, `free` ones wait for requests or answer from memory; the others rest or are with Django."""

    def __init__(self) -> None:
        self._free: set[int] = set()
        self._resting: list[Hand] = []
        self._own = threading.local()
        self._lock = threading.Lock()

    def _me(self) -> Hand:
        try:
            hand: Hand = self._own.hand
        except AttributeError:
            hand = self._own.hand = Hand(self._free)
        return hand

    def has_spare(self) -> bool:
        """Whether somebody else can take requests while the calling thread rests."""
        self._me()
        return len(self._free) > 1

    def rest(self) -> None:
        """Rest until somebody goes to Django and nobody else is there."""
        me = self._me()
        with self._lock:
            if len(self._free) < 2:
                return
            self._free.discard(id(me))
            self._resting.append(me)
            me.woken.clear()
        me.woken.wait(AT_MOST)
        with self._lock:
            if me in self._resting:
                self._resting.remove(me)
            self._free.add(id(me))

    def leave(self) -> None:
        """The calling thread goes to Django."""
        with self._lock:
            self._free.discard(id(self._me()))
            if not self._free and self._resting:
                self._resting.pop().woken.set()

    def come_back(self) -> None:
        """It takes requests again."""
        with self._lock:
            self._free.add(id(self._me()))


class ThenRest:
    """A body, and a rest for the thread that gave it: servers close an answer when all of it has been sent."""

    def __init__(self, body: bytes, crew: Crew) -> None:
        self._body, self._crew = body, crew

    def __iter__(self) -> Iterator[bytes]:
        yield self._body

    def close(self) -> None:
        self._crew.rest()


class ThenBack:
    """Django's answer; the thread is back when it is closed, which may be long after it was made: a slow line, a download."""

    def __init__(self, answer: Iterable[bytes], crew: Crew) -> None:
        self._answer, self._crew = answer, crew

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        try:
            getattr(self._answer, "close", lambda: None)()
        finally:
            self._crew.come_back()


class Crewed:
    """The page cache, and a crew of the threads that call it."""

    def __init__(self, cache: PageCache) -> None:
        self.cache, self.crew = cache, Crew()

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        answer = self.cache.at_hand(environ)
        if answer is not None:
            status, headers, body = answer
            start_response(status, headers)
            return ThenRest(body, self.crew) if body and self.crew.has_spare() else [body]
        self.crew.leave()
        try:
            return ThenBack(self.cache.ask(environ, start_response), self.crew)
        except BaseException:
            self.crew.come_back()
            raise
