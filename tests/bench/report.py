"""The benchmark's findings as a page for people."""

import datetime
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

Told = dict[tuple[str, str], dict[str, Any]]
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def write(told: Told, sizes: list[str]) -> str:
    numbers = [size for size in sizes if size != "starter"]
    parts = [_head(told, sizes[0])]
    if sizes[0] == "starter":
        parts += [_quality(told), _misspelt(told), _hostile(told)]
    parts += [_times(told, size) for size in numbers]
    if len(numbers) > 1:
        parts.append(_growth(told, numbers))
    parts += [_saves(told, numbers), _same(told, sizes)]
    return "\n".join(parts)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows), ""])


def _verdict(passed: bool) -> str:
    return "reached" if passed else "**missed**"


def _head(told: Told, size: str) -> str:
    packages = ["django", "wagtail", "modelsearch", "rapidfuzz", "snowballstemmer", "psycopg"]
    databases = " and ".join(
        f"{NAMES[vendor]} {told[vendor, size]['version'].removeprefix('PostgreSQL ')}" for vendor in NAMES
    )
    cpu = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    ) if Path("/proc/cpuinfo").exists() else platform.processor()  # fmt: skip
    return f"""# How search does

Written by `make bench-search` on {datetime.date.today():%d %B %Y}; do not edit. {os.cpu_count()} cores ({cpu}),
Python {platform.python_version()}, {databases},
{", ".join(f"{name} {version(name)}" for name in packages)}.

Absolute times depend on the machine and on what else runs there; the ratios are taken within one process,
the same questions to each engine in turns, the quickest of up to three passes. Wagtail's search engine is
`modelsearch`, which `wagtail.search` re-exports.
"""


def _quality(told: Told) -> str:
    rows = []
    columns = ["success@1", "success@3", "nothing_found", "none_correct"]
    for vendor, name in NAMES.items():
        for engine, row in told[vendor, "starter"]["quality"]["engines"].items():
            rows.append([engine, name, *(f"{row[column]:.3f}" for column in columns)])
    return (
        "## The development questions, on the starter content\n\n“+ wordings”: staff's wordings of the page's "
        "main symptom given to the peer as a keyword field. For a peer a page about an expected symptom counts; "
        "ours must also recognise the symptom.\n\n"
        + _table(["engine", "database", "first", "first three", "nothing found", "NONE left alone"], rows)
    )


def _misspelt(told: Told) -> str:
    found = told["sqlite", "starter"]["quality"]
    row = found["misspelt"]
    wrong = found["corrected_common_words"]
    lengths = [
        [f"{length}{' and more' if int(length) == 12 else ''}", str(count), f"{share:.3f}"]
        for length, (count, share) in row["by_length"].items()
    ]
    return (
        f"## Misspellings (bar 3)\n\n{row['count']} wordings with one edit in one word, the wrong word being no "
        f"English word and none of ours: {row['share']:.1%} are recognised first as what the wording itself "
        f"is — bar ≥ 95 %: {_verdict(row['share'] >= 0.95)}. Of 5,000 common English words "
        f"{len(wrong)} are corrected — bar 0: {_verdict(not wrong)}.\n\n"
        + _table(["letters of the word", "misspellings", "recognised"], lengths)
    )


def _hostile(told: Told) -> str:
    lines = ["## Hostile strings (bar 6)", ""]
    for vendor, name in NAMES.items():
        row = told[vendor, "starter"]["hostile"]
        ratio = row["slowest"] / row["median"]
        lines.append(
            f"- {name}: {row['random']} random and {row['crafted']} crafted: {len(row['errors'])} errors, "
            f"{len(row['unescaped'])} with a tag other than `mark`, slowest {ratio:.1f} × the median: "
            f"{_verdict(not row['errors'] and not row['unescaped'] and ratio <= 5)}"
        )
    return "\n".join([*lines, ""])


# Bar 4 at 100,000 documents: at least so many times faster at p99.
BARS = {"FTS5 OR": 2.5, "icontains": 10, "ts_rank_cd OR": 15, "Wagtail AND": 20, "Wagtail OR": 20}


def _times(told: Told, size: str) -> str:
    rows = []
    for vendor, name in NAMES.items():
        for engine, row in told[vendor, size]["times"].items():
            bar = BARS.get(engine) if size == "100000" else None
            rows.append(
                [
                    name,
                    engine,
                    str(row["questions"]) + (f" ({row['stopped']} stopped)" if row["stopped"] else ""),
                    f"{row['p50']:.1f}",
                    f"{row['p99']:.1f}",
                    f"{row['p50_ratio']:.1f} ×",
                    f"{row['p99_ratio']:.1f} ×" + (f" (bar {bar} ×)" if bar else ""),
                ]
            )
    return (
        f"## {int(size):,} documents: a page of 10\n\nWith snippets, except for Wagtail's engine, which has none. "
        "Fewer questions where an engine had used up its minute, and an answer is stopped after 10 s; the ratio is on the same questions.\n\n"
        + _table(["database", "engine", "questions", "p50 ms", "p99 ms", "p50 to ours", "p99 to ours"], rows)
    )


def _growth(told: Told, sizes: list[str]) -> str:
    lines = [f"## Growth from {int(sizes[0]):,} to {int(sizes[-1]):,} documents at p50 (bar ≤ 8 ×)", ""]
    for vendor, name in NAMES.items():
        small, large = (told[vendor, size]["times"] for size in (sizes[0], sizes[-1]))
        lines.append(
            f"- {name}: "
            + ", ".join(
                f"{engine} {large[engine]['p50'] / small[engine]['p50']:.1f} ×"
                for engine in small
                if engine in large
            )
        )
    return "\n".join([*lines, ""])


def _saves(told: Told, sizes: list[str]) -> str:
    rows = []
    for size in sizes:
        for vendor, name in NAMES.items():
            row = told[vendor, size]["saves"]
            rows.append(
                [f"{int(size):,}", name]
                + [
                    f"{row[f'{kind}_{part}']:.1f}"
                    for kind in ("plain", "indexed", "beside")
                    for part in ("p50", "p95")
                ]
            )
    head = ["documents", "database", "plain p50", "p95", "with index p50", "p95", "beside p50", "beside p95"]
    return "## Saving an article whose text changed, ms (bar: beside p95 ≤ 10)\n\n" + _table(head, rows)


def _same(told: Told, sizes: list[str]) -> str:
    lines = ["## The ordered first ten on both databases (bar 5)", ""]
    for size in sizes:
        left, right = (told[vendor, size]["first_ten"] for vendor in NAMES)
        differ = [question for question in left if left[question] != right.get(question)]
        words = "starter content" if size == "starter" else f"{int(size):,} documents"
        lines.append(
            f"- {words}: {len(left) - len(differ)} of {len(left)} questions identical"
            + (f"; not: {', '.join(map(repr, differ[:5]))}" if differ else "")
        )
    return "\n".join([*lines, ""])
