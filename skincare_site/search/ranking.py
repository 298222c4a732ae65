"""Candidates in, an ordered list out: symptoms first, then text. Everything in Python, so that both databases agree."""

import datetime
import functools
import itertools
import math
from dataclasses import dataclass
from typing import Any

from skincare_site.database.prepared import Prepared
from skincare_site.symptoms.recognise import Recognition
from skincare_site.symptoms.wordlists import english
from skincare_site.symptoms.words import root

from . import weights
from .candidates import Entry, by_symptom, by_text, by_title, counts_of, entries, read_bodies
from .index import key_of, model_of
from .models import ALL_ENTRIES, PromotedPage
from .reading import Question


@dataclass(slots=True)
class Ranked:
    """One page of the answer with what it scored and why."""

    entry: Entry
    score: float
    reasons: dict[str, float]  # pages may share it: what is added is added to a copy

    def count(self, reason: str, points: float) -> None:
        self.reasons = {**self.reasons, reason: points}
        self.score += points


def asked_stems(question: Question) -> list[str]:
    """The question's meaningful stems for full text, each once, in order."""
    return list(
        dict.fromkeys(
            word.root
            for word in question.words
            if not (word.is_stop or word.is_negation or word.negated or word.outside or word.text.isdigit())
        )
    )


def _joined_stems(question: Question) -> dict[str, tuple[str, str]]:
    """Two words side by side as one ("make up"): the stem of the whole → the stems of the halves."""
    return {
        root(left.text + right.text): (left.root, right.root)
        for left, right in itertools.pairwise(question.words)
        if not (left.is_negation or right.is_negation)
    }


def rank(
    question: Question, recognition: Recognition, at: datetime.datetime, *, first: int | None = None
) -> list[Ranked]:
    """Every page that answers, best first; ties by key, so the order is the same everywhere.

    With `first`, only so many places are certain: those behind them are listed, but neither read nor scored
    in full. Most candidates cannot reach the page of results that is shown, whatever their text says.
    """
    stems = asked_stems(question)
    joined = _joined_stems(question)
    counts = counts_of({ALL_ENTRIES, *stems, *joined})
    for whole, halves in joined.items():
        if whole in counts:
            stems = [stem for stem in stems if stem not in halves] + [whole]
    total = max(counts.get(ALL_ENTRIES, 0), 1)
    rarity = {stem: math.log(1 + total / counts[stem]) for stem in stems if stem in counts}
    # A stem that no page holds is as rare as can be: it lowers the share that is found.
    unknown = sum(stem not in counts for stem in stems) * math.log(1 + total)
    text = _Text(rarity, sum(rarity.values()) + unknown)
    found, about = by_symptom(recognition, at)
    # Where a symptom was recognised, words in a text alone list no page.
    least = weights.TITLE_ASKED * text.best
    in_text = by_title(rarity, at, least) if recognition.symptoms else by_text(rarity, at)
    promoted = _promoted(recognition)
    ranked, unsure = [], []
    parts: dict[tuple[Any, ...], tuple[float, dict[str, float]]] = {}  # many are about the same symptoms
    for entry in (*found.values(), *entries(in_text - found.keys())):
        symptoms = about.get(entry.pk, {})
        same = (entry.kind, *symptoms.items())
        if same not in parts:
            about_it = _symptom_part(symptoms, recognition, entry)
            parts[same] = sum(about_it.values()), about_it
        score, reasons = parts[same]
        title_share = text.title_share(entry)
        one = Ranked(entry, score, reasons)
        if reasons and entry.pk in promoted:
            one.count("promoted", weights.PROMOTED)
        if title_share >= weights.TITLE_ASKED:
            one.count("title", weights.TITLE_MATCH * title_share)
        if question.day is not None and entry.first_day is not None and entry.last_day is not None:
            holds = entry.first_day <= question.day <= entry.last_day
            one.count("day", weights.DAY_HOLDS if holds else weights.DAY_PASSED)
        if symptoms or (recognition.symptoms and title_share >= weights.TITLE_ASKED):
            ranked.append(one)
        elif not recognition.symptoms:
            unsure.append((one, title_share))
    ranked += _answered_by_text(unsure, text, question)
    return _in_order(ranked, text, first)


def _answered_by_text(unsure: list[tuple[Ranked, float]], text: "_Text", question: Question) -> list[Ranked]:
    """Of the pages about no recognised symptom, those that are listed for their words alone."""
    # A word that is no everyday English, such as a medicine's name: a text that holds it is meant.
    special_word = any(len(word.text) > 3 and word.text not in english() for word in question.words)
    near = [
        (one, title_share)
        for one, title_share in unsure
        if special_word or title_share >= weights.TEXT_ONLY_IN_TITLE
    ]
    read_bodies(one.entry for one, _share in near)
    kept = []
    for one, title_share in near:
        coverage = text.coverage(one.entry)
        in_title = title_share >= weights.TEXT_ONLY_IN_TITLE
        if (coverage >= weights.TEXT_ONLY_COVERAGE and in_title) or (special_word and coverage >= 1):
            kept.append(one)
    return kept


FEW = 60  # bodies that are read at once
READ_FIRST = 20  # bodies, where more could reach the places asked for; then those that still can


def _in_order(ranked: list[Ranked], text: "_Text", first: int | None) -> list[Ranked]:
    """`ranked` with its text scores, best first, until `first` places are certain.

    The rest follows by the most that it could have scored: nobody there can reach those places.
    """
    ranked.sort(key=lambda one: (-one.score, one.entry.pk))
    first = len(ranked) if first is None else min(first, len(ranked))
    could = _reach(ranked, [one.score for one in ranked[:first]], first)
    sure = ranked[: could if could <= FEW else max(first, READ_FIRST)]
    _score(sure, text)
    rest = ranked[len(sure) :]
    if len(sure) < could:
        could = _reach(rest, [one.score for one in sure], first)
        _score(rest[:could], text)
        sure, rest = sure + rest[:could], rest[could:]
    sure.sort(key=lambda one: (-round(one.score, 9), one.entry.pk))
    return sure + rest


def _reach(ranked: list[Ranked], scores: list[float], first: int) -> int:
    """How many of `ranked`, which has no text scores yet, could stand among the `first` best of these scores."""
    if not scores:
        return 0
    enough = sorted(scores, reverse=True)[first - 1]
    return sum(one.score + weights.TEXT >= enough - 1e-6 for one in ranked)


def _score(ranked: list[Ranked], text: "_Text") -> None:
    read_bodies(one.entry for one in ranked if not one.entry.body_stems)
    for one in ranked:
        one.count("text", weights.TEXT * text.score(one.entry))


def _promoted(recognition: Recognition) -> set[int]:
    """Keys of the pages that staff chose to answer the first recognised symptom."""
    if not recognition.symptoms:
        return set()
    rows = _promoted_for()(symptom=recognition.symptoms[0].symptom.pk)
    return {key_of(model_of(row.kind), row.object_id) for row in rows}


@functools.cache
def _promoted_for() -> Prepared:
    return Prepared(
        PromotedPage,
        lambda symptom: PromotedPage.objects.filter(symptom_id=symptom),
        ["id", "kind", "object_id"],
    )


def _symptom_part(about: dict[int, bool], recognition: Recognition, entry: Entry) -> dict[str, float]:
    reasons: dict[str, float] = {}
    if not recognition.symptoms:
        return reasons
    top = recognition.symptoms[0].score
    for one in recognition.symptoms:
        if one.symptom.pk in about:
            is_main = about[one.symptom.pk]
            weight = weights.MAIN_SYMPTOM if is_main else weights.OTHER_SYMPTOM
            if is_main and model_of(entry.kind).search_leads:
                weight += weights.EXPLAINER
            reasons[one.symptom.slug] = weight * one.score / top
    return reasons


class _Text:
    """What the words of a question say about a page: BM25 over title and body.

    `rarity`: of the stems that some page holds; `best`: what a page would have that holds every stem asked for.
    """

    def __init__(self, rarity: dict[str, float], best: float) -> None:
        self.padded = [(f" {stem} ", weight) for stem, weight in rarity.items()]
        self.best = best

    def title_share(self, entry: Entry) -> float:
        """The share of the question that stands in the title."""
        title, found = entry.title_stems, 0.0
        for padded, weight in self.padded:
            if padded in title:
                found += weight
        return found / self.best if found else 0.0

    def coverage(self, entry: Entry) -> float:
        """The share of the question that stands anywhere on the page."""
        found = 0.0
        for padded, weight in self.padded:
            if padded in entry.title_stems or padded in entry.body_stems:
                found += weight
        return found / self.best if found else 0.0

    def score(self, entry: Entry) -> float:
        """BM25 as a share of the best possible, below 1."""
        if not self.padded:
            return 0.0
        title, body = entry.title_stems, entry.body_stems
        in_title = weights.TITLE / _length(entry.title_length, 6)
        in_body = weights.BODY / _length(entry.body_length, 250)
        score = 0.0
        for padded, weight in self.padded:
            frequency = in_title * title.count(padded) + in_body * body.count(padded)
            score += weight * frequency / (frequency + weights.K1)
        return score / self.best


def _length(words: int, usual: int) -> float:
    return 1 - weights.B + weights.B * words / usual
