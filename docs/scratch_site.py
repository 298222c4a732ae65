"""A site of its own for a tool to look at: a temporary folder, starter content, a free port.

Nothing of your own site is read or written, and nothing is left behind.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WAIT = 120  # seconds for the site to answer
# What could lead to a real site or change what is shown; the scratch site takes the defaults.
NOT_OURS = [
    "ADMINS", "ALLOWED_HOSTS", "BACKUP_DIR", "BACKUP_KEEP", "BEHIND_PROXY", "CACHE_URL", "CSRF_TRUSTED_ORIGINS",
    "DATABASE_URL", "DEBUG", "DEFAULT_FROM_EMAIL", "EMAIL_URL", "LANGUAGE_CODE", "LOG_FORMAT", "LOG_REQUESTS",
    "MEDIA_BUCKET", "MEDIA_ENDPOINT", "MEDIA_REGION", "MEDIA_URL", "OWN_SIGN_OFF", "PAGE_CACHE_MB", "READ_DATABASE_URL",
    "REQUIRE_2FA", "REVIEW_MONTHS", "SECRET_KEY", "SECURE_SSL_REDIRECT", "SERVE_MEDIA", "SITE_NAME", "SITE_URL",
    "TRUSTED_PROXIES",
]  # fmt: skip


def chromium() -> str:
    """The browser the tools look with."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        raise SystemExit("No Chromium found: install it, or set CHROMIUM=/path/to/it.")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + WAIT
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310  (our own site)
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise SystemExit("The scratch site did not start.")


@contextmanager
def scratch_site(fill: Callable[[], None] | None = None) -> Iterator[str]:
    """Serve the starter content as `make run` does; yields the origin, "http://127.0.0.1:PORT".

    `fill` adds to the content before the server starts; Django is set up in this process when it is called.
    """
    with tempfile.TemporaryDirectory(prefix="scratch-site-") as folder:
        for name in NOT_OURS:
            os.environ.pop(name, None)
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "skincare_site.settings.local"}
        for command in (["migrate", "-v0"], ["load_starter_content", "-v0"]):
            subprocess.run([sys.executable, str(ROOT / "manage.py"), *command], check=True)
        sys.path.insert(0, str(ROOT))
        from skincare_site.bootstrap import server_command

        if fill:
            import django

            django.setup()
            fill()
        port = free_port()
        server = subprocess.Popen(server_command("127.0.0.1", port), cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz/", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)
            if fill:
                from django.db import connections

                connections.close_all()
