"""The figures as a page for people: docs/benchmarks.md."""

import datetime
import os
import platform
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from .bars import MORE, NEAR, NGINX, OURS, PLAIN, WAGTAIL, WAGTAIL_CACHE, Bar, bars, beside, ratio
from .sites import KEPT, KINDS, QUESTION, WORKERS, nginx

Told = dict[str, Any]
PACKAGES = ["django", "granian", "wagtail", "wagtail-cache", "django-cms"]


def write(told: Told) -> str:
    parts = [_head(told), _verdicts(bars(told))]
    connections = sorted(told["options"]["connections"], reverse=True)
    parts += [_rates(told, count) for count in connections]
    parts += [_cpu(told, connections[-1]), _starts(told), _pages(told)]
    if "growth" in told:
        parts.append(_growth(told["growth"]))
    return "\n".join([*parts, _not_comparable(told)])


def table(head: list[str], rows: list[list[str]]) -> str:
    """Markdown; the first column is words, the others are figures."""
    lines = [f"| {' | '.join(head)} |", "|---|" + "---:|" * (len(head) - 1)]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows), ""])


def amount(value: float | list[float] | None) -> str:
    """A figure, or the median of the rounds', with as many digits as mean something."""
    if isinstance(value, list):
        value = median(value) if value else None
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def verdict(bar: Bar) -> str:
    if bar.is_reached is None:
        return "not measured"
    return "yes" if bar.is_reached else "**no**"


def setting() -> dict[str, str]:
    """Machine, its load and every version, as they are now."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    program = nginx()
    said = (
        subprocess.run([program, "-v"], capture_output=True, text=True, check=False).stderr
        if program
        else "/not there"
    )
    return {
        "date": f"{datetime.date.today():%d %B %Y}",
        "machine": f"{os.cpu_count()} cores ({names[0] if names else platform.machine()})",
        "load": f"{os.getloadavg()[0]:.1f}",
        "versions": ", ".join(
            [
                f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}",
                f"nginx {said.strip().rpartition('/')[2]}", *(f"{name} {version(name)}" for name in PACKAGES),
            ]
        ),
    }  # fmt: skip


def _head(told: Told) -> str:
    options, now = told["options"], told["setting"]
    return f"""# How fast the site serves

Written by `make bench` on {now["date"]}; do not edit. {now["machine"]}; load of the last minute before it began
{now["load"]}. {now["versions"]}.

The same {options["sizes"][0]} pages on every site, {WORKERS} workers each, asked by wrk on the same machine: site after site in turns,
{options["rounds"]} rounds of {options["seconds"]} s ({options["seconds"] * 2} s but at the fewest connections). Requests a second move with the machine and with what else runs
on it; a ratio compares two sites within a round. With {max(options["connections"])} connections, {", ".join(NEAR)}
are close to each other and get {options["rounds"] * MORE} more rounds of {options["seconds"]} s, of these alone. Shown are the medians of the rounds. Every page was looked at before and afterwards: 200,
with the article's text, with as many articles listed as on ours. Search asks for “{QUESTION}”.
"""


def _verdicts(found: list[Bar]) -> str:
    rows = []
    for bar in found:
        sign = "≥" if bar.at_least else "≤"
        rows.append(
            [
                bar.what,
                f"{amount(bar.value)} {bar.unit}".strip(),
                f"{sign} {bar.limit:g} {bar.unit}".strip(),
                verdict(bar),
            ]
        )
    return "## What it has to reach\n\n" + table(["", "measured", "bar", "reached"], rows)


def _rates(told: Told, count: int) -> str:
    key, rows = str(count), []
    for site, kinds in told["loads"].items():
        cells = [site]
        for kind in KINDS:
            row = kinds.get(kind, {}).get(key)
            if not row:
                cells.append("–")
                continue
            share = _share(beside(told, site, OURS, kind, count))
            cells.append(f"{amount(row['per_second'])} ({share}) {amount(row['p99_ms'])} ms")
        rows.append(cells)
    failed = sum(
        sum(row["failed"])
        for kinds in told["loads"].values()
        for kind in kinds.values()
        for name, row in kind.items()
        if name == key
    )
    return (
        f"## Requests a second, {_connections(count)}\n\nIn brackets the part of this site's; then the 99th percentile of the time "
        f"an answer takes. Answers that failed: {failed:g}.\n\n{table(['', *KINDS], rows)}"
    )


def _connections(count: int) -> str:
    return "one connection" if count == 1 else f"{count} connections"


def _share(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if value >= 0.1 else f"1/{1 / value:,.0f}" if value else "0"


def _cpu(told: Told, count: int) -> str:
    rows = [
        [site, *(amount(kinds.get(kind, {}).get(str(count), {}).get("cpu_us", [])) for kind in KINDS)]
        for site, kinds in told["loads"].items()
    ]
    return f"## CPU microseconds a request, all processes of the server, {_connections(count)}\n\n{table(['', *KINDS], rows)}"


def _starts(told: Told) -> str:
    rows = []
    for site, memory in told["memory"].items():
        cold, plain = (told["cold"].get(name) for name in (site, PLAIN))
        beside_plain = median(cold) / median(plain) if cold and plain else None
        rows.append([site, *_memory(memory), amount(cold), _share(beside_plain)])
    full = told.get("full")
    if full:
        rows.append([f"{OURS}, after {full['asked']:,} pages", *_memory(full), "–", "–"])
    return (
        "## Memory and start\n\nMB of the largest worker after all of the above: everything mapped and in memory (RSS), what it alone has written and the system "
        "can’t take back, with file pages that only it has mapped (USS; the database’s are among them), and with its "
        "part of what is shared (PSS). Seconds from the command to the first article, with compiled Python files there.\n\n"
        + table(["", "RSS MB", "held MB", "USS MB", "PSS MB", "cold start s", f"beside {PLAIN}"], rows)
    )


def _memory(row: Told) -> list[str]:
    return [amount(row[name]) for name in ("resident", "held", "own", "share")]


def _pages(told: Told) -> str:
    rows = [
        [
            site,
            *(
                f"{kinds[kind]['html']:,} / {kinds[kind]['wire']:,} / {kinds[kind]['articles']}"
                if kind in kinds
                else "–"
                for kind in KINDS
            ),
        ]
        for site, kinds in told["pages"].items()
    ]
    return f"## The pages: bytes of HTML / bytes sent / articles listed\n\n{table(['', *KINDS], rows)}"


def _growth(growth: Told) -> str:
    rows = [
        [f"{kind}, {how}", amount(row["small_ms"]), amount(row["large_ms"]), amount(ratio(row["large_ms"], row["small_ms"]))]
        for how, kinds in growth["times"].items() for kind, row in kinds.items()
    ]  # fmt: skip
    head = ["", f"{growth['small']:,} pages, ms", f"{growth['large']:,} pages, ms", "×"]
    return f"## Growth: the median time of an answer, one connection\n\n{table(head, rows)}"


def _limit(told: Told) -> str:
    """What a file server reaches beside the one peer that keeps its pages where ours does."""
    many = max(told["options"]["connections"])
    found = {kind: beside(told, NGINX, WAGTAIL_CACHE, kind, many) for kind in KEPT}
    reached = ", ".join(f"{kind} {amount(value)} ×" for kind, value in found.items() if value is not None)
    return (
        f" With {many} connections nginx itself reaches beside the local memory: {reached}."
        if reached
        else ""
    )


def _not_comparable(told: Told) -> str:
    return f"""## Read with this

- Peers get no compression, as they come; ours and nginx send the same Brotli bytes. The load generator and the server
  share the cores, so a light server is measured a little too low.
- A peer's page is as large as ours: its own header, texts and lists, then a plain text that makes up for what our page
  has beside them (recovery course, care tips, red flags, clinics). That text costs a peer next to nothing; what it stands
  for costs us queries and template work. It makes “cache off” look worse for us than the same page built there would.
- The peers list what ours lists, in one query, without paging where ours has none. Plain Django is generic views, no cache.
  {WAGTAIL} is page models, a StreamField, a menu and breadcrumbs from the tree, search in its database backend;
  wagtail-cache keeps pages in the local memory of each worker, as ours does, or in Redis (the bar of 12 × was set by
  figures with Redis), and its search answers come from there, too.{_limit(told)}
- A peer's cached page may be stale until it is told to forget; ours asks at most 5 ms later whether it still holds.
  What that is worth is bar 4, not a rate.
- nginx sends a file without our security headers and without asking anything: it is the limit, not a peer.
- SQLite for all, with the same settings. The first size only for peers; growth is ours alone.
"""
