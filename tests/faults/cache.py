"""The shared cache is killed. Pages, forms and saves go on; the limit on sign-in tries stays, in each process."""

import shutil
import subprocess
import time
from typing import Any

from . import people
from .bench import Bench, Row
from .browser import Browser
from .server import WORKERS, free_port

READS, TRIES = 120, 90
LIMIT = 20  # tries a minute from one address (settings.SIGN_IN_TRIES)


def _reads(row: Row, browsers: list[Browser], paths: list[str], number: int) -> float:
    started = time.monotonic()
    for step in range(number):
        answer = row.count(browsers[step % len(browsers)].get(paths[step % len(paths)]))
        row.want(answer.status == 200, f"a page was answered {answer.status}")
    return (time.monotonic() - started) / number


def _knock(port: int, number: int) -> tuple[int, int]:
    """So many wrong sign-ins: how many were looked at, in how many minutes."""
    visitor = Browser(port)
    form = visitor.form("/admin/login/")
    first, looked = int(time.time() // 60), 0
    for _try in range(number):
        answer = visitor.post("/admin/login/", {**form, "username": ["nobody"], "password": ["wrong"]})
        looked += answer.status == 200
    return looked, int(time.time() // 60) - first + 1


def run(bench: Bench) -> Row:
    row = bench.row("cache killed")
    if not shutil.which("redis-server"):
        row.want(False, "redis-server is not installed here")
        return row
    port = free_port()
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    command = [
        "redis-server",
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        str(bench.folder),
    ]
    redis = subprocess.Popen(command, **quiet)
    try:
        with bench.server(CACHE_URL=f"redis://127.0.0.1:{port}/0") as server:
            editor, visitor, page = people.editor(server.port), Browser(server.port), people.draft()
            path = people.address_of(page)
            _reads(row, [visitor], people.PAGES, len(people.PAGES))
            before = _reads(row, [visitor], people.PAGES, bench.many(READS))
            redis.kill()
            redis.wait()
            row.injected += 1
            after = _reads(row, [visitor], people.PAGES, bench.many(READS))
            row.said.append(f"a page took {before * 1000:.0f} ms before, {after * 1000:.0f} ms after")
            _reads(row, [editor], ["/admin/", path, "/admin/articles/article/"], bench.many(30))
            marks = []
            for number in range(bench.many(20)):
                answer = row.count(editor.post(path, people.written(editor.form(path), f"cache-{number}")))
                row.saves += answer.saved
                marks += [f"cache-{number}"] * answer.saved
            tries = bench.many(TRIES)
            looked, minutes = _knock(server.port, tries)
            row.said.append(f"{looked} of {tries} wrong sign-ins looked at in {minutes} started minutes")
            row.want(looked <= LIMIT * WORKERS * minutes, "the sign-in limit is gone")
    finally:
        redis.kill()
        redis.wait()
    people.audit(row, page, marks)
    return row
