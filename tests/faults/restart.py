"""PostgreSQL is restarted under load, in good order and by force."""

import threading
import time

from django.db import connection

from . import people
from .bench import Bench, Row, reading, together
from .browser import form_of

RESTARTS = 6
AFTER = 2.0  # seconds after it is back in which an answer may still be the 503 page


def run(bench: Bench) -> Row:
    row = bench.row("PostgreSQL restarted")
    if bench.cluster is None:
        row.said.append("SQLite has no server")
        return row
    over, away, marks, page = threading.Event(), [], [], people.draft()
    path = people.address_of(page)
    with bench.server() as server:
        editor = people.editor(server.port)
        form = editor.form(path)
        connection.close()

        def writes() -> None:
            number, sent = 0, people.written(form, "0")
            while not over.is_set():
                answer = row.count(editor.post(path, sent))
                row.want(answer.saved or answer.kindly_refused, f"a save was answered {answer.status}")
                if answer.kindly_refused:
                    sent = form_of(answer.text) or sent  # press “Save again”
                    time.sleep(0.2)
                    continue
                marks.append(str(number))
                number += 1
                form["_revision"] = [str(int(form["_revision"][0]) + 1)]
                sent = people.written(form, str(number), 1000)

        def restarts() -> None:
            try:
                for number in range(bench.many(RESTARTS)):
                    time.sleep(2)
                    began = time.monotonic()
                    bench.cluster.stop("immediate" if number % 2 else "fast")
                    time.sleep(0.5)
                    bench.cluster.start()
                    away.append((began, time.monotonic() + AFTER))
                    row.injected += 1
                time.sleep(3)
            finally:
                over.set()

        with reading(server.port, people.PAGES, 3) as reads:
            together([writes, restarts])
    row.errors += reads.bad()
    row.refused += reads.kind
    row.saves = len(marks)
    outside = [at for at in reads.moments if not any(first <= at <= last for first, last in away)]
    row.want(not outside, f"{len(outside)} pages answered 503 outside the window")
    row.want(set(reads.statuses) <= {200, 503}, f"public pages answered {dict(reads.statuses)}")
    row.said.append(f"{reads.statuses[200]} pages read, {reads.kind} told to wait")
    people.audit(row, page, marks)
    return row
