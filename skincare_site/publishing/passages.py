"""What a page says, piece by piece: every visible text with the name of the field it stands in."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Passage:
    """One visible text of a page.

    `kind` is "line" (plain text) or "html" (cleaned rich text). `lead` is what the page prints before it when
    the text only finishes a sentence, such as “Call the clinic if:”.
    """

    field: str
    label: str
    kind: Literal["line", "html"]
    text: str
    lead: str = ""
