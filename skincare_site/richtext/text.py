"""Cleaned HTML to plain text: for search, snippets and word counts, and block by block for the content checks."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_BLOCK_END = re.compile(r"</(?:p|li|h3|h4|td|th|tr|blockquote|caption|ul|ol|table)>|<br\s*/?>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^>]*>")
_SENTENCE_END = (".", "!", "?", ":", ";")

_BLOCK_TAG = re.compile(
    r"<(/?)(p|li|h[1-6]|td|th|tr|blockquote|caption|ul|ol|table|thead|tbody|figure|figcaption)\b[^>]*>",
    re.IGNORECASE,
)
_LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.IGNORECASE | re.DOTALL)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)

_GAP = re.compile(r"[.!?…][.!?…]*[\"”’')\]]*\s+")
_LAST_WORD = re.compile(r"[\w.]+$")
# A full stop after these never ends a sentence; after the second group it does when a capital follows.
_SHORT = frozenset("e.g i.e eg ie dr mr mrs ms st vs cf approx nos fig incl max min".split())
_SHORT_OR_LAST = frozenset("etc a.m p.m am pm".split())


def _words(piece: str) -> str:
    return " ".join(html.unescape(_ANY_TAG.sub("", piece)).split())


def to_plain(rich: str) -> str:
    """The words of cleaned rich text on one line; a block without a full stop gets one."""
    parts = []
    for block in _BLOCK_END.split(rich):
        words = _words(block)
        if words:
            parts.append(words if words.endswith(_SENTENCE_END) else words + ".")
    return " ".join(parts)


@dataclass(frozen=True)
class Block:
    """One paragraph, heading, list item or table cell as plain words.

    `lead` is what a list item continues: the words of the paragraph before its list when they end with a colon.
    """

    tag: str
    words: str
    lead: str = ""


def blocks(rich: str) -> Iterator[Block]:
    """The blocks of cleaned rich text in reading order; empty paragraphs are left out, empty headings are not."""
    tag, start, lead, in_list = "p", 0, "", 0
    for found in [*_BLOCK_TAG.finditer(rich), None]:
        words = _words(rich[start : found.start() if found else len(rich)].replace("<br", " <br"))
        closing = bool(found and found[1])
        if words or (tag.startswith("h") and closing):
            yield Block(tag, words, lead if in_list else "")
            if not in_list:
                lead = words if words.endswith(":") else ""
        if found is None:
            return
        name = found[2].lower()
        if name in ("ul", "ol"):
            in_list = max(0, in_list + (-1 if closing else 1))
        tag = "p" if closing or name in ("ul", "ol", "table", "tr", "thead", "tbody", "figure") else name
        start = found.end()


def links(rich: str) -> list[tuple[str, str]]:
    """(address, words) of every link; a link without an address has an empty one."""
    found = []
    for attributes, inner in _LINK.findall(rich):
        address = _HREF.search(attributes)
        found.append(
            (html.unescape((address[1] or address[2] or "") if address else "").strip(), _words(inner))
        )
    return found


def sentences(words: str) -> list[str]:
    """Plain text cut into sentences. “e.g.”, “Dr.” and “7 a.m.” do not end one; a colon does not either."""
    found, start = [], 0
    for gap in _GAP.finditer(words):
        before = _LAST_WORD.search(words, max(start, gap.start() - 15), gap.start())
        if (
            before
            and words[gap.start()] == "."
            and not words[start : gap.end()].rstrip().endswith(("..", "…"))
        ):
            last = before[0].casefold()
            follows = words[gap.end() : gap.end() + 1]
            if last in _SHORT or (last in _SHORT_OR_LAST and not follows.isupper()):
                continue
        found.append(words[start : gap.end()].strip())
        start = gap.end()
    if rest := words[start:].strip():
        found.append(rest)
    return found
