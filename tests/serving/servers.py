"""Start a site, ask it, stop it."""

import http.client
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port

from .sites import Site

ROOT = Path(__file__).resolve().parent.parent.parent
START = 60  # seconds for the first page
PAUSE = 0.005  # seconds between two tries


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]  # names in small letters
    body: bytes


def ask(port: int, path: str, headers: dict[str, str] | None = None) -> Answer:
    """One GET on a connection of its own. Raises OSError."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("GET", path, headers=headers or {})
        answer = line.getresponse()
        return Answer(
            answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        )
    finally:
        line.close()


class Server:
    """One site that is running; its processes are a session of their own. `is_quiet`: it logs nothing."""

    def __init__(self, site: Site, *, is_quiet: bool = False) -> None:
        self.site, self.port = site, free_port()
        started = time.perf_counter()
        environment = {name: value for name, value in os.environ.items() if name not in site.without}
        self._process = subprocess.Popen(
            site.command(self.port), cwd=ROOT, start_new_session=True,
            env={**environment, "MALLOC_ARENA_MAX": "1", **site.environment},  # as deploy/ has it, for everybody
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL if is_quiet else None,
        )  # fmt: skip
        self.session = self._process.pid
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise
        self.cold_start = time.perf_counter() - started  # seconds to the first page

    def _wait(self) -> None:
        until = time.monotonic() + START
        while time.monotonic() < until and self._process.poll() is None:
            try:
                answer = ask(self.port, self.site.paths["article"])
            except (OSError, http.client.HTTPException):
                time.sleep(PAUSE)
                continue
            if answer.status == 200:
                return
            raise SystemExit(f"{self.site.name}: {self.site.paths['article']} answers {answer.status}.")
        raise SystemExit(f"{self.site.name} did not start.")

    def url(self, kind: str) -> str:
        return f"http://127.0.0.1:{self.port}{self.site.paths[kind]}"

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.session, signal.SIGKILL)
            self._process.wait()
