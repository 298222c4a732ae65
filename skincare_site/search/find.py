"""The one door to search: `find(text, at=…)`.

1. read the question (reading.py)          4. rank candidates (ranking.py, weights.py)
2. recognise symptoms and danger signs     5. fetch the page's things, one query a kind
   (symptoms/recognise.py)                 6. cut snippets (snippets.py)
3. decide how sure we are
"""

import datetime
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Literal

from django.db import models
from django.utils.safestring import SafeString

from skincare_site.database.prepared import Prepared
from skincare_site.symptoms.models import Symptom, SymptomPage
from skincare_site.symptoms.recognise import Recognised, recognise
from skincare_site.symptoms.vocabulary import Vocabulary, calm, current
from skincare_site.symptoms.wordlists import for_clinic

from . import weights
from .candidates import symptoms_of
from .index import model_of
from .ranking import Ranked, asked_stems, rank
from .reading import Question, read
from .snippets import snippet

Answer = Literal["nothing asked", "confident", "unsure", "no match"]


@dataclass
class Hit:
    """One listed page. `row`: all its columns; `symptoms`: the main one first."""

    ranked: Ranked
    row: tuple[Any, ...]
    symptoms: list[Symptom]
    stems: frozenset[str]  # of the words asked for, those that the page holds

    @cached_property
    def thing(self) -> SymptomPage:
        page: Any = _pages(model_of(self.kind)).made_of([self.row])[0]
        page._prefetched_objects_cache = {"symptoms": sorted(self.symptoms, key=calm)}
        for symptom in self.symptoms:
            if symptom.pk == page.main_symptom_id:
                page.main_symptom = symptom
        found: SymptomPage = page
        return found

    @cached_property
    def snippet(self) -> SafeString:
        text = self.thing.search_text()
        return snippet(f"{text.summary} {text.body}", self.stems)

    @property
    def kind(self) -> str:
        return self.ranked.entry.kind

    @property
    def symptom_slugs(self) -> list[str]:
        return [symptom.slug for symptom in self.symptoms]


@dataclass
class Found:
    """The answer to one question."""

    question: Question
    answer: Answer
    recognised: list[Recognised] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    page: int = 1
    for_clinic: bool = False  # nothing about skin, but a word about prices, parking, hours
    danger: str = ""  # "", "urgent" or "emergency"
    danger_phrases: list[str] = field(default_factory=list)

    @property
    def symptoms(self) -> list[Symptom]:
        return [one.symptom for one in self.recognised]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // weights.PAGE_SIZE))


def find(
    text: str,
    *,
    at: datetime.datetime,
    page: int = 1,
    size: int = weights.PAGE_SIZE,
    vocabulary: Vocabulary | None = None,
) -> Found:
    """Answer what a visitor typed, as of the moment `at`. Never fails, whatever `text` is; page counts from 1.

    With `vocabulary`, as if staff had saved that one.
    """
    vocabulary = vocabulary or current()
    question = read(text, vocabulary)
    if not question.words and question.day is None and not question.treatments:
        return Found(question, "nothing asked" if not question.text else "no match")
    recognition = recognise(
        question.words, vocabulary, about_skin=question.day is not None or bool(question.treatments)
    )
    ranked = rank(question, recognition, at, first=max(page, 1) * size)
    levels = {danger.level for danger in recognition.danger}
    found = Found(
        question,
        answer="no match"
        if not ranked and not recognition.symptoms
        else "confident"
        if recognition.confident
        else "unsure",
        recognised=recognition.symptoms,
        total=len(ranked),
        danger="emergency" if "emergency" in levels else "urgent" if "urgent" in levels else "",
        danger_phrases=[danger.text for danger in recognition.danger],
    )
    found.for_clinic = not recognition.symptoms and any(
        word.root in for_clinic() or word.text in for_clinic() for word in question.words
    )
    found.page = min(max(page, 1), found.pages)
    start = (found.page - 1) * size
    found.hits = _hits(ranked[start : start + size], question, recognition.symptoms, vocabulary)
    return found


def _hits(
    ranked: list[Ranked], question: Question, recognised: list[Recognised], vocabulary: Vocabulary
) -> list[Hit]:
    wanted: dict[str, list[int]] = {}
    for one in ranked:
        wanted.setdefault(one.entry.kind, []).append(one.entry.object_id)
    pages = {
        (kind, row[0]): row
        for kind, keys in wanted.items()
        for row in _pages(model_of(kind)).rows(keys=tuple(keys))
    }
    about = symptoms_of(one.entry.pk for one in ranked)
    stems = {*asked_stems(question), *(part for one in recognised for part in one.match.phrase.roots)}
    hits = []
    for one in ranked:
        # A row whose page was deleted a moment ago is left out; the index follows on commit.
        row = pages.get((one.entry.kind, one.entry.object_id))
        if row is not None:
            known = {key: main for key, main in about[one.entry.pk].items() if key in vocabulary.symptoms}
            symptoms = sorted(map(vocabulary.symptoms.__getitem__, known), key=calm)
            symptoms.sort(key=lambda symptom: not known[symptom.pk])
            held = one.entry.title_stems + one.entry.body_stems
            hits.append(Hit(one, row, symptoms, frozenset(stem for stem in stems if f" {stem} " in held)))
    return hits


@lru_cache
def _pages(model: type[SymptomPage]) -> Prepared:
    """Whole pages by their keys; a row begins with its own."""

    def rows(keys: tuple[int, ...]) -> models.QuerySet[Any]:
        return model._default_manager.filter(pk__in=keys).order_by()

    names = [field.attname for field in model._meta.concrete_fields]
    return Prepared(model, rows, names)
