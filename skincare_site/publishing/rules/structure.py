"""B6 and A4: headings in order, paragraphs that a tired person can read."""

from collections.abc import Iterator

from .base import Hit, Rule
from .reading import Reading

MAX_SENTENCES = 3


def headings(reading: Reading) -> Iterator[Hit]:
    title = " ".join(reading.page.title.split()).rstrip(".").casefold()
    above: dict[str, int] = {}
    for paragraph in reading.paragraphs:
        if not paragraph.tag.startswith("h"):
            continue
        level, last = int(paragraph.tag[1]), above.get(paragraph.field, 2)
        above[paragraph.field] = level
        if not paragraph.words:
            yield Hit(
                paragraph.field,
                "There is an empty heading.",
                fix="Write the heading, or delete the empty line.",
            )
        elif paragraph.words.rstrip(".").casefold() == title:
            yield Hit(
                paragraph.field,
                "The page's title stands again as a heading in the text.",
                paragraph.words,
                fix="Delete this heading: the page writes its title itself.",
            )
        elif level > last + 1:
            yield Hit(
                paragraph.field,
                "A small heading stands here with no large heading before it.",
                paragraph.words,
            )


def short_paragraphs(reading: Reading) -> Iterator[Hit]:
    for paragraph in reading.paragraphs:
        count = len(paragraph.sentences)
        if paragraph.tag in ("p", "li", "td", "blockquote") and count > MAX_SENTENCES:
            yield Hit(paragraph.field, f"This paragraph has {count} sentences.", paragraph.words)


RULES = [
    Rule(
        "B6", "Headings", True,
        "Screen readers jump from heading to heading; a missing step sounds like missing text.",
        "Make it “Heading”, or put a “Heading” before it.",
        headings,
    ),
    Rule(
        "A4", "Long paragraph", False,
        "A worried reader on a phone loses the place in a long paragraph.",
        "Split it: 3 sentences or fewer.",
        short_paragraphs,
    ),
]  # fmt: skip
