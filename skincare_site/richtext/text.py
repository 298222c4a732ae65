"""Cleaned HTML to plain text, for search, snippets and word counts."""

import html
import re

_BLOCK_END = re.compile(r"</(?:p|li|h3|h4|td|th|tr|blockquote|caption|ul|ol|table)>|<br\s*/?>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^>]*>")
_SENTENCE_END = (".", "!", "?", ":", ";")


def to_plain(rich: str) -> str:
    """The words of cleaned rich text on one line; a block without a full stop gets one."""
    parts = []
    for block in _BLOCK_END.split(rich):
        words = " ".join(html.unescape(_ANY_TAG.sub("", block)).split())
        if words:
            parts.append(words if words.endswith(_SENTENCE_END) else words + ".")
    return " ".join(parts)
