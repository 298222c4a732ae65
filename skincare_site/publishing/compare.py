"""What changed between two texts, word by word; what can hurt a patient is told first. Pure functions."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

from skincare_site.richtext.text import blocks

Value = str | int | float | bool | list[str] | None
Kind = Literal["same", "removed", "added"]

# Words a side of one changed stretch; more are told apart paragraph by paragraph, which stays quick.
MAX_WORDS = 1500
AROUND = 80  # characters of unchanged text shown on each side of a change

_TOKEN = re.compile(r"\n|(?:\[(?:link|picture)[^\]\n]*\]|[^\W_]+(?:['’.,:/-][^\W_]+)*|[^\n])[ \t]*")
_NUMBER = re.compile(
    r"\d|^(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|"
    r"sixty|ninety|hundred|half|quarter|double|once|twice|dozen|"
    r"min|minutes?|hours?|days?|weeks?|fortnights?|months?|years?|daily|weekly|nightly|"
    r"spf|mg|ml|mm|cm|kg|g|percent|%|°|celsius|fahrenheit)$",
    re.IGNORECASE,
)
_NOT = re.compile(r"^(?:not|no|never|without|avoid|stop|unless|until|only|cannot|\w+n['’]t)$", re.IGNORECASE)
_CALL = re.compile(
    r"\b(?:call|calls|dial|phone|811|911|emergency|ambulance|hospital|urgent|urgently|doctor|right away|at once)\b",
    re.IGNORECASE,
)
_ANCHOR = re.compile(r"<a\b[^>]*?\bhref=\"([^\"]*)\"[^>]*>(.*?)</a>", re.IGNORECASE | re.DOTALL)
_PICTURE = re.compile(r"<(?:img|figure)\b[^>]*?(?:data-picture|src)=\"([^\"]*)\"[^>]*>", re.IGNORECASE)

NUMBER, NEGATION, CALL = "a number or a unit", "“not” or “only”", "when to call"


@dataclass(frozen=True)
class Segment:
    """A stretch of text that is the same in both, only in the old, or only in the new."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Change:
    """One changed field. `loud`: what in it needs a second look, in words; empty when nothing does."""

    field: str
    label: str
    segments: list[Segment]
    loud: tuple[str, ...] = ()
    is_list: bool = False
    only_form: bool = False  # bold, a heading's level and the like: the words are the same

    @property
    def shown(self) -> list[Segment]:
        """The segments, long unchanged stretches cut to what stands around a change."""
        last = len(self.segments) - 1
        return [
            segment if segment.kind != "same" or self.is_list else _cut(segment, number > 0, number < last)
            for number, segment in enumerate(self.segments)
        ]


def compare(
    old: Mapping[str, Value],
    new: Mapping[str, Value],
    labels: Mapping[str, str],
    *,
    html: Collection[str] = (),
    calls: Collection[str] = (),
) -> list[Change]:
    """The changed fields, loud ones first, otherwise in the order of `labels`.

    `html` names the fields that hold cleaned HTML, `calls` those in which every change is about when to call.
    A field that one side lacks counts as empty there; a field without a label is left out.
    """
    found = []
    for field, label in labels.items():
        before, after = old.get(field), new.get(field)
        if before == after or (before in _EMPTY and after in _EMPTY):
            continue
        if isinstance(before, list) or isinstance(after, list):
            change = Change(field, label, _items(_listed(before), _listed(after)), is_list=True)
            if not any(segment.kind != "same" for segment in change.segments):
                continue  # only the order
        else:
            change = _told(field, label, before, after, field in html)
        if field in calls and CALL not in change.loud:
            change = replace(change, loud=(*change.loud, CALL))
        found.append(change)
    return sorted(found, key=lambda change: not change.loud)


_EMPTY: tuple[Value, ...] = (None, "", [])


def _told(field: str, label: str, before: Value, after: Value, is_html: bool) -> Change:
    old, new = (_plain(value, is_html) for value in (before, after))
    if old == new:
        return Change(field, label, [Segment("same", old)], only_form=True)
    if any(
        isinstance(value, bool) or not isinstance(value, str)
        for value in (before, after)
        if value is not None
    ):
        # A number field is a number whatever it says; yes and no are told whole.
        pieces = [Segment("removed", old or "(empty)"), Segment("added", new or "(empty)")]
        is_number = any(type(value) in (int, float) for value in (before, after))
        return Change(field, label, pieces, (NUMBER,) if is_number else ())
    stretches = _merged(_stretches(old, new))
    return Change(field, label, [Segment(kind, text) for kind, text in stretches], _loud(stretches))


def _plain(value: Value, is_html: bool) -> str:
    """A value as text; the blocks of HTML as lines, with the addresses of its links and pictures."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    text = str(value)
    if is_html:
        text = _PICTURE.sub(r" [picture \1] ", _ANCHOR.sub(r"\2 [link: \1]", text))
        text = "\n".join(("• " if block.tag == "li" else "") + block.words for block in blocks(text))
    return text.replace("\r\n", "\n").strip()


def _listed(value: Value) -> list[str]:
    if value in _EMPTY:
        return []
    return value if isinstance(value, list) else [str(value)]


def _items(old: list[str], new: list[str]) -> list[Segment]:
    """Two lists whose order says nothing: what left, what came, what stayed."""
    gone = [Segment("removed", item) for item in old if item not in set(new)]
    come = [Segment("added", item) for item in new if item not in set(old)]
    return [*gone, *come, *(Segment("same", item) for item in new if item in set(old))]


# Two texts.

Stretch = tuple[Kind, str]


def _stretches(old: str, new: str) -> Iterator[Stretch]:
    """First by lines, then by words inside the lines that differ."""
    lines, others = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for tag, a, b, c, d in SequenceMatcher(None, lines, others).get_opcodes():
        if tag == "equal":
            yield "same", "".join(lines[a:b])
            continue
        gone, come = _TOKEN.findall("".join(lines[a:b])), _TOKEN.findall("".join(others[c:d]))
        if max(len(gone), len(come)) <= MAX_WORDS:
            yield from _by_words(gone, come)
        elif b - a == d - c > 1:
            for one, other in zip(lines[a:b], others[c:d], strict=True):
                yield from _stretches(one, other)
        else:
            yield "removed", "".join(gone)
            yield "added", "".join(come)


def _by_words(gone: list[str], come: list[str]) -> Iterator[Stretch]:
    keys, others = [token.strip(" \t") for token in gone], [token.strip(" \t") for token in come]
    for tag, a, b, c, d in SequenceMatcher(None, keys, others).get_opcodes():
        if tag == "equal":
            yield "same", "".join(come[c:d])
            continue
        if b > a:
            yield "removed", "".join(gone[a:b])
        if d > c:
            yield "added", "".join(come[c:d])


def _merged(stretches: Iterator[Stretch]) -> list[Stretch]:
    """One removed and one added stretch between two unchanged ones; what stands between two changes and holds no
    word belongs to both, so that a rewritten sentence reads as two sentences and not as confetti."""
    rows = [row for row in stretches if row[1]]
    merged: list[Stretch] = []
    changed = {"removed": "", "added": ""}

    def flush() -> None:
        for kind in ("removed", "added"):
            if changed[kind]:
                merged.append((kind, changed[kind]))
                changed[kind] = ""

    for number, (kind, text) in enumerate(rows):
        if kind != "same":
            changed[kind] += text
        elif any(changed.values()) and number + 1 < len(rows) and not re.search(r"\w|\n", text):
            changed["removed"] += text
            changed["added"] += text
        else:
            flush()
            merged.append((kind, text))
    flush()
    return merged


# What is loud.


def _loud(stretches: list[Stretch]) -> tuple[str, ...]:
    found = set()
    number = 0
    for is_same, group in groupby(stretches, key=lambda row: row[0] == "same"):
        rows = list(group)
        if not is_same:
            texts: dict[str, str] = dict(rows)
            gone, come = texts.get("removed", ""), texts.get("added", "")
            for reason, words in ((NUMBER, _NUMBER), (NEGATION, _NOT)):
                if _said(words, gone) != _said(words, come):
                    found.add(reason)
            before = stretches[number - 1][1] if number else ""
            after = stretches[number + len(rows)][1] if number + len(rows) < len(stretches) else ""
            if _CALL.search(_last_sentence(before) + gone + " " + come + _first_sentence(after)):
                found.add(CALL)
        number += len(rows)
    return tuple(reason for reason in (CALL, NUMBER, NEGATION) if reason in found)


def _said(words: re.Pattern[str], text: str) -> list[str]:
    tokens = (token.strip() for token in _TOKEN.findall(text))
    return [token.casefold() for token in tokens if words.search(token)]


def _last_sentence(text: str) -> str:
    """What a change that follows `text` stands in the same sentence with."""
    return re.split(r"[.!?]\s|\n", text)[-1]


def _first_sentence(text: str) -> str:
    return re.split(r"[.!?](?:\s|$)|\n", text)[0]


def _cut(segment: Segment, after_change: bool, before_change: bool) -> Segment:
    text = segment.text
    if len(text) <= 2 * AROUND + 40:
        return segment
    head = text[:AROUND].rsplit(" ", 1)[0] if after_change else ""
    tail = text[-AROUND:].split(" ", 1)[-1] if before_change else ""
    return Segment("same", " … ".join([head, tail]) if head or tail else text)
