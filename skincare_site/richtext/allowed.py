"""The allow-list for rich text, and the one function that applies it.

The editor's toolbar (`editor.py`) offers exactly what is allowed here; a test keeps the two equal.
"""

import re

from django.core.exceptions import ValidationError

from .pictures import NUMBER

TAGS = {
    "p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote",
    "table", "caption", "thead", "tbody", "tr", "th", "td", "figure",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "figure": {"data-picture"},
}
URL_SCHEMES = {"http", "https", "mailto", "tel"}

# Pasted text arrives with tags that mean the same as ours; the meaning is kept, the tag is changed.
RENAMED = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4", "b": "strong", "i": "em"}
# Their text is code or fallback markup, never words for a reader.
DROPPED_WITH_CONTENT = {"script", "style", "iframe", "object", "embed", "noscript", "template", "svg", "math"}

# Cleaning is quadratic in nesting (100,000 levels took 96 s), so size and depth are refused first.
MAX_BYTES = 300_000
MAX_DEPTH = 200

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Elements that close themselves, or that the parser closes when the next one opens.
_FLAT = frozenset(
    """
    area base br col embed hr img input link meta source track wbr p li td th tr thead tbody dd dt
    option
    """.split()
)
_RENAMES = [(re.compile(rf"<(/?){old}>"), rf"<\g<1>{new}>") for old, new in RENAMED.items()]


def depth(html: str) -> int:
    """The deepest nesting in `html`, counted from its tags in one linear pass."""
    level = deepest = 0
    for closing, name in _TAG.findall(html):
        if name.lower() in _FLAT:
            continue
        level = max(level - 1, 0) if closing else level + 1
        deepest = max(deepest, level)
    return deepest


def check_size(html: str) -> None:
    """Raise a ValidationError in plain words when `html` is too long or too deeply nested to clean."""
    if len(html.encode("utf-8", "replace")) > MAX_BYTES:
        raise ValidationError(
            f"This text is too long: at most {MAX_BYTES // 1000} KB. Split it into two pages.",
            code="too_long",
        )
    if depth(html) > MAX_DEPTH:
        raise ValidationError(
            "This text has too many boxes inside boxes. Paste it as plain text (Ctrl+Shift+V) and try again.",
            code="too_deep",
        )


def _attribute(tag: str, name: str, value: str) -> str | None:
    # The value goes back unchanged or not at all: nh3 does not look again at what is returned here.
    if name == "href" and re.match(r"^[\s\x00-\x1f]*[/\\][\s\x00-\x1f]*[/\\]", value):
        return None  # //host leaves the site while looking like a path
    if name == "data-picture" and not NUMBER.fullmatch(value):
        return None
    return value


# A tag as nh3 writes it: every attribute value in double quotes, which no value holds unescaped.
_WRITTEN_TAG = re.compile(r'(<(?:[^<>"]|"[^"]*")*>)')
_PICTURE_TAG = re.compile(r'<figure data-picture="\d+">')
# A picture can't stand inside these; it goes behind them.
_NO_PICTURE_INSIDE = {"h3", "h4", "strong", "em", "a", "caption"}


def _pictures_alone(cleaned: str) -> str:
    """Every picture an empty `figure` between blocks: what somebody put into one stays as text behind it."""
    if "<figure" not in cleaned:
        return cleaned
    parts: list[str] = []
    waiting: list[str] = []
    inside = 0
    for part in _WRITTEN_TAG.split(cleaned):
        if part.startswith(("<figure", "</figure")):
            if _PICTURE_TAG.fullmatch(part):
                (waiting if inside else parts).append(f"{part}</figure>")
            continue
        parts.append(part)
        if (tag := _TAG.match(part)) and tag[2] in _NO_PICTURE_INSIDE:
            inside += -1 if tag[1] else 1
            if not inside and waiting:
                parts += waiting
                waiting = []
    return "".join(parts + waiting)


def clean(html: str) -> str:
    """`html` with only what the allow-list permits; cleaning twice changes nothing.

    Raises ValidationError when the text is too long or nested too deeply.
    """
    import nh3  # only here: to show a text, nothing has to be cleaned

    if not html:
        return ""
    html = html.replace("\x00", "")
    check_size(html)
    cleaned = nh3.clean(
        html,
        tags=TAGS | set(RENAMED),
        clean_content_tags=DROPPED_WITH_CONTENT,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=URL_SCHEMES,
        link_rel="noopener noreferrer",
        strip_comments=True,
    )
    # Safe on nh3's output: attributes are gone from these tags, and a "<" in text is written &lt;.
    for pattern, replacement in _RENAMES:
        cleaned = pattern.sub(replacement, cleaned)
    return _pictures_alone(cleaned).strip()
