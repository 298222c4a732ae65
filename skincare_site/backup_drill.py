"""The drill: a scratch site is filled, backed up while somebody writes, restored elsewhere and compared.

It touches no data of the site. On PostgreSQL each scratch database is a schema of its own, and the backup also
makes the way over SQLite and back.
"""

import copy
import itertools
import json
import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import override_settings

from . import starter
from .backup import make
from .backup_archive import BackupError, checked
from .backup_places import Place, in_schema, standing_in, this_site
from .backup_restore import restore
from .images.models import Picture, SkinTone
from .search import index
from .settings.base import database as settings_of

Say = Callable[[str], None]


@contextmanager
def scratch(like: Place) -> Iterator[Place]:
    """An empty place on the same engine, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="backup-drill-") as folder:
        media = Path(folder) / "media"
        if like.is_sqlite:
            yield Place({**copy.deepcopy(like.database), "NAME": f"{folder}/db.sqlite3"}, media)
            return
        schema = f"drill_{secrets.token_hex(4)}"
        with standing_in(like.database) as database, database.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {schema}")
        try:
            yield Place(in_schema(like.database, schema), media)
        finally:
            with standing_in(like.database) as database, database.cursor() as cursor:
                cursor.execute(f"DROP SCHEMA {schema} CASCADE")


def sqlite_like(like: Place) -> Place:
    """Settings of an SQLite database for `scratch` (which gives it its name)."""
    return Place({**copy.deepcopy(like.database), **settings_of("sqlite:////nowhere")}, like.media)


def fill(place: Place) -> None:
    with standing_in(place.database):
        call_command("migrate", interactive=False, verbosity=0)
        starter.load(as_drafts=False)


class Staff(threading.Thread):
    """Somebody who adds pictures two at a time, always both or none, and deletes older ones."""

    def __init__(self, place: Place) -> None:
        super().__init__(daemon=True)
        self.place = place
        self.there: set[int] = set()  # pairs whose saving was acknowledged
        self.saves = 0
        self.stopped = threading.Event()
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            with standing_in(self.place.database):
                for number in itertools.count():
                    if self.stopped.is_set():
                        break
                    self._upload(number)
                    if number % 2:
                        self._remove(number // 2)
        except Exception as error:
            self.error = error

    def _upload(self, number: int) -> None:
        names = [
            default_storage.save(f"pictures/{secrets.token_hex(10)}.webp", ContentFile(secrets.token_bytes(20_000)))
            for _ in "ab"
        ]  # fmt: skip
        with transaction.atomic():
            for name in names:
                Picture.objects.bulk_create(
                    [Picture(title=f"pair {number}", file=name, width=320, height=1, alt="é ’ 🙂 \"'\\\n", skin_tone=SkinTone.WHITE)]
                )  # fmt: skip
        self.there.add(number)
        self.saves += 1

    def _remove(self, number: int) -> None:
        self.there.discard(number)
        Picture.objects.filter(title=f"pair {number}").delete()
        self.saves += 1

    def stop(self) -> None:
        self.stopped.set()
        self.join(30)
        if self.error:
            raise self.error


def expect(right: bool, otherwise: str) -> None:
    if not right:
        raise BackupError(f"The drill failed: {otherwise}")


def while_writing(site: Place, folder: Path, say: Say) -> Path:
    """A backup in the middle of saves and deletions: no half save in it, none missing, every file there."""
    staff = Staff(site)
    staff.start()
    try:
        while staff.saves < 20 and staff.is_alive():
            time.sleep(0.01)
        saves, before = staff.saves, set(staff.there)
        made = make(site, folder)
        before &= set(staff.there)
        during = staff.saves - saves
    finally:
        staff.stop()
    with checked(made.path) as archive:
        names, *lines = archive.open(f"rows/{Picture._meta.db_table}.jsonl").read().splitlines()
        title, file = json.loads(names).index("title"), json.loads(names).index("file")
        rows = [json.loads(line) for line in lines]
        pairs: dict[int, int] = {}
        for row in rows:
            if row[title].startswith("pair "):
                pairs[int(row[title].split()[1])] = pairs.get(int(row[title].split()[1]), 0) + 1
        files = {row[file] for row in rows if row[file]}
        expect(set(pairs.values()) <= {2}, "half a save is in the backup")
        expect(before <= set(pairs), "a save that was acknowledged before is not in the backup")
        expect(files <= set(archive.media()), "a picture of the backup has no file")
    say(f"backed up during {during} saves: {len(pairs)} pairs in it, none half, none lost, no file missing")
    return made.path


def contents(path: Path) -> dict[str, Any]:
    with checked(path) as archive:
        return {**archive.manifest["files"], **archive.manifest["counters"]}


def there_and_back(site: Place, other: Place, folder: Path, say: Say) -> Path:
    """Backup, restore into another place, backup of that: every table and every file has the same bytes."""
    first = make(site, folder)
    done = restore(other, first.path, folder)
    second = make(other, folder)
    one, two = contents(first.path), contents(second.path)
    different = sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))
    expect(not different, f"{', '.join(different[:3])} differ after the restore")
    with standing_in(other.database):
        expect(not index.differences(), "the search index does not agree with the pages")
        engine = connection.vendor
    say(
        f"restored into {engine}: {done.rows} rows and {done.files} files, byte-identical; search index agrees"
    )
    return second.path


def run(say: Say) -> None:
    """The whole drill; raises BackupError when it fails."""
    like = this_site()
    with (
        tempfile.TemporaryDirectory(prefix="backup-drill-") as name,
        scratch(like) as site,
        scratch(like) as live,
        scratch(like) as other,
    ):
        folder = Path(name)
        with override_settings(MEDIA_ROOT=str(site.media)):
            fill(site)
            say("filled a scratch site with the starter content")
            taken = while_writing(site, folder, say)
        restore(live, taken, folder)
        say("restored what was taken while somebody wrote: every row compared, every file's SHA-256 checked")
        there_and_back(site, other, folder, say)
        if not like.is_sqlite:
            with scratch(sqlite_like(like)) as lite, scratch(like) as again:
                there_and_back(other, lite, folder, say)
                there_and_back(lite, again, folder, say)
