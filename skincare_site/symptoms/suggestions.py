"""What the search box suggests while somebody types: patients' words and the names staff show anyway.

Nothing that frightens: no symptom that staff left out, no word of their list, no danger sign. All of it lies
in memory and is made anew when the vocabulary changes.
"""

import threading
from dataclasses import dataclass

from .models import LayName, NeverSuggested
from .vocabulary import Vocabulary, calm, current, danger_roots
from .words import normalise, tokens

SHOWN = 6
READ = 80  # characters
FEWEST = 2  # letters
WORDS = 8


@dataclass(frozen=True)
class Suggestion:
    text: str
    words: tuple[str, ...]
    symptom: int


@dataclass(frozen=True)
class Suggestions:
    """Every suggestion: symptoms in calm order; of each its patient's words, its name, then what else it is called."""

    vocabulary: Vocabulary
    listed: list[Suggestion]


def _build(vocabulary: Vocabulary) -> Suggestions:
    never = [danger_roots(phrase) for phrase in NeverSuggested.objects.values_list("phrase", flat=True)]
    dangers = [set(danger.roots) for danger in vocabulary.dangers]
    also_called: dict[int, list[str]] = {}
    for phrase in vocabulary.phrases:
        if phrase.kind == LayName.Kind.ALSO_CALLED:
            also_called.setdefault(phrase.target, []).append(phrase.text)
    listed = []
    for symptom in sorted(vocabulary.symptoms.values(), key=calm):
        if not symptom.may_suggest:
            continue
        names = [symptom.patient_words, symptom.name, *sorted(also_called.get(symptom.pk, []))]
        for name in names:
            roots = danger_roots(name)
            # A danger sign counts with its words in any order: rather one suggestion too few.
            frightens = any(_stands_in(phrase, roots) for phrase in never) or any(
                sign <= set(roots) for sign in dangers
            )
            if not frightens:
                text = name[:1].upper() + name[1:]
                listed.append(Suggestion(text, tuple(tokens(normalise(name))), symptom.pk))
    return Suggestions(vocabulary, listed)


def _stands_in(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether the roots of `part` stand side by side, in this order, in `whole`."""
    return any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))


_lock = threading.Lock()
_current: Suggestions | None = None


def _suggestions() -> Suggestions:
    """The suggestions as staff last saved the vocabulary; one small query asks whether they changed."""
    global _current  # noqa: PLW0603  (one per process, on purpose)
    vocabulary = current()
    made = _current
    if made is None or made.vocabulary is not vocabulary:
        with _lock:
            made = _current
            if made is None or made.vocabulary is not vocabulary:
                made = _current = _build(vocabulary)
    return made


def suggest(typed: str) -> list[str]:
    """At most six texts in which every typed word begins a word; one a symptom, in calm order.

    Reads the first 80 characters. Time is bounded by the vocabulary, whatever is typed.
    """
    words = tokens(normalise(typed[:READ]), limit=WORDS)
    if sum(map(len, words)) < FEWEST:
        return []
    found: dict[int, str] = {}
    for each in _suggestions().listed:
        if each.symptom not in found and all(
            any(word.startswith(start) for word in each.words) for start in words
        ):
            found[each.symptom] = each.text
            if len(found) == SHOWN:
                break
    return list(found.values())
