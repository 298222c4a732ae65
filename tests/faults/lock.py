"""Somebody else's write lock: 9 seconds, through which saves wait, and then longer than a save waits."""

import contextlib
import datetime
import threading
import time
from collections.abc import Iterator
from functools import partial

import psycopg
from django.db import connection
from django.utils import timezone

from skincare_site.publishing import acts
from skincare_site.publishing.models import Status
from skincare_site.publishing.texts import values_of
from tests.builders import make_article

from . import people
from .bench import Bench, Row, reading, together
from .browser import Answer, form_of

SHORT, LONG = 9, 24  # seconds; a save waits for 20
EDITORS = 3


@contextlib.contextmanager
def foreign_lock(bench: Bench) -> Iterator[None]:
    """Another program writes: on SQLite it holds the one write lock, on PostgreSQL a lock on every table."""
    if bench.database == "sqlite":
        import sqlite3

        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=60)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
    else:
        names = ", ".join(f'"{name}"' for name in connection.introspection.table_names())
        connection.close()
        config = connection.settings_dict
        address = f"postgresql://postgres@{config['HOST']}:{config['PORT']}/{config['NAME']}"
        with psycopg.connect(address) as other:
            other.execute(f"LOCK TABLE {names} IN EXCLUSIVE MODE")  # type: ignore[arg-type]
            yield
            other.rollback()


def due_draft() -> None:
    """A change of a public page whose moment has come: whoever reads next would publish it."""
    page = make_article(title="Due now", slug="due-now")
    version = acts.keep_text(page, {**values_of(page), "summary": "Due now."}, None)
    assert version
    type(page).objects.filter(pk=page.pk).update(
        draft_status=Status.PUBLISHED, draft_due_at=timezone.now() - datetime.timedelta(minutes=1)
    )


def run(bench: Bench) -> Row:
    row = bench.row("foreign write lock")
    with bench.server() as server:
        editors = [people.editor(server.port) for _editor in range(EDITORS)]
        staff = people.editor(server.port)
        session = next(iter(staff.cookies.items()))
        pages = [people.draft() for _editor in editors]
        forms = [editor.form(people.address_of(page)) for editor, page in zip(editors, pages, strict=True)]
        answers: dict[int, Answer] = {}

        def save(who: int, mark: str, start: threading.Event) -> None:
            start.wait(60)
            path = people.address_of(pages[who])
            answers[who] = editors[who].post(path, people.written(forms[who], mark))

        for seconds in (SHORT, LONG):
            due_draft() if seconds == SHORT else None
            start, mark = threading.Event(), f"lock-{seconds}"

            saves = [partial(save, who, mark, start) for who in range(EDITORS)]

            def hold(seconds: int = seconds, start: threading.Event = start) -> None:
                with foreign_lock(bench):
                    start.set()
                    time.sleep(seconds)

            admin = [people.address_of(pages[0]), "/admin/"]
            with (
                reading(server.port, people.PAGES) as visitors,
                reading(server.port, admin, 1, session) as colleagues,
            ):
                together([hold, *saves])
            row.injected += 1
            for who, reads in (("public pages", visitors), ("staff pages", colleagues)):
                row.errors += reads.bad()
                row.want(set(reads.statuses) == {200}, f"{who} answered {dict(reads.statuses)}")
                row.said.append(f"{seconds} s: {reads.total} {who} read, slowest {reads.slowest:.1f} s")
            for who, answer in answers.items():
                row.count(answer)
                if seconds == SHORT:
                    row.want(answer.saved, f"a save was answered {answer.status} after a short lock")
                    row.saves += answer.saved
                    forms[who]["_revision"] = [str(int(forms[who]["_revision"][0]) + 1)]
                    continue
                row.want(answer.kindly_refused, f"a save was answered {answer.status} under a long lock")
                again = editors[who].post(people.address_of(pages[who]), form_of(answer.text))
                row.want(row.count(again).saved, f"“Save again” was answered {again.status}")
                row.saves += again.saved
    for page in pages:
        people.audit(row, page, [f"lock-{SHORT}", f"lock-{LONG}"])
    return row
