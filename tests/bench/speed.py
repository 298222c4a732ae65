"""Speed: the same questions to each engine in turns, within one process, and what a save costs."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from statistics import median
from typing import Any

from django.db import OperationalError, connection
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils import timezone

from articles.models import Article
from skincare_site.search import receivers
from skincare_site.search.find import find
from tests.skincare_site.search.generated import development_questions, questions

from . import peers
from .documents import show

BUDGET = 60.0  # seconds that one engine may take at one size
PASSES = 3  # of which the quickest counts, question by question: another program's turn is not an engine's
QUESTIONS = 300
LIMIT = 10.0  # seconds for one question; what takes longer counts as so long
SAVES = 200
OURS = "ours"


def asked(seed: int = 7) -> list[str]:
    """The development questions and generated ones, shuffled, so that any first part is a fair sample."""
    development = development_questions()
    listed = development + questions(QUESTIONS - len(development), seed=seed)
    random.Random(seed).shuffle(listed)
    return listed


def engines() -> dict[str, Callable[[str], object]]:
    ours = {OURS: lambda question: find(question, at=timezone.now())}
    if connection.vendor == "postgresql":
        theirs = {"ts_rank_cd OR": peers.ts_rank_cd_or}
    else:
        theirs = {"FTS5 OR": peers.fts5_or}
    theirs |= {
        "icontains": peers.icontains,
        "Wagtail AND": partial(peers.wagtail, operator="and"),
        "Wagtail OR": partial(peers.wagtail, operator="or"),
    }
    return {**ours, **{name: partial(_ten, ask) for name, ask in theirs.items()}}


def _ten(ask: peers.Ask, question: str) -> object:
    return ask(question, 10)


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed."""
    listed = sorted(values)
    return listed[max(0, -(-len(listed) * int(share * 100) // 100) - 1)]


def answer_times(*, only_ours: bool = False) -> dict[str, dict[str, Any]]:
    """Per engine: questions asked, p50 and p99 in ms, and both as ratios to ours on the same questions."""
    listed = asked()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET statement_timeout = {int(LIMIT * 1000)}")
    running = {OURS: engines()[OURS]} if only_ours else engines()
    for run in running.values():
        _seconds(run, listed[0])  # opens files and fills caches
    times: dict[str, list[list[float]]] = {name: [] for name in running}
    spent = dict.fromkeys(running, 0.0)
    for turn in range(PASSES):
        for number, question in enumerate(listed):
            for name, run in running.items():
                # A second and a third pass only for engines that are quick enough.
                budget = BUDGET if turn == 0 else BUDGET / 4
                if (name != OURS and spent[name] > budget) or (turn and number >= len(times[name])):
                    continue
                took = _seconds(run, question)
                spent[name] += took
                if turn == 0:
                    times[name].append([took])
                elif number < len(times[name]):
                    times[name][number].append(took)
            show(f"  asked: pass {turn + 1}, {number + 1} of {len(listed)}", passing=True)
    show("  asked")
    told = {}
    mine = [min(one) * 1000 for one in times[OURS]]
    for name, rows in times.items():
        took = [min(one) * 1000 for one in rows]
        same = mine[: len(took)]
        told[name] = {
            "questions": len(took),
            "stopped": sum(one >= LIMIT * 1000 for one in took),
            "p50": median(took),
            "p99": percentile(took, 0.99),
            "p50_ratio": median(took) / median(same),
            "p99_ratio": percentile(took, 0.99) / percentile(same, 0.99),
        }
    return told


def _seconds(run: Callable[[str], object], question: str) -> float:
    """How long `run` takes for `question`; stopped at LIMIT."""
    connection.ensure_connection()
    started = time.perf_counter()
    if connection.vendor == "sqlite":
        connection.connection.set_progress_handler(
            lambda: int(time.perf_counter() - started > LIMIT), 100_000
        )
    try:
        run(question)
    except OperationalError:
        return LIMIT
    finally:
        if connection.vendor == "sqlite":
            connection.connection.set_progress_handler(None, 0)
    return time.perf_counter() - started


@contextmanager
def without_receivers() -> Iterator[None]:
    through = Article.symptoms.through
    post_save.disconnect(sender=Article, dispatch_uid="index-save-Article")
    post_delete.disconnect(sender=Article, dispatch_uid="index-delete-Article")
    m2m_changed.disconnect(sender=through, dispatch_uid="index-symptoms-Article")
    try:
        yield
    finally:
        receivers.connect()


def save_times() -> dict[str, float]:
    """ms of saving an article whose text has changed, with its index row and without, in turns."""
    chance = random.Random(3)
    keys = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    chosen = [chance.choice(keys) for _ in range(SAVES)]
    plain, indexed = [], []
    for number, key in enumerate(chosen):
        page = Article.objects.get(pk=key)
        for kept in random.sample([plain, indexed], 2):
            # The same words in another order and a new one: the row is written anew.
            page.what_it_is = (
                f"<p>Kept for save {number}{'p' if kept is plain else 'i'}.</p>{page.what_it_is}"
            )
            if kept is plain:
                with without_receivers():
                    plain.append(_save(page))
            else:
                indexed.append(_save(page))
    return {
        "plain_p50": median(plain),
        "plain_p95": percentile(plain, 0.95),
        "indexed_p50": median(indexed),
        "indexed_p95": percentile(indexed, 0.95),
        "beside_p50": median(indexed) - median(plain),
        "beside_p95": percentile(indexed, 0.95) - percentile(plain, 0.95),
    }


def _save(page: Article) -> float:
    started = time.perf_counter()
    page.save()
    return (time.perf_counter() - started) * 1000
