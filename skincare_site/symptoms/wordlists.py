"""The word lists in `data/`: common English, words outside the subject, words that say nothing."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from .words import root

_DATA = Path(__file__).parent / "data"


def _read(name: str) -> frozenset[str]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


class LongList:
    """A very long list of words, as text by first letters: a tenth of the memory that a set takes."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_start = {
            start: "\n".join(["", *same, ""]) for start, same in groupby(sorted(words), lambda word: word[:2])
        }

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and f"\n{word}\n" in self._by_start.get(word[:2], "")

    def __iter__(self) -> Iterator[str]:
        return (word for same in self._by_start.values() for word in same.split())


@cache
def english() -> LongList:
    """Common English words (SCOWL, level 60): never taken for a misspelling."""
    return LongList(_read("english_words.txt"))


@cache
def outside() -> frozenset[str]:
    """Roots of words that show a question is about something else than the skin of the face."""
    return frozenset(root(word) for word in _read("outside_words.txt"))


@cache
def outside_phrases() -> frozenset[tuple[str, ...]]:
    """Roots of set phrases about something else, though their words are ours: "dry cleaning", "bee sting"."""
    return frozenset(tuple(root(word) for word in phrase.split()) for phrase in _read("outside_phrases.txt"))


@cache
def for_clinic() -> frozenset[str]:
    """Roots of words of questions for the clinic: prices, parking, hours."""
    return frozenset(root(word) for word in _read("clinic_words.txt"))


@cache
def neutral() -> frozenset[str]:
    """Roots of words that come with any symptom and speak neither for nor against one."""
    return frozenset(root(word) for word in _read("neutral_words.txt"))


# Function words and question words, as roots and as typed. "no", "not", "off", "out" and "up" carry meaning.
STOP = frozenset(
    """
    a about after again all also am an and any are as at be because been before being but by came can
    could did do does doing done for from get gets getting got had has have having he her here hers him
    his how i i'd i'll i'm i've if in into is it it's its just like many may me might mine more most
    much must my of on once one only or other our per please s she should since so some such than that
    that's the their them then there these they this those though to today too very was we were what
    what's when where which while who whose why will with would yet you your is it normal normally usual
    usually okay ok fine bad good help need want think know feel feels feeling look looks looking seem
    seems really still now long last lasts lasting something anything own
    im ive id thats whats hows wheres theres session sessions
    owns owned clinic clinics use using used wear wearing put putting take taking start
    """.split()
)

# All of them read as one word, "not": a phrase such as "won't heal" matches "isn't healing" too.
NEGATIONS = frozenset(
    """
    no not without isn't isnt ain't aint don't dont doesn't doesnt didn't didnt aren't arent wasn't
    wasnt never nor won't wont can't cant cannot haven't havent hasn't hasnt pas sans
    """.split()
)
NOT = "not"


def meaning(word: str) -> str:
    """The root of a word, with every negation as "not"."""
    return NOT if word in NEGATIONS else root(word)
