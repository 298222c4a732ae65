"""A8: brand names are search words only, never shown."""

import re
from collections.abc import Iterator

from skincare_site.publishing.rules import RULES, Hit, Reading, Rule
from skincare_site.publishing.rules.links import THINGS

from .models import LayName, Symptom
from .wordlists import english
from .words import normalise


def _alternatives(phrases: list[str]) -> str:
    return "|".join(
        re.escape(phrase) for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    )


def _brands() -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """What finds brands in normalised text, and what finds those that are also English words ("exceed").

    The latter count only where they are written as a name: with a capital inside a sentence.
    """
    kept = LayName.objects.filter(kind=LayName.Kind.BRAND).values_list("phrase", flat=True)
    phrases = {phrase for phrase in kept if phrase}
    words = [phrase for phrase in phrases if phrase in english()]
    names = [phrase.replace("-", " ") for phrase in phrases if phrase not in english()]
    return (
        re.compile(rf"\b(?:{_alternatives(names)})\b") if names else None,
        re.compile(rf"(?<=[^.!?:] )(?:{_alternatives([word.capitalize() for word in words])})\b")
        if words
        else None,
    )


def brands_hidden(reading: Reading) -> Iterator[Hit]:
    names, words = reading.shared.once("brands", _brands)
    for sentence in reading.sentences:
        plain = sentence.folded if sentence.text.isascii() else normalise(sentence.text)
        found = (names and names.search(plain.replace("-", " "))) or (words and words.search(sentence.text))
        if found:
            yield Hit(sentence.field, f"“{found[0]}” is a brand name.", sentence.text)


ADVISING = [
    Rule(
        "A8", "Brand name", False,
        "A clinic's page that names a brand reads as an advertisement, and dates quickly.",
        "Say what kind of product it is. The brand stays findable as a wording of its symptom.",
        brands_hidden,
    ),
]  # fmt: skip

RULES.extend(ADVISING)
THINGS["search:symptom"] = lambda: set(Symptom.objects.values_list("slug", flat=True))
