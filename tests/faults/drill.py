"""The restore drill: a backup while somebody writes, restored elsewhere, every byte compared."""

import subprocess
import sys

from .bench import Bench, Row
from .server import ROOT


def run(bench: Bench) -> Row:
    row = bench.row("restore drill, byte for byte")
    told = subprocess.run(
        [sys.executable, "manage.py", "backup_drill"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    row.injected = 1
    row.want(told.returncode == 0, f"the drill failed: {(told.stderr or told.stdout).strip()[-300:]}")
    row.said += told.stdout.strip().splitlines()[-1:]
    return row
