"""Google's Lighthouse over the patient's pages: `make lighthouse` (needs Chromium, Node and its registry; 20 minutes).

Starts a scratch site by itself and looks at each page as Lighthouse does by default: a middling phone on a slow
network, an empty cache. The median of three runs counts. Prints the table, keeps it in docs/lighthouse.md, and ends
with exit code 1 when a page misses 100. Search results and the sheet ask search engines to stay away, which Lighthouse
counts against SEO: that one figure is only told there.

    python docs/lighthouse.py [--only NAME …] [--runs 3]
"""

import argparse
import datetime
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scratch_site import ROOT, chromium, scratch_site

REPORT = ROOT / "docs/lighthouse.md"
NEWEST, NEWEST_NEEDS = "13.5.0", (22, 19)  # steadier, but not for an older Node
OLDER = "12.8.2"
RUNS = 3
LONGEST = 180  # seconds for one run
CATEGORIES = {
    "performance": "Performance", "accessibility": "Accessibility", "best-practices": "Best practices", "seo": "SEO",
}  # fmt: skip
CHROMIUM_FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PAGES = {
    "home": "/",
    "symptom": "/symptoms/redness/",
    "symptom picker": "/symptoms/",
    "explainer": "/articles/peeling/",
    "care tip": "/aftercare/do-not-pick/",
    "recovery": "/recovery/microneedling/",
    "day": "/recovery/microneedling/day/3/",
    "clinic": "/clinics/barrie/",
    "search results": "/search/?q=my+face+is+pealing+day+3",
    "sheet": "/aftercare/sheet/microneedling/",
}
NOT_FOR_SEARCH_ENGINES = {"search results", "sheet"}


@dataclass(frozen=True)
class Seen:
    """The medians of one page."""

    scores: dict[str, int]  # by category, 0 to 100
    paint: float  # seconds until the largest thing shows
    blocked: float  # milliseconds
    shift: float
    weight: float  # kB over the network
    faults: list[str]  # what lowered a score in any run

    def missed(self, page: str) -> list[str]:
        told_only = {"seo"} if page in NOT_FOR_SEARCH_ENGINES else set()
        return [name for name, score in self.scores.items() if score < 100 and name not in told_only]


def node_version() -> tuple[int, ...]:
    try:
        told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        raise SystemExit("No Node found: install it, with npx.") from None
    return tuple(map(int, re.findall(r"\d+", told)))


def look(lighthouse: str, address: str, tries: int = 3) -> dict[str, Any]:
    """One run; Lighthouse's own report. On a busy machine a recording fails now and then: that run is made again."""
    if not tries:
        raise SystemExit(f"Lighthouse could not read {address}.")
    with tempfile.TemporaryDirectory(prefix="lighthouse-") as folder:
        report = Path(folder) / "report.json"
        command = [
            shutil.which("npx") or "npx", "--yes", f"lighthouse@{lighthouse}", address, "--quiet", "--output=json",
            f"--output-path={report}", f"--chrome-flags={' '.join(CHROMIUM_FLAGS)}",
        ]  # fmt: skip
        done = subprocess.run(
            command, cwd=folder, env={**os.environ, "CHROME_PATH": chromium()}, timeout=LONGEST,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if not report.exists():
            raise SystemExit(f"Lighthouse gave no report for {address}:\n{done.stderr[-2000:]}")
        found: dict[str, Any] = json.loads(report.read_text())
    if found.get("runtimeError"):
        print(f"Once more, {address}: {found['runtimeError']['message']}", file=sys.stderr)
        return look(lighthouse, address, tries - 1)
    return found


def medians(reports: list[dict[str, Any]]) -> Seen:
    def middle(audit: str) -> float:
        return statistics.median(report["audits"][audit]["numericValue"] for report in reports)

    return Seen(
        scores={
            name: round(100 * statistics.median(report["categories"][name]["score"] for report in reports))
            for name in CATEGORIES
        },
        paint=middle("largest-contentful-paint") / 1000,
        blocked=middle("total-blocking-time"),
        shift=middle("cumulative-layout-shift"),
        weight=middle("total-byte-weight") / 1000,
        faults=sorted({fault for report in reports for fault in _faults(report)}),
    )


def _faults(report: dict[str, Any]) -> list[str]:
    return [
        f"{name}: {report['audits'][part['id']]['title']}"
        for name in CATEGORIES
        for part in report["categories"][name]["auditRefs"]
        if part["weight"] and (report["audits"][part["id"]]["score"] or 0) < 1
        and report["audits"][part["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
    ]  # fmt: skip


def table(seen: dict[str, Seen]) -> str:
    head = ["page", *CATEGORIES.values(), "largest paint", "blocked", "shift", "weight"]
    rows = []
    for page, found in seen.items():
        missed = found.missed(page)
        scores = [f"**{score}**" if name in missed else str(score) for name, score in found.scores.items()]
        if page in NOT_FOR_SEARCH_ENGINES:
            scores[-1] += " (on purpose)"
        measures = [
            f"{found.paint:.1f} s", f"{found.blocked:.0f} ms", f"{found.shift:.3f}", f"{found.weight:.1f} kB"
        ]  # fmt: skip
        rows.append([page, *scores, *measures])
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows), ""])


def page_of(seen: dict[str, Seen], report: dict[str, Any], runs: int, node: tuple[int, ...]) -> str:
    browser = re.search(r"Chrome/(\d+)", report["environment"]["hostUserAgent"])
    speed = report["environment"]["benchmarkIndex"]
    return f"""# How Lighthouse sees the patient's pages

Written by `make lighthouse` on {datetime.date.today():%d %B %Y}; do not edit. Lighthouse {report["lighthouseVersion"]},
mobile defaults, median of {runs} runs, scratch site with the starter content. {os.cpu_count()} cores (Lighthouse's
benchmark index {speed:.0f}), Chromium {browser[1] if browser else "?"}, Node {node[0]}.

{table(seen)}
Search results and the sheet carry `noindex` on purpose, which lowers SEO there. The weight is everything over the
network, pictures, headers and the files for reading without a network included; times are those of a slow phone.
"""


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--only", nargs="+", choices=PAGES, metavar="NAME", help="the table is printed only")
    options.add_argument("--runs", type=int, default=RUNS)
    asked = options.parse_args()
    node = node_version()
    lighthouse = NEWEST if node >= NEWEST_NEEDS else OLDER
    seen: dict[str, Seen] = {}
    with scratch_site() as site:
        for page in asked.only or PAGES:
            reports = [look(lighthouse, site + PAGES[page]) for _ in range(asked.runs)]
            seen[page] = medians(reports)
            faults = seen[page].faults if seen[page].missed(page) else []
            print(f"{page}: {seen[page].scores}", *faults, sep="\n  ", flush=True)
    print("\n" + table(seen))
    if not asked.only and asked.runs >= RUNS:
        REPORT.write_text(page_of(seen, reports[-1], asked.runs, node))
    missed = [
        f"{page}: {', '.join(found.missed(page))}" for page, found in seen.items() if found.missed(page)
    ]
    if missed:
        print("Below 100: " + "; ".join(missed), file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
