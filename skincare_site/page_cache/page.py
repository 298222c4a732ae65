"""One finished page: status, headers, bodies, and what it was made from."""

import gzip
import hashlib
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import brotli

from .reads import Question

Headers = list[tuple[str, str]]
Answer = tuple[str, Headers, bytes]

TEXTS = ("text/", "application/json", "application/manifest+json", "application/xml", "image/svg+xml")
SMALL = 256  # bytes; below, packing gains nothing
OVERHEAD = 6000  # bytes for headers, questions and Python's own objects, about
NOT_MODIFIED = f"{HTTPStatus.NOT_MODIFIED.value} {HTTPStatus.NOT_MODIFIED.phrase}"
# Rewritten for each body.
BODY_HEADERS = {"content-length", "content-encoding", "etag", "vary"}
# Of the whole answer; without them a 304 leaves what the browser keeps.
WITH_BODY_ONLY = {"content-length", "content-type", "content-encoding"}


@lru_cache(maxsize=256)
def accepted(header: str) -> str:
    """The best encoding of ours that an `Accept-Encoding` header takes: br, gzip or identity."""
    weights = {}
    for part in header.lower().split(","):
        name, _semicolon, parameters = part.strip().partition(";")
        weight = 1.0
        if parameters.strip().startswith("q="):
            try:
                weight = float(parameters.strip()[2:])
            except ValueError:
                weight = 0.0
        weights[name.strip()] = weight
    every = weights.get("*", 0.0)
    found = [(weights.get(name, every), rank, name) for rank, name in enumerate(["gzip", "br"])]
    weight, _rank, name = max(found)
    return name if weight > 0 else "identity"


@lru_cache(maxsize=1024)
def _same(value: Any) -> Any:
    """The pages share one copy of what they all say: the policy and other headers, the tables they read."""
    return value


class Page:
    """Bodies are made when the first browser asks for them. Brotli takes the place of the plain bytes."""

    __slots__ = (
        "_answers", "_bodies", "_headers", "_is_text", "_status", "_tag", "generation", "questions", "seen", "size",
        "tables", "until",
    )  # fmt: skip

    def __init__(self, status: str, headers: Headers, body: bytes, questions: list[Question]) -> None:
        self._status = status
        self._headers = [_same(header) for header in headers if header[0].lower() not in BODY_HEADERS]
        vary = next((value for name, value in headers if name.lower() == "vary"), "")
        kind = next((value for name, value in headers if name.lower() == "content-type"), "")
        self._is_text = kind.startswith(TEXTS) and len(body) >= SMALL
        if self._is_text:
            vary = ", ".join(filter(None, [vary, "Accept-Encoding"]))
        if vary:
            self._headers.append(("Vary", vary))
        self._tag = hashlib.blake2b(body, digest_size=12).hexdigest()
        self._bodies = {"identity": body}
        self._answers: dict[str, tuple[str, Headers, Headers, bytes]] = {}
        self.questions = questions
        self.tables: frozenset[str] = _same(frozenset().union(*(question.tables for question in questions)))
        self.seen = 0  # the change up to which it is known to hold (store.py)
        self.generation = 0
        self.until = 0.0  # seconds since 1970
        self.size = OVERHEAD + len(body)

    def answer(self, accept: str, if_none_match: str) -> Answer:
        """Status line, headers and body for a request with these two headers ("" when it has none)."""
        encoding = accepted(accept) if self._is_text and accept else "identity"
        made = self._answers.get(encoding) or self._make(encoding)
        tag, headers, short, body = made
        if if_none_match and _names(if_none_match, tag):
            return NOT_MODIFIED, short, b""
        return self._status, headers, body

    def _make(self, encoding: str) -> tuple[str, Headers, Headers, bytes]:
        body = self._body(encoding)
        tag = f'"{self._tag}"' if encoding == "identity" else f'"{self._tag}-{encoding}"'
        headers = [*self._headers, ("ETag", tag), ("Content-Length", str(len(body)))]
        if encoding != "identity":
            headers.append(("Content-Encoding", encoding))
        short = [header for header in headers if header[0].lower() not in WITH_BODY_ONLY]
        made = (tag, headers, short, body)
        if encoding == "br":  # what nearly every browser takes: the plain bytes can be had from it
            self._bodies.pop("identity", None)
            self._answers.pop("identity", None)
        self._answers[encoding] = made
        self.size = OVERHEAD + sum(map(len, self._bodies.values()))
        return made

    def _body(self, encoding: str) -> bytes:
        bodies = dict(self._bodies)
        if encoding not in bodies:
            plain = bodies["identity"] if "identity" in bodies else brotli.decompress(bodies["br"])
            if encoding == "br":
                # A window of 128 kB holds the longest page; the default one costs each thread 2 MB and packs no better.
                plain = brotli.compress(plain, quality=5, lgwin=17)
            elif encoding == "gzip":
                plain = gzip.compress(plain, 6, mtime=0)
            self._bodies[encoding] = bodies[encoding] = plain
        return bodies[encoding]


def _names(header: str, tag: str) -> bool:
    """Whether an `If-None-Match` header names this tag; a proxy may have made it a weak one."""
    return header == tag or header.strip() == "*" or tag in {
        part.strip().removeprefix("W/") for part in header.split(",")
    }  # fmt: skip
