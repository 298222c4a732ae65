"""Candidates in, an ordered list out: symptoms first, then text. Everything in Python, so that both databases agree."""

import datetime
import itertools
import math
from dataclasses import dataclass, field

from django.db.models import Q

from skincare_site.symptoms.recognise import Recognition
from skincare_site.symptoms.wordlists import english
from skincare_site.symptoms.words import root

from . import weights
from .engines import engine
from .index import key_of, model_of
from .models import IndexedSymptom, IndexEntry, PromotedPage, Stem
from .reading import Question


@dataclass
class Ranked:
    """One page of the answer with what it scored and why."""

    entry: IndexEntry
    score: float
    reasons: dict[str, float] = field(default_factory=dict)


def asked_stems(question: Question) -> list[str]:
    """The question's meaningful stems for full text, each once, in order."""
    return list(
        dict.fromkeys(
            word.root
            for word in question.words
            if not (word.is_stop or word.is_negation or word.negated or word.outside)
        )
    )


def _joined_stems(question: Question) -> dict[str, tuple[str, str]]:
    """Two words side by side as one ("make up"): the stem of the whole → the stems of the halves."""
    return {
        root(left.text + right.text): (left.root, right.root)
        for left, right in itertools.pairwise(question.words)
        if not (left.is_negation or right.is_negation)
    }


def rank(question: Question, recognition: Recognition, at: datetime.datetime) -> list[Ranked]:
    """Every page that answers, best first; ties by key, so the order is the same everywhere."""
    stems = asked_stems(question)
    joined = _joined_stems(question)
    counts = dict(Stem.objects.filter(text__in=[*stems, *joined]).values_list("text", "entries"))
    for whole, halves in joined.items():
        if whole in counts:
            stems = [stem for stem in stems if stem not in halves] + [whole]
    total = max(IndexEntry.objects.count(), 1)
    rarity = {stem: math.log(1 + total / counts[stem]) for stem in stems if stem in counts}
    unknown = [stem for stem in stems if stem not in counts]
    by_symptom = _symptom_candidates(recognition, at)
    keys = set(by_symptom) | set(_text_candidates(rarity, at))
    # A word that is no everyday English, such as a medicine's name: a text that holds it is meant.
    special_word = any(len(word.text) > 3 and word.text not in english() for word in question.words)
    promoted = _promoted(recognition)
    ranked = []
    for entry in IndexEntry.objects.filter(pk__in=keys):
        reasons = _symptom_part(by_symptom.get(entry.pk, {}), recognition, entry)
        if entry.pk in promoted and reasons:
            reasons["promoted"] = weights.PROMOTED
        text, coverage, title_share = _text_part(entry, rarity, unknown, total)
        if not reasons and not _answers_by_text(coverage, title_share, recognition, special_word):
            continue
        if title_share >= weights.TITLE_ASKED:
            reasons["title"] = weights.TITLE_MATCH * title_share
        reasons["text"] = weights.TEXT * text
        if question.day is not None and entry.first_day is not None and entry.last_day is not None:
            holds = entry.first_day <= question.day <= entry.last_day
            reasons["day"] = weights.DAY_HOLDS if holds else weights.DAY_PASSED
        ranked.append(Ranked(entry, sum(reasons.values()), reasons))
    ranked.sort(key=lambda one: (-round(one.score, 9), one.entry.pk))
    return ranked


def _answers_by_text(
    coverage: float, title_share: float, recognition: Recognition, special_word: bool
) -> bool:
    """Whether a page that is about no recognised symptom is listed for its words alone."""
    if recognition.symptoms:
        return title_share >= weights.TITLE_ASKED
    if coverage >= weights.TEXT_ONLY_COVERAGE and title_share >= weights.TEXT_ONLY_IN_TITLE:
        return True
    return special_word and coverage >= 1


def _promoted(recognition: Recognition) -> set[int]:
    """Keys of the pages that staff chose to answer the first recognised symptom."""
    if not recognition.symptoms:
        return set()
    rows = PromotedPage.objects.filter(symptom=recognition.symptoms[0].symptom)
    return {key_of(model_of(kind), pk) for kind, pk in rows.values_list("kind", "object_id")}


def _symptom_candidates(recognition: Recognition, at: datetime.datetime) -> dict[int, dict[int, bool]]:
    """Entry key → {symptom: is it the main one}, the newest entries of each recognised symptom."""
    visible = Q(entry__visible_until=None) | Q(entry__visible_until__gt=at)
    found: dict[int, dict[int, bool]] = {}
    for one in recognition.symptoms:
        for is_main in (True, False):
            rows = (
                IndexedSymptom.objects.filter(
                    visible,
                    symptom_id=one.symptom.pk,
                    is_main=is_main,
                    entry__is_live=True,
                    entry__visible_from__lte=at,
                )
                .order_by("-entry_id")
                .values_list("entry_id", flat=True)[: weights.PER_ROUTE]
            )
            for key in rows:
                found.setdefault(key, {})[one.symptom.pk] = is_main
    return found


def _text_candidates(rarity: dict[str, float], at: datetime.datetime) -> list[int]:
    """Keys of pages that hold the question's rarest stems, newest first on each route."""
    rarest = sorted(rarity, key=lambda stem: (-rarity[stem], stem))[: weights.RAREST]
    if not rarest:
        return []
    pairs = [list(pair) for pair in itertools.combinations(rarest, 2)]
    routes = [([[stem] for stem in rarest], True), ([rarest], False), (pairs, False), ([[rarest[0]]], False)]
    search = engine()
    keys: list[int] = []
    for groups, title_only in routes:
        keys += search.match(groups, title_only=title_only, at=at, limit=weights.PER_ROUTE)
    return keys


def _symptom_part(about: dict[int, bool], recognition: Recognition, entry: IndexEntry) -> dict[str, float]:
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


def _text_part(
    entry: IndexEntry, rarity: dict[str, float], unknown: list[str], total: int
) -> tuple[float, float, float]:
    """BM25 over title and body as a share of the best possible; the share of the question found anywhere;
    the share found in the title."""
    if not rarity:
        return 0.0, 0.0, 0.0
    # A stem that no page holds is as rare as can be: it lowers the share that is found.
    best = sum(rarity.values()) + len(unknown) * math.log(1 + total)
    score = found = titled = 0.0
    for stem, weight in rarity.items():
        padded = f" {stem} "
        in_head = entry.title_stems.count(padded)
        in_body = entry.body_stems.count(padded)
        if not in_head and not in_body:
            continue
        titled += weight if in_head else 0
        found += weight
        frequency = weights.TITLE * in_head / _length(
            entry.title_length, 6
        ) + weights.BODY * in_body / _length(entry.body_length, 250)
        score += weight * frequency * (weights.K1 + 1) / (frequency + weights.K1)
    return score / (best * (weights.K1 + 1)), found / best, titled / best


def _length(words: int, usual: int) -> float:
    return 1 - weights.B + weights.B * words / usual
