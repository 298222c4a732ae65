"""A scratch site with the real server, its own database and its own cache; everything it writes is in one folder."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
POSTGRES = os.environ.get("POSTGRES", "postgres://postgres@127.0.0.1:5432")
OURS = (
    "DATABASE_URL",
    "CACHE_URL",
    "SITE_URL",
    "EMAIL_URL",
    "SECRET_KEY",
    "BACKUP_DIR",
    "DEBUG",
    "ALLOWED_HOSTS",
)


@dataclass
class Site:
    folder: Path
    port: int
    cache: str  # CACHE_URL
    vendor: str
    environment: dict[str, str]
    server: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        command = [
            str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--workers", "2",
            "--host", "127.0.0.1", "--port", str(self.port), "skincare_site.wsgi:application",
        ]  # fmt: skip
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        until = time.monotonic() + 60
        while time.monotonic() < until and self.server.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.2)
        raise SystemExit(f"The scratch site did not start:\n{self.log.read_text()[-2000:]}")

    def stop(self) -> None:
        if self.server and self.server.poll() is None:
            self.server.terminate()
            self.server.wait(timeout=30)


def postgres(statement: str) -> None:
    import psycopg

    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


@contextlib.contextmanager
def cache(folder: Path) -> Iterator[str]:
    """A Redis of our own that writes nothing; files where there is none."""
    executable = shutil.which("redis-server")
    if executable is None:
        yield f"filecache://{folder / 'cache'}"
        return
    port = free_port()
    place = folder / "redis"
    place.mkdir()
    command = [executable, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(place)]
    process = subprocess.Popen(command, stdout=(place / "redis.log").open("wb"), stderr=subprocess.STDOUT)
    try:
        time.sleep(1)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextlib.contextmanager
def scratch(vendor: str, folder: Path) -> Iterator[Site]:
    """The site, filled with the starter content and not yet started. `vendor` is sqlite or postgresql."""
    name = f"privacy_{os.getpid()}"
    url = f"sqlite:///{folder / 'data' / 'db.sqlite3'}" if vendor == "sqlite" else f"{POSTGRES}/{name}"
    (folder / "data").mkdir(parents=True)
    (folder / "tmp").mkdir()
    if vendor == "postgresql":
        postgres(f"CREATE DATABASE {name}")
    try:
        with cache(folder) as cache_url:
            kept = {key: value for key, value in os.environ.items() if key not in OURS}
            port = free_port()
            environment = {
                **kept, "DATA_DIR": str(folder / "data"), "TMPDIR": str(folder / "tmp"), "DATABASE_URL": url,
                "CACHE_URL": cache_url, "DJANGO_SETTINGS_MODULE": "tests.privacy.settings", "LOG_FORMAT": "json",
                "LOG_REQUESTS": "on", "ADMINS": "it@clinic.example", "PORT": str(port),
            }  # fmt: skip
            site = Site(folder, port, cache_url, vendor, environment)
            site.manage("migrate", "-v0")
            site.manage("load_starter_content", "-v0")
            try:
                yield site
            finally:
                site.stop()
    finally:
        if vendor == "postgresql":
            postgres(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
