"""The same pages with few and with many articles behind them; and the cache filled to its limit."""

import time
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any

from . import load, processes
from .rounds import show, warm
from .servers import Server, ask
from .sites import KEPT

SLOW = 3.0  # seconds: one answer tells enough
LONGEST = 240  # seconds for filling the cache


def _milliseconds(server: Server, kind: str, seconds: int, headers: dict[str, str]) -> float:
    """The median time of an answer, one at a time."""
    started = time.perf_counter()
    answer = ask(server.port, server.site.paths[kind], headers)
    took = time.perf_counter() - started
    if answer.status != 200:
        raise SystemExit(f"{server.site.name}: {server.site.paths[kind]} answers {answer.status}.")
    if took > SLOW:
        return took * 1000
    done = load.run(server.url(kind), 1, seconds, headers)
    if done.failed:
        raise SystemExit(f"{server.site.name}: {done.failed} answers for {server.site.paths[kind]} failed.")
    return done.p50_ms


def times(
    cached: tuple[Server, Server],
    uncached: tuple[Server, Server],
    cookies: tuple[str, str],
    count: int,
    seconds: int,
) -> dict[str, Any]:
    """How pages are made → kind → `small_ms` and `large_ms`, every round's; each pair is (few articles, many articles)."""
    asked = [
        *(("from the cache", kind, cached) for kind in KEPT),
        *(("cache off", kind, uncached) for kind in [*KEPT, "search"]),
        ("signed in", "admin list", uncached),
    ]
    for server in (*cached, *uncached):
        warm(server, server.site.kinds)  # what a worker does once is no answer's time
    told: dict[str, Any] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for number in range(count):
        for how, kind, pair in asked:
            turns = list(zip(("small_ms", "large_ms"), pair, cookies, strict=True))
            # There and back: who comes first has no advantage.
            for size, server, cookie in turns + turns[::-1]:
                headers = {"Cookie": cookie} if how == "signed in" else {}
                told[how][kind][size].append(_milliseconds(server, kind, seconds, headers))
        show(f"  growth: round {number + 1} of {count}")
    return told


def full_cache(server: Server, slugs: list[str], place: Path, limit_mb: float) -> dict[str, float]:
    """Memory of a worker after these articles were asked for. More of them than fit: the cache is at its limit."""
    paths = [f"/articles/{slug}/" for slug in slugs]
    asked, until = 0, time.monotonic() + LONGEST
    while asked < len(slugs) and time.monotonic() < until:
        script = load.paths_script(paths[asked:], place)  # where the last run stopped
        done = load.run(f"http://127.0.0.1:{server.port}/", 16, 5, script=script)
        if done.failed:
            raise SystemExit(f"{done.failed} answers failed while the cache was filled.")
        asked += done.requests
        show(f"  cache: {asked} of {len(slugs)}")
    memory = asdict(processes.worker_memory(server.session))
    return {**memory, "asked": min(asked, len(slugs)), "limit_mb": limit_mb}  # the last run begins anew
