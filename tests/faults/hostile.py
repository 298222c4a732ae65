"""Malformed requests, hostile pictures and hostile texts: the corpora of tests/hostile, against the real server."""

import subprocess
import sys

from .bench import Bench, Row
from .server import ROOT


def run(bench: Bench) -> Row:
    """One line for all corpora; `python -m tests.hostile` says more."""
    row = bench.row("malformed requests, hostile input")
    told = subprocess.run(
        [sys.executable, "-m", "tests.hostile"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    row.want(told.returncode == 0, f"tests.hostile failed: {(told.stderr or told.stdout).strip()[-300:]}")
    for line in told.stdout.splitlines():
        name, _, counts = line.partition(": ")
        number, _, more = counts.partition("; ")
        if more and number.isdigit():
            row.injected += int(number)
            row.said.append(f"{name}: {number}")
    return row
