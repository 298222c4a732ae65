"""Ten thousand searches, two hundred at once, with the example questions."""

import asyncio
import time
import urllib.parse
from collections import Counter

from .bench import Bench, Row
from .server import ROOT

SEARCHES, AT_ONCE = 10_000, 200
LONGEST = 120  # seconds for one answer


def questions() -> list[str]:
    lines = (ROOT / "tests/skincare_site/search/dev_queries.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[0] for line in lines if line]


async def _visitor(port: int, asked: list[str], told: Counter[int], times: list[float]) -> None:
    line = None
    for question in asked:
        started = time.monotonic()
        try:
            if line is None:
                line = await asyncio.open_connection("127.0.0.1", port)
            reader, writer = line
            query = urllib.parse.urlencode({"q": question})
            writer.write(f"GET /search/?{query} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            await writer.drain()
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), LONGEST)
            length = next(
                int(field.split(b":")[1])
                for field in head.split(b"\r\n")
                if field.lower().startswith(b"content-length")
            )
            await reader.readexactly(length)
        except (OSError, EOFError, TimeoutError):
            told[0] += 1
            line = None
            continue
        told[int(head.split()[1])] += 1
        times.append(time.monotonic() - started)
    if line:
        line[1].close()


async def _all(port: int, number: int, told: Counter[int], times: list[float]) -> None:
    known, each = questions(), -(-number // AT_ONCE)
    plans = [[known[(who * each + step) % len(known)] for step in range(each)] for who in range(AT_ONCE)]
    await asyncio.gather(*(_visitor(port, plan, told, times) for plan in plans))


def run(bench: Bench) -> Row:
    row, told, times = bench.row("10,000 searches, 200 at once"), Counter[int](), list[float]()
    with bench.server() as server:
        started = time.monotonic()
        asyncio.run(_all(server.port, bench.many(SEARCHES), told, times))
        took = time.monotonic() - started
    row.injected = told.total()
    row.errors = sum(number for status, number in told.items() if status >= 500)
    row.want(set(told) == {200}, f"answered {dict(told)} (0: no answer)")
    times.sort()
    row.said.append(
        f"{told[200]:,} × 200, {took:.0f} s, half of them within {times[len(times) // 2]:.2f} s, "
        f"99 % within {times[len(times) * 99 // 100]:.2f} s"
    )
    return row
