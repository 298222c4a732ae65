"""One thread answers from memory while the others rest, and nobody has to wait for one that rests."""

import http.client
import os
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack

import pytest

from skincare_site import bootstrap
from skincare_site.page_cache import crew as crews
from skincare_site.page_cache.crew import Crew, Crewed, ThenBack, ThenRest
from tests.serving.servers import ROOT, Server, ask
from tests.serving.sites import NOT_OURS, Site

EXPLAINER, UNKEPT = "/articles/redness/", "/search/?q=redness"
PATIENCE = 10  # seconds for what nothing holds up


class Worker(threading.Thread):
    """A thread that does one thing after the other, each when it is told to."""

    def __init__(self):
        super().__init__(daemon=True)
        self.task, self.told, self.done = None, threading.Semaphore(0), threading.Event()
        self.start()

    def run(self):
        while True:
            self.told.acquire()
            if self.task is None:
                return
            self.task()
            self.done.set()

    def begin(self, task):
        self.task = task
        self.done.clear()
        self.told.release()
        return self

    def does(self, task):
        assert self.begin(task).done.wait(PATIENCE)

    def end(self):
        self.begin(None).join(PATIENCE)


@pytest.fixture
def crew(monkeypatch):
    monkeypatch.setattr(crews, "AT_MOST", 6 * PATIENCE)  # so that whoever goes on was woken
    return Crew()


@pytest.fixture
def pair(crew):
    """Two threads that have taken requests."""
    first, second = Worker(), Worker()
    for worker in (first, second):
        worker.does(crew.has_spare)
    yield first, second
    for worker in (first, second):
        worker.end()


def is_resting(crew):
    return len(crew._resting)


def rests(crew, worker):
    worker.begin(crew.rest)
    until = threading.Event()
    for _ in range(200):
        if is_resting(crew):
            return not worker.done.is_set()
        until.wait(0.01)
    return False


def test_a_thread_alone_never_rests(crew):
    assert not crew.has_spare()
    crew.rest()  # comes back at once
    assert not is_resting(crew)


def test_whoever_goes_to_django_wakes_the_one_that_rests(crew, pair):
    first, second = pair
    assert rests(crew, first)

    second.does(crew.leave)

    assert first.done.wait(PATIENCE)
    first.does(crew.rest)  # second is with Django: nobody else is there, so it comes back at once


def test_nobody_is_woken_while_another_one_is_free(crew, pair):
    first, second = pair
    assert rests(crew, first)
    crew.has_spare()  # this thread is the third

    second.does(crew.leave)

    assert not first.done.wait(0.1)
    crew.leave()
    assert first.done.wait(PATIENCE)


def test_a_rest_ends_by_itself(crew, pair, monkeypatch):
    monkeypatch.setattr(crews, "AT_MOST", 0.01)

    pair[0].does(crew.rest)

    assert not is_resting(crew)


def test_a_thread_that_has_ended_is_no_spare(crew, pair):
    crew.has_spare()
    for worker in pair:
        worker.end()

    assert not crew.has_spare()


def test_a_thread_is_with_django_until_its_answer_is_closed(crew, pair):
    first, _second = pair
    answer = ThenBack([b"made"], crew)
    first.does(crew.leave)
    crew.leave()
    crew.come_back()

    assert list(answer) == [b"made"]
    pair[1].end()
    assert not crew.has_spare()
    first.does(answer.close)
    assert crew.has_spare()


class Cache:
    """Stands for the page cache: one page is in memory, another one can't be made."""

    def at_hand(self, environ):
        return ("200 OK", [("Content-Length", "4")], b"kept") if environ["PATH_INFO"] == "/kept/" else None

    def ask(self, environ, start_response):
        if environ["PATH_INFO"] == "/broken/":
            raise RuntimeError("no")
        start_response("200 OK", [])
        return [b"made"]


def test_the_last_one_answers_and_goes_on_others_rest_after_their_answer(crew, pair):
    application = Crewed(Cache())
    assert application({"PATH_INFO": "/kept/"}, lambda *said: None) == [b"kept"]

    pair[0].does(application.crew.has_spare)
    answer = application({"PATH_INFO": "/kept/"}, lambda *said: None)

    assert isinstance(answer, ThenRest)
    assert list(answer) == [b"kept"]


def test_after_a_failure_the_thread_is_back(pair):
    application = Crewed(Cache())
    pair[0].does(application.crew.has_spare)

    with pytest.raises(RuntimeError):
        application({"PATH_INFO": "/broken/"}, lambda *said: None)

    assert application.crew.has_spare()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One worker of the real server on a site of its own; an explainer is in its memory."""
    environment = {
        "DATA_DIR": str(tmp_path_factory.mktemp("crew")), "DJANGO_SETTINGS_MODULE": "skincare_site.settings.local",
    }  # fmt: skip
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    for command in ("migrate", "load_starter_content"):
        subprocess.run(
            [sys.executable, "manage.py", command, "-v0"], cwd=ROOT, env={**inherited, **environment}, check=True,
            capture_output=True,
        )  # fmt: skip

    def command(port):
        words = bootstrap.server_command("127.0.0.1", port)
        words[words.index("--workers") + 1] = "1"
        return [sys.executable, *words[1:]]

    made = Server(Site("one worker", command, {"article": EXPLAINER}, environment))
    yield made
    made.stop()


def ask_together(port, lines=24, times=20):
    """Over so many connections at once; every status and body."""
    found, start = [], threading.Barrier(lines)

    def visitor():
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        start.wait(PATIENCE)
        for _ in range(times):
            line.request("GET", EXPLAINER, headers={"Accept-Encoding": "br"})
            answer = line.getresponse()
            found.append((answer.status, answer.read()))
        line.close()

    threads = [threading.Thread(target=visitor) for _ in range(lines)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(6 * PATIENCE)
    return found


def test_many_visitors_at_once_get_the_same_page_whole(server):
    page = ask(server.port, EXPLAINER, {"Accept-Encoding": "br"})

    found = ask_together(server.port)

    assert len(found) == 24 * 20
    assert set(found) == {(200, page.body)}


def test_head_and_unchanged_pages_have_no_body(server):
    page = ask(server.port, EXPLAINER, {"Accept-Encoding": "br"})
    again = ask(server.port, EXPLAINER, {"Accept-Encoding": "br", "If-None-Match": page.headers["etag"]})
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    line.request("HEAD", EXPLAINER, headers={"Accept-Encoding": "br"})
    head = line.getresponse()

    assert (again.status, again.body) == (304, b"")
    assert (head.status, head.read()) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(page.body)
    line.close()


def begun_post(port):
    """A form whose last bytes are on their way: Django reads it, to compare its token with the cookie's."""
    line = socket.create_connection(("127.0.0.1", port), PATIENCE)
    line.sendall(
        b"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Cookie: csrftoken=" + b"a" * 32 + b"\r\nContent-Length: 10\r\n\r\nusername"
    )
    return line


def test_slow_forms_hold_up_nobody_while_a_thread_is_left(server):
    threads = int(
        bootstrap.server_command("", 0)[bootstrap.server_command("", 0).index("--blocking-threads") + 1]
    )
    ask_together(server.port)  # now all threads are there, and all but one rest
    with ExitStack() as stack:
        held = [stack.enter_context(begun_post(server.port)) for _ in range(threads - 1)]
        assert [ask(server.port, path).status for path in (EXPLAINER, UNKEPT, EXPLAINER)] == [200] * 3

        for line in held:
            line.sendall(b"=x")
        assert [line.recv(12) for line in held] == [b"HTTP/1.1 403"] * len(held)  # without a token
    assert {status for status, _body in ask_together(server.port)} == {200}
