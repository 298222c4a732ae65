"""Quality: the development questions beside the peers, misspellings, common words, hostile strings."""

import time
from collections import defaultdict
from functools import partial
from statistics import median
from typing import Any

from django.db import connection
from django.utils import timezone

from skincare_site.search.evaluation import evaluate, figures, read_cases
from skincare_site.search.find import Found, find
from skincare_site.symptoms.spelling import correct, split
from skincare_site.symptoms.vocabulary import current
from tests.skincare_site.search import generated
from tests.skincare_site.search.judging import first_symptom, tags_of

from . import peers

MISSPELLINGS = 6000
COMMON = 5000
RANDOM = 5000
SLOWEST = 100  # strings, that are asked again


def misspelt() -> dict[str, Any]:
    """Share of misspelt wordings that are recognised as what the wording itself is, by the word's length."""
    by_length: dict[int, list[bool]] = defaultdict(list)
    right = []
    for one in generated.misspellings(MISSPELLINGS):
        same = first_symptom(one.typed) == first_symptom(one.phrase)
        by_length[min(len(one.word), 12)].append(same)
        right.append(same)
    return {
        "count": len(right),
        "share": sum(right) / len(right),
        "by_length": {
            length: [len(marks), sum(marks) / len(marks)] for length, marks in sorted(by_length.items())
        },
    }


def corrected_common_words() -> list[str]:
    vocabulary = current()
    return [
        word
        for word in generated.common_words(COMMON)
        if correct(word, vocabulary) or split(word, vocabulary)
    ]


def _peer_figures(ask: peers.Ask) -> dict[str, float]:
    firsts, thirds, nothing, alone = [], [], [], []
    for case in read_cases(generated.DEV_QUERIES):
        try:
            rows = ask(case.question, 3)
        except Exception:  # a peer that breaks on a question has not answered it
            rows = []
        if not case.expected:
            alone.append(not rows)
            continue
        hits = [bool(case.expected & set(row[0].split())) for row in rows]
        firsts.append(hits[:1] == [True])
        thirds.append(any(hits))
        nothing.append(not rows)
    return {
        "success@1": sum(firsts) / len(firsts),
        "success@3": sum(thirds) / len(thirds),
        "nothing_found": sum(nothing) / len(nothing),
        "none_correct": sum(alone) / len(alone),
    }


def quality() -> dict[str, Any]:
    compared: dict[str, peers.Ask] = {"icontains": peers.icontains}
    if connection.vendor == "postgresql":
        compared["ts_rank_cd OR"] = peers.ts_rank_cd_or
    else:
        compared["FTS5 OR"] = peers.fts5_or
        compared["FTS5 OR + wordings"] = partial(peers.fts5_or, named=True)
    for operator in ("and", "or"):
        name = f"Wagtail {operator.upper()}"
        compared[name] = partial(peers.wagtail, operator=operator)
        compared[f"{name} + wordings"] = partial(peers.wagtail, operator=operator, named=True)
    mine = figures(evaluate(read_cases(generated.DEV_QUERIES), timezone.now()))
    return {
        "engines": {"ours": mine, **{name: _peer_figures(ask) for name, ask in compared.items()}},
        "misspelt": misspelt(),
        "corrected_common_words": corrected_common_words(),
    }


def hostile() -> dict[str, Any]:
    """Errors, tags other than mark, and the slowest answer, of random and crafted strings."""
    now = timezone.now()
    errors, unescaped = [], []
    times: dict[str, float] = {}

    def asked(text: str) -> Found:
        started = time.perf_counter()
        found = find(text, at=now)
        took = (time.perf_counter() - started) * 1000
        times[text] = min(took, times.get(text, took))
        return found

    find("warm up", at=now)
    for text in [*generated.CRAFTED, *generated.random_strings(RANDOM)]:
        try:
            found = asked(text)
        except Exception as error:
            errors.append(f"{text[:60]!r}: {error!r}")
        else:
            unescaped += [text[:60] for hit in found.hits if tags_of(hit.snippet) - {"mark"}]
    # The slowest again: was it the string, or another program's turn?
    for text in sorted(times, key=times.__getitem__, reverse=True)[:SLOWEST]:
        for _ in range(5):
            asked(text)
    return {
        "crafted": len(generated.CRAFTED),
        "random": RANDOM,
        "errors": errors,
        "unescaped": unescaped,
        "median": median(times.values()),
        "slowest": max(times.values()),
        "slowest_text": max(times, key=times.__getitem__)[:80],
    }
