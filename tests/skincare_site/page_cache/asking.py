"""Requests to the WSGI application as a server makes them, past Django's test client."""

import io
import sys
from dataclasses import dataclass

from django.core.handlers.wsgi import WSGIHandler

from skincare_site.page_cache.layer import PageCache


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def __getitem__(self, name: str) -> str:
        return ", ".join(value for key, value in self.headers if key.lower() == name.lower())

    @property
    def text(self) -> str:
        return self.body.decode()


def environ(address: str, method: str = "GET", body: bytes = b"", **headers: str) -> dict:
    path, _mark, query = address.partition("?")
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }


def ask(application, address: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    said: list = []
    made = application(environ(address, method, body, **headers), lambda *arguments: said.extend(arguments))
    try:
        return Answer(int(said[0].split()[0]), said[1], b"".join(made))
    finally:
        getattr(made, "close", lambda: None)()


class Site:
    """The whole site behind its page cache. `made` counts the answers that Django had to make."""

    def __init__(self) -> None:
        self.django, self.made = WSGIHandler(), 0
        self.cache = PageCache(self._counted)

    def _counted(self, given, start_response):
        self.made += 1
        return self.django(given, start_response)

    def ask(self, address: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        return ask(self.cache, address, method, body, **headers)

    def edited(self) -> None:
        """The test wrote something itself, as a request of this process would have."""
        if self.cache.store is not None:
            self.cache.store.changes.ask_again()
        if self.cache.keeper is not None:
            self.cache.keeper.changes.ask_again()

    def is_kept(self, address: str, **headers: str) -> bool:
        """Whether asking again needs no Django."""
        self.ask(address, **headers)
        before = self.made
        self.ask(address, **headers)
        return self.made == before
