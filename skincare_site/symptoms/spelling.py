"""Misspellings: towards the vocabulary's own words only, never away from a correct English word."""

from functools import lru_cache

from .vocabulary import Vocabulary
from .wordlists import STOP, english, neutral, outside
from .words import root


def allowed_edits(word: str) -> int:
    """How many letters may be wrong: 1 up to 5 letters, 2 up to 9, 3 beyond."""
    return 1 if len(word) <= 5 else 2 if len(word) <= 9 else 3


def is_known(word: str, vocabulary: Vocabulary) -> bool:
    """Whether `word` is right as it stands: ours, English, or a stem of ours."""
    if word in STOP or word in vocabulary.words or word in english():
        return True
    if word.endswith(("er", "ers")) and word.removesuffix("s")[:-2] in english():
        return True  # a peeler, a scanner: made from a word that is right
    stem = root(word)
    return stem in vocabulary.rarity or stem in neutral() or stem in outside()


def correct(word: str, vocabulary: Vocabulary) -> str | None:
    """The vocabulary's word that `word` most likely stands for; None when it needs or has no correction."""
    if len(word) < 3 or any(character.isdigit() for character in word) or is_known(word, vocabulary):
        return None
    return _nearest(word, vocabulary)


@lru_cache(maxsize=4096)
def _nearest_cached(word: str, version: object, choices: tuple[str, ...]) -> str | None:
    from rapidfuzz import process  # only here: many a question has no slip
    from rapidfuzz.distance import OSA, JaroWinkler

    found = process.extract(
        word, choices, scorer=OSA.distance, score_cutoff=allowed_edits(word) + 1, limit=None
    )
    if not found:
        return None

    def rank(row: tuple[str, float, int]) -> tuple[float, bool, float, str]:
        choice, distance, _index = row
        return (distance, choice[0] != word[0], -JaroWinkler.similarity(word, choice), choice)

    best = min((row for row in found if _plausible(word, row[0], row[1])), key=rank, default=None)
    return best[0] if best else None


def _plausible(word: str, choice: str, distance: float) -> bool:
    """A short word changed in its first letter is another word, not a slip."""
    if abs(len(word) - len(choice)) > allowed_edits(word):
        return False
    if distance > allowed_edits(word):
        # One edit more for the same letters in another order ("ichty").
        return sorted(word) == sorted(choice) and word[0] == choice[0]
    return not (distance >= 2 and word[0] != choice[0])


def _nearest(word: str, vocabulary: Vocabulary) -> str | None:
    return _nearest_cached(word, vocabulary.version, vocabulary.choices)


def split(word: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """Two of the vocabulary's words written as one ("coldsore"); None when `word` is no such thing."""
    if len(word) < 7 or is_known(word, vocabulary):
        return None
    for cut in range(3, len(word) - 2):
        left, right = word[:cut], word[cut:]
        if left in vocabulary.targets and right in vocabulary.targets:
            return left, right
    return None
