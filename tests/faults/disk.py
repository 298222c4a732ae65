"""A full disk, under the database and under the pictures; then room again, without a restart."""

import secrets
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from skincare_site.images import files
from skincare_site.images.models import Picture
from tests.skincare_site.images.pictures import encoded

from . import people
from .bench import Bench, Row, reading
from .browser import form_of

SAVES, PICTURES, MOST = 12, 8, 40
LEFT = [0, 8, 24, 48, 96]  # kilobytes that stay free, so that a save breaks off at different places


def fill(ballast: Path, left: int) -> None:
    """Take all the room of the disk but `left` bytes."""
    with ballast.open("wb", buffering=0) as out:
        for size in (1024 * 1024, 4096):
            try:
                while True:
                    out.write(bytes(size))
            except OSError:
                continue
        out.truncate(max(0, out.tell() - left))


def _orphans() -> int:
    wanted = {name for picture in Picture.objects.all() for name in picture.file_names()}
    return len(set(files.stored()) - wanted)


def run(bench: Bench) -> Row:
    row = bench.row("disk full")
    folder = Path(settings.DATA_DIR)
    if not folder.parent.is_mount():
        row.want(False, "no small file system could be mounted here: run as root")
        return row
    ballast, page, marks = folder.parent / "ballast", people.draft(), []
    add = "/admin/images/picture/add/"
    with bench.server() as server:
        editor = people.editor(server.port)
        path = people.address_of(page)
        form, picture = editor.form(path), editor.form(add)
        kept = []
        for left in LEFT[: bench.many(len(LEFT))]:
            fill(ballast, left * 1024)
            row.injected += 1
            with reading(server.port, people.PAGES, 1) as reads:
                for number in range(MOST):
                    if number >= max(4, bench.many(SAVES)) and kept:
                        break  # until then SQLite had room in files it has already
                    mark = f"full-{left}-{number}"
                    answer = row.count(editor.post(path, people.written(form, mark, 200_000)))
                    if answer.saved:
                        marks.append(mark)
                        form["_revision"] = [str(int(form["_revision"][0]) + 1)]
                    else:
                        row.want(answer.kindly_refused, f"a save was answered {answer.status}")
                        kept.append((mark, form_of(answer.text)))
                for _number in range(max(3, bench.many(PICTURES))):
                    title = f"Full {secrets.token_hex(4)}"
                    words = {
                        "title": [title],
                        "alt": [f"Cheek, {title}"],
                        "skin_tone": ["brown"],
                        "_save": ["Save"],
                    }
                    data = encoded(size=(1200, 900), colour=f"#{secrets.token_hex(3)}")
                    answer = row.count(editor.post(add, {**picture, **words}, ("file", "cheek.jpg", data)))
                    row.want(answer.saved or answer.kindly_refused, f"a picture was answered {answer.status}")
                    row.want(answer.saved or title in answer.text, "a picture's words were not kept")
            row.errors += reads.bad()
            row.want(set(reads.statuses) == {200}, f"public pages answered {dict(reads.statuses)}")
            ballast.unlink()
            row.torn += _orphans()
            if kept:
                mark, again = kept[-1]
                answer = editor.post(path, {**again, "_revision": form["_revision"]})
                row.want(
                    row.count(answer).saved, f"with room again, “Save again” was answered {answer.status}"
                )
                if answer.saved:
                    marks.append(mark)
                    form["_revision"] = [str(int(form["_revision"][0]) + 1)]
    row.saves = len(marks)
    people.audit(row, page, marks)
    for thing in Picture.objects.exclude(file=""):
        row.torn += not all(default_storage.exists(name) for name in thing.file_names())
    row.said.append(f"{Picture.objects.exclude(file='').count()} pictures went through")
    row.want(bool(kept), "no save ever met the full disk")
    return row
