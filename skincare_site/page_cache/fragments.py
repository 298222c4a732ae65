"""Pieces of pages that depend on nothing but a few values, put together once for each: cards, strips, lists, the header.

Nothing here goes stale: another value is another piece. Code and templates live as long as the process; while
DEBUG is on, templates may change and nothing is remembered.
"""

from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template import loader
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

PIECES = 500  # of a few kilobytes at most; the one not asked for the longest goes first


class _Piece:
    """What is asked for, by its key. The values are let go of once they are in the piece."""

    def __init__(self, template: str, key: Hashable, values: dict[str, Any]) -> None:
        self.template, self.key, self.values = template, key, values
        self._hash = hash(key)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Piece) and self.key == other.key


def fragment(template: str, **values: Hashable) -> SafeString:
    """`template` with these values and nothing else. Equal values must mean equal words: no rows of models."""
    return fragment_of(tuple(values.items()), template, **values)


def fragment_of(key: Hashable, template: str, **values: Any) -> SafeString:
    """`template` with these values and nothing else, where `key` holds all of them that the template shows."""
    return fragments_of(template, [(key, values)])


def fragments_of(template: str, pieces: Iterable[tuple[Hashable, dict[str, Any]]]) -> SafeString:
    """One after the other for each pair of key and values. Cheaper than one by one: the language is asked for once."""
    if settings.DEBUG:
        return SafeString("".join(_rendered(template, values) for _key, values in pieces))
    where = (get_script_prefix(), get_language(), settings.CONTENT_LANGUAGE)
    return SafeString(
        "".join(_remembered(_Piece(template, (template, where, key), values)) for key, values in pieces)
    )


def _rendered(template: str, values: dict[str, Any]) -> SafeString:
    return SafeString(loader.get_template(template).render(values))


@lru_cache(maxsize=PIECES)
def _remembered(piece: _Piece) -> SafeString:
    values, piece.values = piece.values, {}
    return _rendered(piece.template, values)
