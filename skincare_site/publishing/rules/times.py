"""A6: vague times where the page holds a number. The same words serve every kind that knows its days."""

import re
from collections.abc import Iterator

from .base import Hit, Rule
from .reading import Reading

VAGUE = re.compile(
    r"\b(?:a (?:few|couple of)|several|some|many) (?:hours|days|weeks|months)\b"
    r"|\b(?:for|in|after|takes?|lasts?|need) (?:a (?:short |long |little )?while|some time|a short time|a bit)\b"
    r"|\bbefore long\b|\bin no time\b",
    re.IGNORECASE,
)
PIECES = (
    "a few",
    "couple",
    "several",
    "some ",
    "many",
    "while",
    "short time",
    "a bit",
    "before long",
    "no time",
)


def vague(reading: Reading) -> Iterator[Hit]:
    if reading.page.days() is None:
        return
    for sentence in reading.sentences:
        if sentence.has_any(PIECES) and (found := VAGUE.search(sentence.text)):
            yield Hit(sentence.field, f"“{found[0]}” is vague, and the page holds a number.", sentence.text)


RULES = [
    Rule(
        "A6", "Vague time", False,
        "Somebody on day 5 can't tell whether “a few days” has passed.",
        "Write the number: “1 to 3 days”, “until day 7”.",
        vague,
    ),
]  # fmt: skip
