"""Words: normal form, tokens, stems. Pure functions; the same for questions, vocabulary and index."""

import re
import threading
import unicodedata
from functools import cache, lru_cache
from typing import Any

MAX_QUESTION = 200  # characters read of a question
MAX_TOKENS = 24

# The stemmer keeps the word it works on: two threads at once got errors and false stems.
_stemming = threading.Lock()
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"'})
_HYPHENATED = re.compile(r"[^\W_\d]+-[^\W_\d]+")
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")

# Stems that Snowball leaves apart though they are one word to a patient.
_SAME_ROOT = {
    "fainted": "fainted", "fainting": "fainted",  # not the "faint" of faint lines
    "darker": "dark", "darken": "dark", "darkest": "dark", "redder": "red", "reddish": "red", "reddest": "red",
    "redden": "red", "drier": "dri", "dryness": "dri", "dry": "dri", "driest": "dri",
    "itchi": "itch", "itchier": "itch", "puffi": "puff", "puffier": "puff", "flaki": "flake", "flakier": "flake",
    "scabbi": "scab", "crusti": "crust", "crustier": "crust", "spotti": "spot", "bumpi": "bump", "pimpli": "pimpl",
    "tingli": "tingl", "prickli": "prickl", "scali": "scale", "peeli": "peel", "stingi": "sting", "stung": "sting",
    "swollen": "swell", "swelt": "swell", "swoll": "swell", "swole": "swell", "bled": "bleed", "blood": "blood",
    "bloodi": "blood", "burnt": "burn", "sunburnt": "sunburn", "broke": "break", "broken": "break", "rough": "rough",
    "tighter": "tight", "tighten": "tight", "sorer": "sore", "hotter": "hot", "warmer": "warm", "warmth": "warm",
    "pinker": "pink", "pinkish": "pink", "purplish": "purpl", "brownish": "brown", "brownier": "brown",
    "yellowish": "yellow", "greenish": "green", "whiter": "white", "whitish": "white", "blotchi": "blotch",
    "patchi": "patch", "oozi": "ooz", "flushi": "flush", "blistery": "blister", "ashi": "ash", "greasi": "greas",
    "oili": "oili", "lumpi": "lump", "worse": "wors", "worsen": "wors", "worst": "wors",
    "fallen": "fall", "fell": "fall", "came": "come", "gotten": "get", "got": "get", "went": "go", "gone": "go",
    "goes": "go", "felt": "feel", "hurt": "hurt", "bitten": "bite", "shed": "shed", "children": "child", "teeth": "tooth",
}  # fmt: skip


def normalise(text: str) -> str:
    """Lower case, one kind of quote, no accents, no control or format characters, single spaces.

    Reads at most 200 characters of `text`; never fails, whatever is typed.
    """
    text = unicodedata.normalize("NFKC", text[: MAX_QUESTION * 2]).casefold().translate(_QUOTES)
    text = "".join(
        " " if unicodedata.category(character)[0] in "CZ" else character
        for character in unicodedata.normalize("NFD", text)
        if unicodedata.category(character) not in ("Mn", "Me", "Cf")
    )
    return " ".join(unicodedata.normalize("NFC", text).split())[:MAX_QUESTION].strip()


def tokens(text: str, limit: int | None = MAX_TOKENS) -> list[str]:
    """The words of normalised `text`, in order; at most `limit` of them (None: all)."""
    return _TOKEN.findall(text)[:limit]


@cache
def _stemmer() -> Any:
    # Made for the first word: the package brings every language it has.
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=50_000)
def root(word: str) -> str:
    """The stem of one normalised word, with British and American spellings and irregular forms united."""
    word = word.replace("'s", "") if word.endswith("'s") else word
    word = american(word)
    with _stemming:
        stem: str = _stemmer().stemWord(word)
    return _SAME_ROOT.get(stem, _SAME_ROOT.get(word, stem))


_SPELLINGS = [
    (re.compile(r"oedema"), "edema"),
    (re.compile(r"haem"), "hem"),
    (re.compile(r"oea(?=$|[a-z])"), "ea"),
    (re.compile(r"^(colo|discolo|odo|flavo|tumo|neighbo|favo|hono|humo|rumo|labo|vapo)ur"), r"\1r"),
    (re.compile(r"is(e|ed|er|ers|es|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"^grey"), "gray"),
    (re.compile(r"centre$"), "center"),
]
# Words whose "-ise" belongs to them in every spelling.
_KEEP_ISE = frozenset(
    """
    rise rises rising arise bruise bruised bruises bruising noise noises raise raised raises raising
    wise exercise exercised exercises exercising otherwise likewise advise advised surprise surprised
    promise cruise disguise precise concise praise poise franchise supervise revise televise merchandise
    paradise premise expertise surprising advising raiser riser wiser poised
    """.split()
)


def american(word: str) -> str:
    """One spelling for words that Canada, Britain and the United States spell differently."""
    for pattern, replacement in _SPELLINGS:
        if replacement.startswith("iz") and word in _KEEP_ISE:
            continue
        word = pattern.sub(replacement, word)
    return word


def page_roots(text: str) -> list[str]:
    """Stems of all words of a page, in order, for the index."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold().translate(_QUOTES))
    bare = (
        plain
        if plain.isascii()
        else "".join(character for character in plain if unicodedata.category(character) != "Mn")
    )
    found = [root(word) for word in tokens(bare, limit=None)]
    # "make-up" is found as "make", "up" and "makeup".
    return found + [root(word.replace("-", "")) for word in _HYPHENATED.findall(bare)]
