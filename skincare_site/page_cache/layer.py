"""The WSGI application around Django's: answers from memory who may be, and lets everybody else through."""

import threading
from collections.abc import Callable, Hashable, Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.urls import Resolver404, resolve

from . import changes
from .kept import Keeper, using
from .page import Answer, Page
from .reads import WANTED
from .store import Store

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]

PATIENCE = 5.0  # seconds a request waits for another one that is making the same page
OK = f"{HTTPStatus.OK.value} {HTTPStatus.OK.phrase}"
NEVER = ("no-store", "private")
METHODS = ("GET", "HEAD")


class PageCache:
    """Wraps `application` (Django's WSGI handler, whose answers are Django's responses)."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.limit = int(settings.PAGE_CACHE_MB * 1024 * 1024)
        self.store: Store | None = None
        self.keeper: Keeper | None = None
        # Then an answer depends on headers that are not in the key.
        self._is_told_by_headers = bool(settings.USE_X_FORWARDED_HOST or settings.SECURE_PROXY_SSL_HEADER)
        self._ready = False
        self._lock = threading.Lock()
        self._making: dict[Hashable, threading.Event] = {}

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        answer = self.at_hand(environ)
        return self.ask(environ, start_response) if answer is None else _give(answer, start_response)

    def at_hand(self, environ: Environ) -> Answer | None:
        """The answer from memory: status line, headers and body. None: Django has to be asked."""
        store, key = self.store, self._key(environ)
        if store is None or key is None or (page := store.get(key)) is None:
            return None
        return self._answer(store, page, environ)

    def ask(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Django's answer, kept when it may be."""
        store = self.store if self._ready else self._open()
        key = self._key(environ)
        if key is None or store is None or not self._is_cacheable(environ):
            return self._pass_on(environ, start_response)
        return self._make(store, key, environ, start_response)

    def _open(self) -> Store | None:
        """At the first request, in the process that answers: nothing is shared over a fork."""
        with self._lock:
            if not self._ready:
                database = connection.vendor, str(connection.settings_dict["NAME"])
                if seen := changes.changes_of(*database):
                    self.keeper = Keeper(seen)
                keeps_pages = self.limit > 0 and not settings.DEBUG
                if keeps_pages and (seen := changes.changes_of(*database, changes.HITS)):
                    self.store = Store(seen, self.limit)
                self._ready = True
        return self.store

    def close(self) -> None:
        """Forget everything and let go of the database."""
        with self._lock:
            if self.store is not None:  # an empty one is false
                self.store.changes.close()
            if self.keeper is not None:
                self.keeper.close()
            self.store, self.keeper, self._ready = None, None, False

    def _key(self, environ: Environ) -> Hashable | None:
        """What the answer depends on; None when this request is none of ours."""
        get = environ.get
        host = get("HTTP_HOST")
        if (
            not host
            or "HTTP_COOKIE" in environ
            or get("QUERY_STRING")
            or environ["REQUEST_METHOD"] not in METHODS
            or "HTTP_AUTHORIZATION" in environ
            or self._is_told_by_headers
        ):
            return None
        return environ["wsgi.url_scheme"], host, get("SCRIPT_NAME", ""), environ["PATH_INFO"]

    @staticmethod
    def _is_cacheable(environ: Environ) -> bool:
        """Whether the view behind this address says that its pages may be kept."""
        try:
            path = environ["PATH_INFO"].encode("latin-1").decode()
            return getattr(resolve(path).func, "is_cacheable", False)
        except (Resolver404, UnicodeError):
            return False

    def _pass_on(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        try:
            with using(self.keeper):
                return self.application(environ, start_response)
        finally:
            if self.store is not None:  # an empty one is false
                self.store.changes.ask_again()
            if self.keeper is not None and environ["REQUEST_METHOD"] not in METHODS:
                self.keeper.changes.ask_again()

    def _make(self, store: Store, key: Hashable, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """One request makes the page, others that want the same one wait for it."""
        with self._lock:
            other = self._making.get(key)
            if other is None:
                mine = self._making[key] = threading.Event()
        if other is not None:
            other.wait(PATIENCE)
            page = store.get(key)
            if page is not None:
                return _give(self._answer(store, page, environ), start_response)
            return self._render(store, key, environ, start_response)
        try:
            return self._render(store, key, environ, start_response)
        finally:
            with self._lock:
                self._making.pop(key, None)
            mine.set()

    def _render(self, store: Store, key: Hashable, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Let Django answer, and keep what may be kept. What is known of the database is from before it is read."""
        connection.close_if_unusable_or_obsolete()
        try:
            if not store.look(at_once=True):
                return self._pass_on(environ, start_response)
            seen, generation, until = store.begin()
        except DatabaseError:
            return self._pass_on(environ, start_response)
        environ[WANTED] = True
        said: list[Any] = []
        response: Any = self._pass_on(environ, lambda *arguments: said.extend(arguments))
        status, headers = said[0], said[1]
        reads = getattr(response, "reads", None)
        if reads is None or reads.unsure or status != OK or response.streaming or not _may_be_kept(headers):
            start_response(status, headers)
            return response
        page = Page(status, headers, response.content, reads.questions)
        response.close()
        page.seen, page.generation, page.until = seen, generation, until
        store.put(key, page)
        return _give(self._answer(store, page, environ), start_response)

    @staticmethod
    def _answer(store: Store, page: Page, environ: Environ) -> Answer:
        before = page.size
        status, headers, body = page.answer(
            environ.get("HTTP_ACCEPT_ENCODING", ""), environ.get("HTTP_IF_NONE_MATCH", "")
        )
        if page.size != before:
            store.resized(before, page)
        return status, headers, body if environ["REQUEST_METHOD"] == "GET" else b""


def _give(answer: Answer, start_response: Any) -> Iterable[bytes]:
    status, headers, body = answer
    start_response(status, headers)
    return [body]


def _may_be_kept(headers: list[tuple[str, str]]) -> bool:
    for name, value in headers:
        lower = name.lower()
        if lower == "set-cookie" or (lower == "cache-control" and any(word in value for word in NEVER)):
            return False
        if lower == "vary" and "*" in value:
            return False
    return True
