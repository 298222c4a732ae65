"""Runs every size on both databases, each in a process of its own, and writes docs/search-benchmarks.md.

SIZES="500 10000 100000" (default) chooses the sizes; POSTGRES names a server where databases may be made.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from . import report

ROOT = Path(__file__).resolve().parent.parent.parent
POSTGRES = os.environ.get("POSTGRES", "postgres://postgres@127.0.0.1:5432")
SCRATCH = f"bench_search_{os.getpid()}"


def postgres(*statements: str) -> None:
    import psycopg

    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[arg-type]


def worker(vendor: str, size: str, folder: Path) -> dict[str, Any]:
    """What one size on one database tells; its database is gone afterwards."""
    place = folder / f"{vendor}-{size}"
    place.mkdir()
    out = place / "told.json"
    url = f"sqlite:///{place / 'db.sqlite3'}" if vendor == "sqlite" else f"{POSTGRES}/{SCRATCH}"
    if vendor == "postgresql":
        postgres(f"CREATE DATABASE {SCRATCH}")
    try:
        subprocess.run(
            [sys.executable, "-m", "tests.bench.worker", size, str(out)],
            cwd=ROOT,
            env={
                **os.environ,
                "DATA_DIR": str(place),
                "DATABASE_URL": url,
                "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            },
            check=True,
        )
        told: dict[str, Any] = json.loads(out.read_text())
        return told
    finally:
        shutil.rmtree(place)
        if vendor == "postgresql":
            postgres(f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)")


def main() -> None:
    sizes = ["starter", *os.environ.get("SIZES", "500 10000 100000").split()]
    told: dict[tuple[str, str], dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
        for size in sizes:
            for vendor in ("sqlite", "postgresql"):
                told[vendor, size] = worker(vendor, size, Path(folder))
    text = report.write(told, sizes)
    (ROOT / "docs" / "search-benchmarks.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
