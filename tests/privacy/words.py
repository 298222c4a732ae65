"""Forty marked questions: each holds an invented word that stands nowhere else, some beside what points to a person.

The words are new at each run, so nothing an earlier run left behind can be mistaken for a find.
"""

import base64
import functools
import hashlib
import secrets
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

LETTERS = "bdfgklmprtvz"
VOWELS = "aeiou"


@dataclass(frozen=True)
class Marked:
    """`text` is what is asked; any of `marks` in a store is a find."""

    text: str
    marks: tuple[str, ...]


def invented() -> str:
    """Twelve letters that can be spoken, start like no word and end in no suffix a stemmer would cut."""
    pairs = "".join(secrets.choice(LETTERS) + secrets.choice(VOWELS) for _ in range(4))
    return f"zq{pairs}xk"


def _digits(count: int) -> str:
    return "".join(secrets.choice("23456789") for _ in range(count))


def _marked(shape: str) -> Marked:
    """`{w}` becomes an invented word; what else is filled in is a mark, too, when it is long enough to be one."""
    word = invented()
    filled: dict[str, str] = {}
    for name, make in {
        "phone": lambda: f"{_digits(3)} {_digits(3)} {_digits(4)}",
        "dashed": lambda: f"{_digits(3)}-{_digits(3)}-{_digits(4)}",
        "card": lambda: f"{_digits(4)}-{_digits(3)}-{_digits(3)}-zq",
        "card_number": lambda: _digits(10),
    }.items():
        if "{" + name + "}" in shape:
            filled[name] = make()
    text = shape.format(w=word, **filled)
    squeezed = [value.replace(" ", "").replace("-", "") for value in filled.values()]
    return Marked(text, (word, *filled.values(), *squeezed))


SHAPES = [
    *["{w}"] * 6, "my {w} itches", "{w} on my cheeks day 3", "is {w} normal after microneedling", "{w} {w}peel",
    "day 2 and {w} again", "pealing and {w}", "redness {w} swelling", "no {w} but bumps", "{w}'s skin", "{w}!!!",
    "{w}@clinic.example", "write to {w}@gmail.com", "{w} at gmail dot com", "www.{w}.example", "https://{w}.example/x",
    "call me {phone} {w}", "my number is {dashed} {w}", "+1 {phone} {w} is red", "{w} tel {dashed}",
    "ohip {card} {w}", "health card {card_number} {w}", "card {card_number} {w} rash", "my name is {w}", "i am called {w} and i peel",
    "12 {w} street", "{w} avenue apt 4", "born 3 march 1987 {w}", "{w} v6b 4y8", "sin number {card_number} {w}",
    "<script>{w}</script>", "' OR '{w}'='{w}", "é{w}ü", "{w}\u200b\u200b", "\u0000{w}",
]  # fmt: skip


def forty() -> list[Marked]:
    return [_marked(shape) for shape in SHAPES]


@functools.cache
def forms_of(mark: str) -> frozenset[bytes]:
    """What a mark looks like in a store: as it is, escaped, in other encodings, and under digests without a key."""
    plain = mark.lower()
    forms = {plain.encode(), quote(plain).lower().encode(), quote_plus(plain).lower().encode()}
    forms |= {plain.encode("utf-16-le"), plain.encode().hex().encode()}
    for start in range(3):  # base64 looks different by where in a text the word begins
        middle = base64.b64encode(b"\x00" * start + mark.encode()).rstrip(b"=")
        forms.add(middle[4 if start else 0 : -2].lower())
    for digest in ("md5", "sha1", "sha256"):
        forms.add(hashlib.new(digest, mark.encode()).hexdigest().encode())
    return frozenset(form for form in forms if len(form) >= 8)
