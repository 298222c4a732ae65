"""A scratch site behind the real server, and malformed requests sent to it over bare sockets."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 20  # seconds for an answer
START = 60  # seconds for the server to answer at all


@dataclass(frozen=True)
class Site:
    """Where it listens, and the session of a superuser."""

    port: int
    session: str

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"


@dataclass(frozen=True)
class Answer:
    """`status` 0: the connection was closed or reset without an answer. `seconds` from the first byte sent."""

    status: int
    seconds: float
    head: bytes = b""


@contextmanager
def scratch_site() -> Iterator[Site]:
    """Starter content in a new folder (or a new database beside DATABASE_URL), served by granian.

    Sets Django up in this process on the same database; call it before anything else does.
    """
    folder = tempfile.mkdtemp(prefix="hostile-")
    os.environ |= {
        "DATA_DIR": folder,
        "DJANGO_SETTINGS_MODULE": "skincare_site.settings.local",
        "LOG_REQUESTS": "off",
    }
    with _own_database():
        import django

        django.setup()
        port = _free_port()
        session = _fill()
        server = subprocess.Popen(
            [
                str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1",
                "--port", str(port), "--no-access-log", "--log-level", "critical", "--workers", "1",
                "--blocking-threads", "4", "skincare_site.wsgi:application",
            ], cwd=ROOT, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _wait(port)
            yield Site(port, session)
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(20)
            server.kill()
            from django.db import connections

            connections.close_all()
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _own_database() -> Iterator[None]:
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        os.environ.pop("DATABASE_URL", None)
        yield
        return
    import psycopg

    name = f"hostile_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as there:
        there.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
        os.environ["DATABASE_URL"] = f"{address.rpartition('/')[0]}/{name}"
        try:
            yield
        finally:
            there.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]


def _fill() -> str:
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    call_command("load_starter_content", verbosity=0)
    get_user_model().objects.create_user(
        "colleague"
    )  # the first row: what is done to an account is done to it
    user = get_user_model().objects.create_superuser("hostile", password=secrets.token_urlsafe(20))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return str(client.cookies["sessionid"].value)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    until = time.monotonic() + START
    while time.monotonic() < until:
        if (
            send(port, b"GET /healthz/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").status
            == 200
        ):
            return
        time.sleep(0.3)
    raise SystemExit("The scratch site did not start.")


def hang_up(port: int, data: bytes) -> None:
    """Send `data`, which is only a part of a request, and go away."""
    with socket.socket() as line, suppress(OSError):
        line.connect(("127.0.0.1", port))
        line.sendall(data)


def send(port: int, data: bytes, slowly: float = 0.0) -> Answer:
    """Send `data`, a byte of the last twenty every `slowly` seconds, and read the head of the answer."""
    started = time.monotonic()
    with socket.socket() as line:
        line.settimeout(PATIENCE)
        try:
            line.connect(("127.0.0.1", port))
        except OSError:
            return Answer(0, 0)
        # A server may answer, and close, before it has read a body that it will not take.
        with suppress(BrokenPipeError, ConnectionResetError):
            if slowly:
                line.sendall(data[:-20])
                for byte in data[-20:]:
                    time.sleep(slowly)
                    line.sendall(bytes([byte]))
            else:
                line.sendall(data)
        head = b""
        with suppress(OSError):
            while b"\r\n\r\n" not in head and (more := line.recv(65536)):
                head += more
    status = int(head[9:12]) if head.startswith(b"HTTP/1") and head[9:12].isdigit() else 0
    return Answer(status, time.monotonic() - started, head)
