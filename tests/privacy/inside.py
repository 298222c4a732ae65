"""Run with the scratch site's settings: puts the control word into every store, or looks into every store.

`plant WORD`; `look FILE`, where FILE is JSON with `marks` and `control`. Tells JSON on standard output.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import django

from . import stores


def plant(word: str) -> dict[str, Any]:
    from django.conf import settings
    from django.core.cache import cache
    from django.core.mail import mail_admins
    from django.utils import timezone

    from skincare_site.accounts.sessions import SessionStore
    from skincare_site.search.models import AskedPhrase

    AskedPhrase.objects.create(key="control", text=word, last_asked=timezone.localdate())
    cache.set("control", word, None)
    session = SessionStore()
    session["control"] = word
    session.save()
    media = Path(settings.MEDIA_ROOT)
    media.mkdir(parents=True, exist_ok=True)
    (media / "control.txt").write_text(word)
    mail_admins("control", word)
    return {}


def look(marks: list[str], control: str) -> dict[str, Any]:
    from django.conf import settings
    from django.db import connection

    from skincare_site.search.models import AskedWeek

    data = Path(os.environ["DATA_DIR"])
    folder = data.parent
    places: dict[str, Iterable[bytes]] = {
        "database, every row": stores.rows(connection),
        "session rows, decoded": stores.sessions(),
        "media": stores.files(Path(settings.MEDIA_ROOT)),
        "mail about errors": stores.files(data / "mail"),
        "log of server and site": [(folder / "server.log").read_bytes()],
        "temporary files": stores.files(folder / "tmp"),
        "backup archive, unpacked": _backups(settings.BACKUP_DIR),
    }
    cache = os.environ["CACHE_URL"]
    places["cache"] = (
        stores.redis_values(cache) if cache.startswith("redis") else stores.files(folder / "cache")
    )
    if connection.vendor == "sqlite":
        places["database files, byte by byte"] = [
            path.read_bytes() for path in sorted(data.glob("db.sqlite3*"))
        ]
    elif shutil.which("pg_dump"):
        places["pg_dump"] = [_dump(os.environ["DATABASE_URL"])]
    told = {name: _looked(parts, marks, control) for name, parts in places.items()}
    counted = sum(week.confident + week.unsure + week.no_match for week in AskedWeek.objects.all())
    return {"stores": told, "counted": counted}


def _looked(parts: Iterable[bytes], marks: list[str], control: str) -> dict[str, Any]:
    size, found = 0, set()
    for part in parts:
        size += len(part)
        found |= stores.found_in(part, [*marks, control])
    return {"bytes": size, "found": sorted(found - {control}), "control": control in found}


def _backups(folder: Path) -> list[bytes]:
    archives = sorted(Path(folder).glob("*.zip"))
    assert archives, "no backup was made"
    return [archives[-1].read_bytes()]


def _dump(url: str) -> bytes:
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "dump.sql"
        plain = url.replace("postgres://", "postgresql://")
        done = subprocess.run(["pg_dump", plain, "-f", str(out)], capture_output=True, check=False)
        if done.returncode:
            raise SystemExit(f"pg_dump failed: {done.stderr.decode()[:300]}")
        return out.read_bytes()


def main() -> None:
    django.setup()
    act, argument = sys.argv[1:]
    told = plant(argument) if act == "plant" else look(**json.loads(Path(argument).read_text()))
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
