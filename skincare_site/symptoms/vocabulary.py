"""The vocabulary in memory: every phrase staff keep, ready to be matched. Rebuilt when its version changes."""

import math
import threading
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from .models import DangerSign, LayName, Symptom, VocabularyVersion
from .wordlists import STOP, meaning
from .words import normalise, root, tokens

ENOUGH = 0.5  # of a phrase's weight: what there has to be of it at least


@dataclass(frozen=True)
class Phrase:
    """One wording, ready to match: the roots of its meaningful words in order."""

    text: str
    roots: tuple[str, ...]
    target: int  # primary key of the symptom
    kind: str

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The roots, each once. In order: sums and distances are the same in every process."""
        return tuple(dict.fromkeys(self.roots))


@dataclass(frozen=True)
class Danger:
    text: str
    roots: tuple[str, ...]
    level: str

    @cached_property
    def parts(self) -> frozenset[str]:
        return frozenset(self.roots)


@dataclass
class Vocabulary:
    """Phrases by root, weights of roots, and the words that a misspelling may be corrected to."""

    version: uuid.UUID | None
    symptoms: dict[int, Symptom] = field(default_factory=dict)
    phrases: list[Phrase] = field(default_factory=list)
    by_root: dict[str, list[Phrase]] = field(default_factory=dict)
    rarity: dict[str, float] = field(default_factory=dict)
    words: frozenset[str] = frozenset()  # every word of every phrase, as typed
    targets: dict[str, int] = field(default_factory=dict)  # words to correct towards → phrases that use them
    choices: tuple[str, ...] = ()  # the same words, sorted, for the edit-distance search
    pairs: frozenset[tuple[str, str]] = frozenset()  # roots that stand side by side in some phrase
    treatments: list[tuple[tuple[str, ...], int]] = field(default_factory=list)
    dangers: list[Danger] = field(default_factory=list)
    _weights: dict[tuple[str, ...], float] = field(default_factory=dict)
    _to_try: dict[str, list[tuple[Phrase, tuple[str, ...]]]] = field(default_factory=dict)

    def to_try(self, part: str) -> list[tuple[Phrase, tuple[str, ...]]]:
        """The phrases with this root; with each, its other roots if one of them has to be there too."""
        if part not in self.by_root:
            return []
        if part not in self._to_try:
            self._to_try[part] = [
                (
                    phrase,
                    () if self.rarity[part] / self.weight(phrase) >= ENOUGH else _without(phrase.parts, part),
                )
                for phrase in self.by_root[part]
            ]
        return self._to_try[part]

    def weight(self, phrase: Phrase) -> float:
        """What the words of `phrase` weigh together."""
        parts = phrase.parts
        if parts not in self._weights:
            # Sorted, so that the sum is the same to the last bit in every process.
            self._weights[parts] = sum(sorted(self.rarity[part] for part in parts))
        return self._weights[parts]


def _without(parts: tuple[str, ...], part: str) -> tuple[str, ...]:
    return tuple(other for other in parts if other != part)


def calm(symptom: Symptom) -> tuple[int, str]:
    """To sort by: what is usual first."""
    return symptom.order, symptom.name


# Words of a danger sign that may be missing; all others, "feel" and "keep" too, must be there.
_SMALL = frozenset(
    "a an the my your his her their is are am was i it its it's i'm im of in on and to have has got".split()
)


def danger_roots(text: str) -> tuple[str, ...]:
    """Roots of the words a danger sign cannot do without: "feel faint" is more than "faint"."""
    words = tokens(normalise(text))
    return tuple(meaning(word) for word in words if word not in _SMALL) or tuple(map(meaning, words))


def content_roots(text: str) -> tuple[str, ...]:
    """Roots of the words of `text` that carry meaning; all of them when none does."""
    words = tokens(normalise(text))
    kept = tuple(meaning(word) for word in words if word not in STOP)
    return kept or tuple(meaning(word) for word in words)


# Nobody's slip is meant to be another slip, or a word of another language.
_NOT_TARGETS = {LayName.Kind.MISSPELLING, LayName.Kind.OTHER_LANGUAGE}


def build() -> Vocabulary:
    """Read the vocabulary from the database: four queries, whatever its size."""
    vocabulary = Vocabulary(version=VocabularyVersion.current())
    vocabulary.symptoms = {symptom.pk: symptom for symptom in Symptom.objects.all()}
    all_words: set[str] = set()
    targets: dict[str, int] = defaultdict(int)

    def learn(text: str, *, correctable: bool) -> None:
        for word in tokens(normalise(text)):
            all_words.add(word)
            if correctable and len(word) > 2 and word not in STOP:
                targets[word] += 1

    phrases: list[Phrase] = []
    for symptom in vocabulary.symptoms.values():
        for text in filter(None, [symptom.name, symptom.medical_name]):
            phrases.append(Phrase(normalise(text), content_roots(text), symptom.pk, "name"))
            learn(text, correctable=True)
    rows = LayName.objects.values_list("phrase", "kind", "symptom_id", "treatment_id").order_by("pk")
    for text, kind, symptom_id, treatment_id in rows:
        learn(text, correctable=kind not in _NOT_TARGETS)
        if symptom_id is not None:
            phrases.append(Phrase(text, content_roots(text), symptom_id, kind))
        else:
            vocabulary.treatments.append((tuple(root(word) for word in tokens(text)), treatment_id))
    for text, level in DangerSign.objects.values_list("phrase", "level").order_by("pk"):
        vocabulary.dangers.append(Danger(text, danger_roots(text), level))
        learn(text, correctable=True)

    by_root: dict[str, list[Phrase]] = defaultdict(list)
    used_by: dict[str, set[int]] = defaultdict(set)
    for phrase in phrases:
        for part in set(phrase.roots):
            by_root[part].append(phrase)
            used_by[part].add(phrase.target)
    total = max(len(vocabulary.symptoms), 1)
    vocabulary.rarity = {part: math.log(1 + total / len(users)) for part, users in used_by.items()}
    vocabulary.phrases = phrases
    every = [*(phrase.roots for phrase in phrases), *(danger.roots for danger in vocabulary.dangers)]
    vocabulary.pairs = frozenset(pair for parts in every for pair in pairwise(parts))
    vocabulary.by_root = dict(by_root)
    vocabulary.words = frozenset(all_words)
    vocabulary.targets = dict(targets)
    vocabulary.choices = tuple(sorted(targets))
    vocabulary.treatments.sort(key=lambda row: -len(row[0]))
    return vocabulary


_lock = threading.Lock()
_current: Vocabulary | None = None


def current() -> Vocabulary:
    """The vocabulary as staff last saved it: one small query asks for the version, a change reads it all."""
    global _current  # noqa: PLW0603  (one per process, on purpose)
    version = VocabularyVersion.current()
    vocabulary = _current
    if vocabulary is None or vocabulary.version != version:
        with _lock:
            if _current is None or _current.version != version:
                _current = build()
            vocabulary = _current
    return vocabulary
