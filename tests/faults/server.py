"""The real server on a port of its own: two workers that come back when one dies."""

import os
import signal
import subprocess
import time
from pathlib import Path

from skincare_site.bootstrap import server_command
from tests.ports import free_port

from .browser import LOST, Browser

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS = 2
START = 60  # seconds


class Server:
    def __init__(self, log: Path, target: str = "skincare_site.wsgi:application", **environment: str) -> None:
        self.port, self.log, self.target, self.environment = free_port(), log, target, environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        os.environ["WORKERS"] = str(WORKERS)
        command = [*server_command("127.0.0.1", self.port)[:-1], "--respawn-interval", "0.2", self.target]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **self.environment}, stdout=out, stderr=out,
                start_new_session=True,
            )  # fmt: skip
        self.wait()

    def wait(self) -> None:
        """Until it answers; raises TimeoutError."""
        until = time.monotonic() + START
        while time.monotonic() < until:
            visitor = Browser(self.port, timeout=5)
            try:
                if visitor.get("/healthz/").status == 200:
                    return
            except LOST:
                time.sleep(0.05)
            finally:
                visitor.close()
        raise TimeoutError(f"The server did not answer; see {self.log}")

    def workers(self) -> list[int]:
        assert self.process
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        commands = {int(pid): Path(f"/proc/{pid}/cmdline") for pid in children}
        # Python's own helper process for spawned children is none of them.
        return [
            pid for pid, line in commands.items() if line.exists() and b"tracker" not in line.read_bytes()
        ]

    def kill_worker(self) -> int:
        """kill -9 of one worker; the master starts another."""
        pid = self.workers()[-1]
        os.kill(pid, signal.SIGKILL)
        return pid

    def kill_all(self) -> None:
        """kill -9 of the master and its workers."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill_all()
        self.process = None

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()
