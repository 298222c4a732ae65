"""What of a question may be counted, under which key, and in which words staff may come to see it. Pure.

Privacy: docs/decisions/0005-asked.md.
"""

import re

from django.utils.crypto import salted_hmac

from skincare_site.symptoms.vocabulary import Vocabulary
from skincare_site.symptoms.wordlists import NEGATIONS, STOP, english, neutral
from skincare_site.symptoms.words import MAX_QUESTION, MAX_TOKENS, root, tokens

from .reading import Question, take_day

# What may point to a person is never a phrase for staff. Too much is dropped rather than too little.
_PRIVATE = re.compile(
    r"""
    @ | \b(?:gmail|hotmail|yahoo|icloud)\b | \b(?:at|dot)\ \w+\ dot\b | \bdot\ (?:com|ca|org|net)\b   # e-mail
    | :/ | \bhttps?\b | \bwww\b | \w\.[a-z]{2,}                                          # a web address
    | \b[a-z]\d[a-z](?:[\s-]*\d[a-z]\d)?\b                                               # K1A 0B1, K1A
    | \b(?:street|avenue|ave|boulevard|blvd|crescent|apartment|apt|rue|address|postcode|postal|zip)\b
    | \d\w*\ (?:\S+\ ){1,2}(?:st|rd|road|dr|drive|ln|lane|ct|court|cres|way|place|pl|hwy|line|unit)\b
    | \b(?:name\ is|named|i\ am\ called|born|birthday|birth|dob|ohip|health\ card|sin\ number)\b
    """,
    re.VERBOSE,
)
_SPOKEN_DIGITS = frozenset("zero oh one two three four five six seven eight nine double".split())
_MOST_DIGITS = 3


def is_private(text: str) -> bool:
    """Whether normalised `text` may hold a number, an address or a name that points to somebody."""
    if sum(character.isnumeric() for character in text) > _MOST_DIGITS or _PRIVATE.search(text):
        return True
    return sum(word in _SPOKEN_DIGITS for word in tokens(text, limit=None)) > _MOST_DIGITS


def is_phrase(text: str) -> bool:
    """Whether normalised `text` may be counted as a phrase: not private, and no story whose end was not read."""
    whole = len(text) < MAX_QUESTION and len(tokens(text, limit=None)) <= MAX_TOKENS
    return whole and not is_private(text)


def is_common(word: str, vocabulary: Vocabulary) -> bool:
    """Whether `word` is in the staff's vocabulary or an everyday English word: no name, nothing rare."""
    bare = word.removesuffix("'s")
    return (
        bare in STOP
        or bare in NEGATIONS
        or bare in vocabulary.words
        or bare in english()
        or root(bare) in neutral()
    )


def meaning_of(question: Question) -> tuple[str, ...]:
    """What a question is grouped by: the sorted roots of its meaningful words, corrected ones as corrected.

    So order, small words, the day and misspellings make no difference. A treatment counts only when
    nothing else was asked.
    """
    parts = {word.root for word in question.words if not word.is_stop}
    return tuple(sorted(parts)) or tuple(f"treatment:{key}" for key in sorted(question.treatments))


def key_of(parts: tuple[str, ...]) -> str:
    """The keyed hash (HMAC-SHA256) under which a question is counted: without the key nobody can guess it back."""
    return salted_hmac("search.asked", " ".join(parts), algorithm="sha256").hexdigest()


def words_of(question: Question) -> str:
    """The words staff may come to see: corrected, without the day and without punctuation."""
    _day, rest = take_day(question.corrected_text or question.text)
    return " ".join(tokens(rest, limit=None))
