"""kill -9 of a worker and of the whole server, in turn, while editors save, add and publish pages.

An editor whose line breaks does what a browser does when the page is loaded again: sends the same form once more.
"""

import secrets
import threading
import time
from typing import Any

from django.core.files.storage import default_storage

from aftercare.models import CareTip
from articles.models import Article
from skincare_site.images import files
from skincare_site.images.models import Picture
from skincare_site.publishing.models import Status
from skincare_site.search import index
from tests.builders import make_reviewer, ready_to_publish
from tests.skincare_site.images.pictures import encoded

from . import people
from .bench import Bench, Row, together
from .browser import LOST, Answer, Browser, Fields, form_of

KILLS, SAVES = 50, 1000
AGAIN = 300  # seconds that an editor goes on trying: on a busy machine kills come faster than saves


class Editor:
    """Sends forms until they are answered. `saves` counts what was acknowledged."""

    def __init__(self, port: int, row: Row, lock: threading.Lock) -> None:
        self.browser: Browser = people.editor(port, timeout=30)
        self.row, self.lock = row, lock

    def send(self, path: str, form: Fields, file: Any = None) -> Answer:
        until = time.monotonic() + AGAIN
        while True:
            try:
                answer = self.browser.post(path, form, file)
            except LOST:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
                continue
            with self.lock:
                self.row.count(answer)
                self.row.saves += answer.saved
            return answer

    def form(self, path: str) -> Fields:
        until = time.monotonic() + AGAIN
        while True:
            try:
                return form_of(self.browser.get(path).text)
            except LOST:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)


def _writes(editor: Editor, page: Article, acknowledged: list[str], over: threading.Event) -> None:
    """Saves over and over; the form's revision goes up with each save, as in one that is loaded again."""
    path = people.address_of(page)
    form, number = editor.form(path), 0
    while not over.is_set():
        number += 1
        mark = f"{page.pk}-{number}"
        answer = editor.send(path, people.written(form, mark, 2000))
        if answer.saved:
            acknowledged.append(mark)
            form["_revision"] = [str(int(form["_revision"][0]) + 1)]
        else:
            with editor.lock:
                editor.row.want(False, f"a save of one's own page was answered {answer.status}")
            form = editor.form(path)


def _adds(editor: Editor, acknowledged: list[str], over: threading.Event) -> None:
    """New care tips and new pictures."""
    tip, picture = "/admin/aftercare/caretip/add/", "/admin/images/picture/add/"
    tip_form, picture_form = editor.form(tip), editor.form(picture)
    number = 0
    while not over.is_set():
        number += 1
        title = f"Added tip {number} {secrets.token_hex(3)}"
        if editor.send(tip, {**tip_form, "title": [title], "_save": ["Save"]}).saved:
            acknowledged.append(title)
        words = {"title": [title], "alt": [f"Cheek, {title}"], "skin_tone": ["brown"], "_save": ["Save"]}
        # Sent again after it went through, a picture is refused: it is in the library already.
        data = encoded(size=(900, 700), colour=f"#{secrets.token_hex(3)}")
        editor.send(picture, {**picture_form, **words}, ("file", "cheek.jpg", data))


def _publishes(editor: Editor, page: Article, over: threading.Event) -> None:
    """Takes a page offline and puts it on again; the index follows each time."""
    make_reviewer(account=editor.browser.user)
    path = people.address_of(page)
    while not over.is_set():
        form = editor.form(path)
        page.refresh_from_db()
        move = {Status.PUBLISHED: "unpublish", Status.DRAFT: "submit", Status.IN_REVIEW: "sign_off"}.get(
            Status(page.status), "publish"
        )
        editor.send(path, {**form, f"_move_{move}": ["go"]})


def _kills(bench: Bench, server: Any, row: Row, over: threading.Event) -> None:
    kills, saves = bench.many(KILLS), bench.many(SAVES)
    try:
        for number in range(kills):
            enough = saves * (number + 1) // kills
            until = time.monotonic() + 20
            while row.saves < enough and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(secrets.randbelow(100) / 1000)  # anywhere in a save
            if number % 2:
                server.kill_all()
                server.start()
            else:
                server.kill_worker()
                server.wait()
            row.injected += 1
    finally:
        over.set()


def run(bench: Bench) -> Row:
    row, over, lock = bench.row("kill -9 of a worker or the server"), threading.Event(), threading.Lock()
    pages = [people.draft() for _editor in range(3)]
    flipped = ready_to_publish(people.draft())
    texts: list[list[str]] = [[] for _page in pages]
    titles: list[str] = []
    with bench.server() as server:
        editors = [Editor(server.port, row, lock) for _editor in range(5)]
        together([
            *(
                (lambda editor=editor, page=page, kept=kept: _writes(editor, page, kept, over))
                for editor, page, kept in zip(editors, pages, texts, strict=False)
            ),
            lambda: _adds(editors[3], titles, over),
            lambda: _publishes(editors[4], flipped, over),
            lambda: _kills(bench, server, row, over),
        ])  # fmt: skip
        people.editor(server.port).get("/")  # a first request: the index catches up
        time.sleep(5)
        for page, kept in zip(pages, texts, strict=True):
            people.audit(row, page, kept)
        _audit_added(row, titles)
    row.want(row.injected == bench.many(KILLS), f"only {row.injected} kills")
    row.want(row.saves >= bench.many(SAVES), f"only {row.saves} saves")
    return row


def _audit_added(row: Row, titles: list[str]) -> None:
    for title in titles:
        there = CareTip.objects.filter(title=title).count()
        row.lost += there == 0
        row.duplicates += max(0, there - 1)
    stored, wanted = set(files.stored()), set()
    for picture in Picture.objects.all():
        wanted.update(picture.file_names())
        row.torn += not all(default_storage.exists(name) for name in picture.file_names())
    row.said.append(f"{len(titles)} tips and {Picture.objects.exclude(file='').count()} pictures added")
    row.said.append(f"{len(stored - wanted)} files of broken uploads left for check_pictures --mend")
    for line in index.differences():
        row.torn += 1
        row.wrong.append(f"index: {line}")
