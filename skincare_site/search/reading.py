"""Reading a question: pure, no database handle, no HTML. Text and vocabulary in, `Question` out."""

import re
from dataclasses import dataclass, field
from functools import cache

from skincare_site.symptoms.recognise import Word
from skincare_site.symptoms.spelling import correct, split
from skincare_site.symptoms.vocabulary import Vocabulary
from skincare_site.symptoms.wordlists import outside_phrases
from skincare_site.symptoms.words import MAX_TOKENS, normalise, root, tokens


@dataclass
class Question:
    """What a visitor asked, as far as words can tell."""

    text: str  # normalised
    words: list[Word] = field(default_factory=list)
    day: int | None = None
    treatments: set[int] = field(default_factory=set)
    corrections: list[tuple[str, str]] = field(default_factory=list)  # (typed, read as)

    @property
    def corrected_text(self) -> str:
        """The question with its corrections, for the "did you mean" line; "" when there are none."""
        if not self.corrections:
            return ""
        text = self.text
        for typed, meant in self.corrections:
            text = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", meant, text)
        return text


_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "a": 1, "an": 1, "couple": 2, "couple of": 2,
    "a couple": 2, "a couple of": 2, "few": 3, "a few": 3, "first": 1, "second": 2, "third": 3, "fourth": 4,
    "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_AMOUNT = r"(\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")"
_UNIT_DAYS = {"h": 1 / 24, "d": 1, "j": 1, "w": 7, "s": 7, "m": 30}
_DAY_PATTERNS = [
    # "day 3", "day three", "d3", "jour 3"
    re.compile(rf"(?<!\w)(?:day|days|d|jour)\s?#?\s?{_AMOUNT}(?!\w)"),
    # "week 2"
    re.compile(rf"(?<!\w)(?P<unit>week|wk|month|mth|semaine|mois)\s?{_AMOUNT}(?!\w)"),
    # "3rd day", "third day"
    re.compile(rf"(?<!\w){_AMOUNT}(?:st|nd|rd|th)? (?:day|jour)(?!\w)"),
    # "72 hrs", "3 days later", "a week ago", "2 wks post"; a number in words stands apart ("an d…" is no day)
    re.compile(
        rf"(?<!\w){_AMOUNT}(?:(?<=\d)|\s)\s?(?P<unit>hours|hour|hrs|hr|h|days|day|d|jours|weeks|week|wks|wk|months|month|mths)"
        r"(?: (?:later|ago|on|in|post|after|since|out))?(?!\w)"
    ),
]
_NAMED_DAYS = {
    "yesterday": 1,
    "last night": 1,
    "hier": 1,
    "day before yesterday": 2,
    "last week": 7,
    "last month": 30,
}
_NAMED = re.compile(r"(?<!\w)(" + "|".join(sorted(_NAMED_DAYS, key=len, reverse=True)) + r")(?!\w)")


def take_day(text: str) -> tuple[int | None, str]:
    """The day after treatment that normalised `text` speaks of, and the text without those words."""
    for pattern in _DAY_PATTERNS:
        found = pattern.search(text)
        if found:
            amount = next(part for part in found.groups() if part and (part.isdigit() or part in _NUMBERS))
            unit = found.groupdict().get("unit") or "d"
            number = int(amount) if amount.isdigit() else _NUMBERS[amount]
            days = int(number * _UNIT_DAYS[unit[0]])
            return days, f"{text[: found.start()]} {text[found.end() :]}"
    found = _NAMED.search(text)
    if found:
        return _NAMED_DAYS[found.group(1)], f"{text[: found.start()]} {text[found.end() :]}"
    return None, text


_NEGATION_ENDS = frozenset(
    """
    but just only and mais however although though except still
    """.split()
)
# "won't go away", "not healing", "is it not normal": the complaint stands, it is not denied.
_COMPLAINTS = """
    stop go fade heal settle ease improve clear leave calm disappear better normal usual right sure know
    sleep touch shift budge quit working used helping open see breathe swallow think wait stand bear
    even only gone away enough stopped stopping fading healing improving clearing going settling
    """.split()
_REACH = 3


@cache
def _not_denials() -> frozenset[str]:
    return frozenset(map(root, _COMPLAINTS))


def mark_negations(words: list[Word]) -> None:
    """Set `negated` on the words that a "no" or "not" before them denies."""
    for index, word in enumerate(words):
        if not word.is_negation:
            continue
        reached: list[Word] = []
        for other in words[index + 1 :]:
            if other.text in _NEGATION_ENDS or other.clause != word.clause or len(reached) == _REACH:
                break
            if other.root in _not_denials():
                reached = []
                break
            if not other.is_stop:
                reached.append(other)
        for other in reached:
            other.negated = True


def read(text: str, vocabulary: Vocabulary) -> Question:
    """Read what a visitor typed.

    1. normal form, 200 characters; 2. the day, taken out; 3. words, run-togethers split, misspellings
    corrected; 4. treatment and brand names, taken out; 5. negations marked.
    """
    question = Question(text=normalise(text))
    question.day, rest = take_day(question.text)
    words: list[Word] = []
    for clause, typed in _with_clauses(rest):
        halves = split(typed, vocabulary)
        meant = None if halves else correct(typed, vocabulary)
        if halves or meant:
            question.corrections.append((typed, " ".join(halves) if halves else str(meant)))
        words += [
            Word(part, 0, typed=typed if halves or meant else "", clause=clause)
            for part in halves or (meant or typed,)
        ]
    words = _without_treatments(_joined(words, vocabulary), vocabulary, question)
    for position, word in enumerate(words):
        word.position = position
    mark_negations(words)
    _mark_outside(words)
    question.words = words
    return question


def _with_clauses(text: str) -> list[tuple[int, str]]:
    """The words of `text`, each with the number of its clause: a comma or a full stop ends one."""
    parts = enumerate(re.split(r"[,.;:!?]+", text))
    return [(clause, word) for clause, part in parts for word in tokens(part)][:MAX_TOKENS]


def _mark_outside(words: list[Word]) -> None:
    """Set `outside` on set phrases about something else ("dry cleaning"), whatever their words mean alone."""
    phrases = outside_phrases()
    for size in (2, 3):
        for start in range(len(words) - size + 1):
            span = words[start : start + size]
            if tuple(root(word.text) for word in span) in phrases:
                for word in span:
                    word.outside = True


def _joined(words: list[Word], vocabulary: Vocabulary) -> list[Word]:
    """Compounds that were typed apart ("white heads") as the one word the vocabulary knows."""
    joined: list[Word] = []
    index = 0
    while index < len(words):
        left, right = words[index], words[index + 1] if index + 1 < len(words) else None
        pair = left.text + right.text if right else ""
        # "cold sore" stays two words: phrases of ours have it so.
        known = right is not None and (left.root, right.root) in vocabulary.pairs
        if pair in vocabulary.targets and len(pair) > 6 and not known:
            joined.append(Word(pair, 0, typed=words[index].typed, clause=words[index].clause))
            index += 2
        else:
            joined.append(words[index])
            index += 1
    return joined


def _without_treatments(words: list[Word], vocabulary: Vocabulary, question: Question) -> list[Word]:
    """Take out names of treatments, longest first, so that "skin pen" says nothing about skin."""
    roots = [word.root for word in words]
    for name, treatment in vocabulary.treatments:
        size = len(name)
        while size and name[0] in roots:
            here = [index for index in range(len(roots)) if tuple(roots[index : index + size]) == name]
            if not here:
                break
            question.treatments.add(treatment)
            del words[here[0] : here[0] + size], roots[here[0] : here[0] + size]
    return words
