"""`python -m tests.serving edits [COUNT]`: is every edit public a second later, and nothing else ever?

Two processes edit a running site at random (editor.py) while a load generator and readers with and without cookies ask
for its pages. A second after each edit the pages it touches are read without a cookie, on connections of their own, so
that every worker is asked. At the end every page is compared with the one that Django makes. SQLite, or a database of
its own beside the one that DATABASE_URL names.
"""

import http.client
import json
import os
import queue
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

from . import load, sites
from .editor import SECRET
from .preparing import Told, python
from .rounds import show
from .servers import ROOT, Answer, Server, ask

PAGES = 130
EDITORS = (0, 1)
ALLOWED = 1.0  # seconds from an edit until every page must show it
ASKED = 3  # connections for each claim: a worker that holds an old page is found
Due = queue.PriorityQueue[tuple[float, int, Any]]  # when to look, a running number, the edit and who made it
# Places in the list; where one stands on another page of it, it leads there.
PLACES = ("/articles/from/", "/articles/letter/")
STRANGE = {"Cookie": "theme=dark"}  # a cookie that is none of ours: past the cache, and no staff


@dataclass
class Findings:
    """What went wrong is listed in `examples`; `looked`: seconds from each edit until its last page was read."""

    edits: int = 0
    read: int = 0
    stale: int = 0
    leaks: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    looked: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fault(self, what: str, is_leak: bool) -> None:
        with self.lock:
            self.leaks += is_leak
            self.stale += not is_leak
            self.examples.append(what)
        show(f"  {what}")

    def told(self) -> Told:
        return {
            "edits": self.edits, "read": self.read, "stale": self.stale, "leaks": self.leaks,
            "kinds": dict(self.kinds), "examples": self.examples[:20],
            "looked_after": {"median": median(self.looked), "longest": max(self.looked)} if self.looked else {},
        }  # fmt: skip


@contextmanager
def _database(place: Path) -> Iterator[str]:
    """The address of a new database."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        yield f"sqlite:///{place / 'db.sqlite3'}"
        return
    import psycopg

    name = f"edits_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as there:
        there.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
        try:
            yield f"{address.rpartition('/')[0]}/{name}"
        finally:
            there.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]


def drill(count: int) -> Told:
    """Make so many edits and look at each; what came of it (Findings)."""
    with tempfile.TemporaryDirectory(prefix="edits-") as folder, _database(Path(folder)) as database:
        place = Path(folder)
        environment = {
            **sites.our_environment(place),
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "skincare_site.settings.local",  # no static files to collect
        }
        python("tests.serving.content", str(PAGES), str(place / "told.json"), environment=environment)
        python("tests.serving.content", "session", str(place / "cookie"), environment=environment)
        told: Told = json.loads((place / "told.json").read_text())
        site = replace(
            sites.ours("this site", place, told["article"], told["symptom"]), environment=environment
        )
        paths = [
            "/", "/articles/", "/aftercare/", "/clinics/", "/symptoms/", *told["addresses"],
            *(f"/articles/{slug}/" for slug in told["slugs"]),
        ]  # fmt: skip
        server = Server(site, is_quiet=True)  # it would log every page that is offline
        try:
            return _run(server, paths, (place / "cookie").read_text(), environment, count, place)
        finally:
            server.stop()


def _run(
    server: Server, paths: list[str], cookie: str, environment: dict[str, str], count: int, place: Path
) -> Told:
    found, stop = Findings(), threading.Event()
    editors: list[subprocess.Popen[str]] = []
    due: Due = queue.PriorityQueue()
    busy = load.background(f"http://127.0.0.1:{server.port}/", 4, load.paths_script(paths, place))

    def thread(target: Callable[..., None], *arguments: Any) -> threading.Thread:
        made = threading.Thread(target=target, args=arguments, daemon=True)
        made.start()
        return made

    walkers = [thread(_walk, server.port, paths, cookie, found, stop, seed) for seed in range(2)]
    checkers = [thread(_check, server.port, cookie, found, due) for _ in range(3)]
    try:
        inherited = {name: value for name, value in os.environ.items() if name not in sites.NOT_OURS}
        for number in EDITORS:
            editors.append(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.serving.editor", str(number), str(count // len(EDITORS))],
                    cwd=ROOT, env={**inherited, **environment}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                )
            )  # fmt: skip
        for reader in [thread(_listen, editor, found, due) for editor in editors]:
            reader.join()
        if any(editor.wait() for editor in editors):
            raise SystemExit("An editor stopped by itself (see the lines above).")
        for number in range(len(checkers)):
            due.put((float("inf"), number, None))
        for checker in checkers:
            checker.join()
    finally:
        stop.set()
        busy.terminate()
        busy.wait()
        for editor in editors:
            editor.kill()
            editor.wait()
        for walker in walkers:
            walker.join()
    _compare(server.port, paths, found)
    return found.told()


def _read(port: int, path: str, headers: dict[str, str] | None = None) -> Answer:
    """The answer; status 0 when there was none."""
    try:
        return ask(port, path, headers)
    except (OSError, http.client.HTTPException):
        return Answer(0, {}, b"")


def _read_place(port: int, path: str) -> Answer:
    """Where this place in the list stands. It moves when rows in front of it appear or go: then it leads elsewhere
    after the page it led to has been read, and that is asked for anew."""
    while True:
        answer = _read(port, path)
        if answer.status != 302:
            return answer
        there = _read_place(port, answer.headers["location"])
        again = _read(port, path)
        if (again.status, again.headers.get("location")) == (302, answer.headers["location"]):
            return there


def _listen(editor: subprocess.Popen[str], found: Findings, due: Due) -> None:
    assert editor.stdout
    for line in editor.stdout:
        edit = json.loads(line)
        with found.lock:
            found.edits += 1
            found.kinds[edit["kind"]] += 1
            number = found.edits
        if number % 200 == 0:
            show(f"  edits: {number}; stale {found.stale}, leaks {found.leaks}")
        due.put((edit["at"] + ALLOWED, number, (edit, editor)))


def _check(port: int, cookie: str, found: Findings, due: Due) -> None:
    while True:
        at, _number, given = due.get()
        if given is None:
            return
        edit, editor = given
        time.sleep(max(0.0, at - time.time()))
        for path in dict.fromkeys(claim[0] for claim in edit["claims"]):
            # What staff see at the same address must not stay for the next visitor.
            _read(port, path, {"Cookie": cookie})
            claims = [claim for claim in edit["claims"] if claim[0] == path]
            for _ in range(ASKED):
                answer = _read_place(port, path) if path.startswith(PLACES) else _read(port, path)
                with found.lock:
                    found.read += 1
                wrong = [
                    claim for claim in claims if not holds(answer.status, answer.body.decode(), *claim[1:])
                ]
                for _path, verb, text in wrong:
                    is_leak = text == SECRET or text in ("302", "404")
                    found.fault(f"{edit['kind']}: {path} ({answer.status}) {verb} {text!r}: no", is_leak)
                if wrong:
                    break
        with found.lock:
            found.looked.append(time.time() - edit["at"])
            # An editor that has made its last edit listens no more.
            with suppress(BrokenPipeError):
                editor.stdin.write(f"{edit['number']}\n")
                editor.stdin.flush()


def holds(status: int, body: str, verb: str, text: str) -> bool:
    """Whether an answer is as a claim says."""
    if verb == "status":
        return status == int(text)
    return status == 200 and (text in body) == (verb == "says")


def _walk(
    port: int, paths: list[str], cookie: str, found: Findings, stop: threading.Event, seed: int
) -> None:
    """At random over all pages, as a visitor, as a visitor with a cookie of somebody else's, and as staff."""
    chance = random.Random(seed)
    while not stop.is_set():
        path, who = chance.choice(paths), chance.choice([{}, {}, STRANGE, {"Cookie": cookie}])
        answer = _read(port, path, who)
        with found.lock:
            found.read += 1
        if answer.status >= 500 or not answer.status:
            found.fault(f"{path} answers {answer.status}", is_leak=False)
        if "sessionid" not in who.get("Cookie", "") and SECRET.encode() in answer.body:
            found.fault(f"a draft on {path}", is_leak=True)


def _compare(port: int, paths: list[str], found: Findings) -> None:
    """Every page from the cache beside the same page from Django, which a foreign cookie reaches."""
    time.sleep(ALLOWED + 1)
    for path in paths:
        made = _read(port, path, STRANGE)
        for _ in range(ASKED):
            kept = _read(port, path)
            found.read += 1
            if (kept.status, kept.body) != (made.status, made.body):
                found.fault(f"{path} differs from what Django makes at the end", is_leak=False)
                break


def main(arguments: list[str]) -> int:
    """Exit code 1 when a page was stale or leaked."""
    load.wrk()
    told = drill(int(arguments[0]) if arguments else 2000)
    print(json.dumps(told, indent=1))
    return int(bool(told["stale"] or told["leaks"]))
