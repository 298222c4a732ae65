"""python -m tests.faults [--only NAME …] [--database sqlite|postgresql|both] [--scale 0.1] [--keep]

Scratch sites in a folder of their own, on free ports of this machine; nothing of your site is touched.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import FAULTS, table
from .postgres import Cluster
from .server import ROOT

SMALL_DISK = "256m"  # of a file system in memory, which the bench fills up
# What could lead to a real site; the scratch sites take the defaults.
NOT_OURS = [
    "CACHE_URL",
    "SITE_URL",
    "EMAIL_URL",
    "BACKUP_DIR",
    "DEBUG",
    "REQUIRE_2FA",
    "SECRET_KEY",
    "ADMINS",
]


@contextlib.contextmanager
def small_disk(place: Path) -> Iterator[bool]:
    """Mounts a small file system there; False, and a plain folder, where that is not allowed."""
    place.mkdir(mode=0o711)
    command = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK},mode=0711", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(command, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(place)], check=False)


def work(asked: dict[str, Any], data: Path, url: str) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    data.mkdir(exist_ok=True)
    environment = {
        **kept, "DATA_DIR": str(data), "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "skincare_site.settings.local",
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.faults.worker", json.dumps(asked)]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        if worker.wait():
            raise SystemExit("The bench's worker failed (see the lines above).")
    finally:
        worker.terminate()
        worker.wait()


def run(database: str, faults: list[str], scale: float, folder: Path) -> None:
    """One database's faults; their rows are written into `folder`."""
    folder.mkdir(mode=0o711)
    asked: dict[str, Any] = {"database": database, "folder": str(folder), "scale": scale, "cluster": None}
    cluster = None
    if database == "postgresql":
        cluster = Cluster(folder / "cluster")
        cluster.start()
        asked["cluster"] = {"folder": str(cluster.folder), "port": cluster.port}
    try:
        if others := [name for name in faults if name != "disk"]:
            data = folder / "data"
            url = cluster.make("faults") if cluster else f"sqlite:///{data / 'db.sqlite3'}"
            work({**asked, "faults": others}, data, url)
        if "disk" in faults:
            with small_disk(folder / "small") as mounted:
                data = folder / "small" / "data"
                url = f"sqlite:///{data / 'db.sqlite3'}"
                if cluster:
                    cluster.lend(folder / "small" / "tables")
                    url = cluster.make("small", str(folder / "small" / "tables"))
                work({**asked, "faults": ["disk"], "mounted": mounted}, data, url)
    finally:
        if cluster:
            cluster.stop("immediate")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=FAULTS, default=FAULTS)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full counts")
    parser.add_argument("--write", action="store_true", help="keep the table in docs/faults.md")
    parser.add_argument("--keep", action="store_true", help="leave the scratch folder, with the server's log")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(143))  # what was started is ended on the way out
    databases = ["sqlite", "postgresql"] if asked.database == "both" else [asked.database]
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    folder.chmod(0o711)
    rows: list[dict[str, Any]] = []
    try:
        for database in databases:
            run(database, [name for name in FAULTS if name in asked.only], asked.scale, folder / database)
            lines = (folder / database / "rows.jsonl").read_text().splitlines()
            rows += [json.loads(line) for line in lines]
    finally:
        if asked.keep:
            print(f"Kept: {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    print(table.text(rows))
    if asked.write:
        (ROOT / "docs" / "faults.md").write_text(table.page(rows, asked.scale), encoding="utf-8")
    return 0 if all(row["holds"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
