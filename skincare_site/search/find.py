"""The one door to search: `find(text, at=…)`.

1. read the question (reading.py)          4. rank candidates (ranking.py, weights.py)
2. recognise symptoms and danger signs     5. fetch the page's things, one query a kind
   (symptoms/recognise.py)                 6. cut snippets (snippets.py)
3. decide how sure we are
"""

import datetime
from dataclasses import dataclass, field
from typing import Literal

from django.utils.safestring import SafeString

from skincare_site.symptoms.models import Symptom, SymptomPage
from skincare_site.symptoms.recognise import Recognised, recognise
from skincare_site.symptoms.vocabulary import Vocabulary, current
from skincare_site.symptoms.wordlists import for_clinic

from . import weights
from .index import model_of
from .ranking import Ranked, asked_stems, rank
from .reading import Question, read
from .snippets import snippet

Answer = Literal["nothing asked", "confident", "unsure", "no match"]


@dataclass
class Hit:
    """One listed page."""

    thing: SymptomPage
    ranked: Ranked
    snippet: SafeString

    @property
    def kind(self) -> str:
        return self.ranked.entry.kind

    @property
    def symptom_slugs(self) -> list[str]:
        return [symptom.slug for symptom in self.thing.all_symptoms()]


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
    found.hits = _hits(ranked[start : start + size], question, recognition.symptoms)
    return found


def _hits(ranked: list[Ranked], question: Question, recognised: list[Recognised]) -> list[Hit]:
    wanted: dict[str, list[int]] = {}
    for one in ranked:
        wanted.setdefault(one.entry.kind, []).append(one.entry.object_id)
    things: dict[tuple[str, int], SymptomPage] = {}
    for kind, keys in wanted.items():
        rows = model_of(kind)._default_manager.select_related("main_symptom").prefetch_related("symptoms")
        for thing in rows.filter(pk__in=keys):
            things[kind, thing.pk] = thing
    stems = {*asked_stems(question), *(part for one in recognised for part in one.match.phrase.roots)}
    hits = []
    for one in ranked:
        # A row whose page was deleted a moment ago is left out; the index follows on commit.
        listed = things.get((one.entry.kind, one.entry.object_id))
        if listed is not None:
            text = listed.search_text()
            hits.append(Hit(listed, one, snippet(f"{text.summary} {text.body}", stems)))
    return hits
