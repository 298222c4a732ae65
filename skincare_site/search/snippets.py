"""The sentence or two of a page that answer best, with the matched words marked. Safe by construction."""

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from skincare_site.symptoms.words import normalise, root

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?])(?<![ap]\.m\.)(?<!e\.g\.)(?<!i\.e\.)(?<!\bDr\.)\s+")
LENGTH = 220  # characters


@lru_cache(maxsize=50_000)
def _root(word: str) -> str:
    """The stem of a word as it stands in a text."""
    return root(normalise(word))


def snippet(text: str, stems: AbstractSet[str]) -> SafeString:
    """About 220 characters of plain `text` around the best sentence; every piece escaped, matches in <mark>."""
    # A line of a list begins small; out of its list it is a sentence like the others.
    sentences = [
        sentence[0].upper() + sentence[1:] for sentence in _SENTENCE.split(text[:20_000]) if sentence
    ]
    if not sentences:
        return mark_safe("")
    counts = [len(stems & {_root(word) for word in _WORD.findall(sentence)}) for sentence in sentences]
    best = counts.index(max(counts))
    chosen = sentences[best]
    for following in sentences[best + 1 :]:
        if len(chosen) + len(following) >= LENGTH:
            break
        chosen += " " + following
    if len(chosen) > LENGTH + 60:
        chosen = chosen[:LENGTH].rsplit(" ", 1)[0] + "…"
    pieces: list[str] = []
    end = 0
    for word in _WORD.finditer(chosen):
        if _root(word.group()) not in stems:
            continue
        pieces += [escape(chosen[end : word.start()]), "<mark>", escape(word.group()), "</mark>"]
        end = word.end()
    pieces.append(escape(chosen[end:]))
    return mark_safe("".join(pieces))
