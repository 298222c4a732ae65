"""The order in which everything is measured: site A, B, C, A, B, C … Every round's figures are kept: bars.py compares
round by round, because a machine that changes its speed does so between rounds rather than within one."""

import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from . import load, processes
from .servers import Server, ask
from .sites import Site

Row = dict[str, float]
Rows = dict[str, list[float]]  # name → what each round found
LEFT_BEHIND = 30.0  # seconds for answers that nobody waits for any more
WARM = 24  # requests on connections of their own: enough to reach every worker


def show(text: str) -> None:
    """One line of progress, beside what is printed."""
    print(text, file=sys.stderr, flush=True)


def warm(server: Server, kinds: Iterable[str]) -> None:
    """Every worker has made each page once."""
    for kind in kinds:
        for _ in range(WARM):
            ask(server.port, server.site.paths[kind], {"Accept-Encoding": load.ENCODINGS})


def settle(server: Server) -> None:
    """Wait until the server has done what the load generator left behind."""
    until, before = time.monotonic() + LEFT_BEHIND, -1.0
    while time.monotonic() < until and (now := processes.cpu_seconds(server.session)) != before:
        before = now
        time.sleep(0.1)


def once(
    server: Server, kind: str, connections: int, seconds: int, headers: dict[str, str] | None = None
) -> Row:
    """One run of the load generator, and what the server's processes used meanwhile."""
    before = processes.cpu_seconds(server.session)
    done = load.run(server.url(kind), connections, seconds, headers)
    spent = processes.cpu_seconds(server.session) - before
    settle(server)
    return {
        "per_second": done.per_second,
        "p50_ms": done.p50_ms,
        "p99_ms": done.p99_ms,
        "cpu_us": 1_000_000 * spent / done.requests if done.requests else 0.0,
        "failed": done.failed,
    }


def loads(
    servers: list[Server], kinds: Iterable[str], connections: list[int], rounds: int, seconds: int
) -> dict[str, Any]:
    """Site → kind of page → connections → name → what each round found. A site has some of these kinds, or all."""
    rows: dict[tuple[str, str, int], Rows] = defaultdict(lambda: defaultdict(list))
    for number in range(rounds):
        for kind in kinds:
            for count in connections:
                for server in servers:
                    if kind in server.site.kinds:
                        # Twice as long where bars are read from the rate.
                        spent = seconds if count == min(connections) else seconds * 2
                        for name, value in once(server, kind, count, spent).items():
                            rows[server.site.name, kind, count][name].append(value)
            show(f"  round {number + 1} of {rounds}: {kind}")
    told: dict[str, Any] = {server.site.name: {kind: {} for kind in server.site.kinds} for server in servers}
    for (site, kind, count), found in rows.items():
        told[site][kind][str(count)] = dict(found)
    return told


def add(told: dict[str, Any], more: dict[str, Any]) -> None:
    """Put later rounds behind those of `loads`."""
    for site, kinds in more.items():
        for kind, counts in kinds.items():
            for count, found in counts.items():
                for name, values in found.items():
                    told[site][kind][count][name] += values


def cold_starts(sites: list[Site], rounds: int) -> Rows:
    """Site → seconds from the command to the first article, each alone."""
    rows: Rows = defaultdict(list)
    for _ in range(rounds):
        for site in sites:
            server = Server(site)
            server.stop()
            rows[site.name].append(server.cold_start)
    return dict(rows)
