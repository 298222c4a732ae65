"""The rules of MDN's HTTP Observatory over our pages: `make observatory` (needs Node with npm, openssl, a package index).

Starts a scratch site with the production settings, served twice by granian: with TLS (a certificate made for this run)
and without. The npm package is installed into a temporary folder; see observatory.mjs for how it comes to look at this
machine. Its list of preloaded hosts would be fetched from the internet and is taken as empty. Ends with exit code 1
when a public page is not A+ or the sign-in page has fewer than 100 points.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scratch_site import NOT_OURS, ROOT, _wait_for, free_port

PACKAGE = "@mdn/mdn-http-observatory@1.4.8"
HOST = "clinic.example"
PUBLIC = ["/", "/articles/redness/", "/search/?q=my+face+is+pealing+day+3", "/nowhere/"]
SIGN_IN = "/admin/login/"


def run(*command: str, **options: object) -> str:
    result = subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    if result.returncode:
        raise SystemExit(f"{command[0]} failed:\n{result.stdout}{result.stderr}")
    return str(result.stdout)


@contextmanager
def site(folder: Path) -> Iterator[tuple[int, int]]:
    """Ports with and without TLS."""
    for name in NOT_OURS:
        os.environ.pop(name, None)
    os.environ |= {
        "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "skincare_site.settings.production", "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": f"{HOST},127.0.0.1", "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}", "LOG_REQUESTS": "off", "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    for command in (
        ["migrate", "-v0"],
        ["load_starter_content", "-v0"],
        ["collectstatic", "-v0", "--noinput", "--ignore", "ckeditor"],
    ):
        run(sys.executable, "manage.py", *command, cwd=ROOT)
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    run(
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", str(key), "-out", str(certificate),
        "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}",
    )  # fmt: skip
    granian = [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--log-level", "critical",
        "skincare_site.wsgi:application", "--port",
    ]  # fmt: skip
    https, http = free_port(), free_port()
    servers = [
        subprocess.Popen([*granian, str(http)], cwd=ROOT, stderr=subprocess.DEVNULL),
        subprocess.Popen(
            [*granian, str(https), "--ssl-certificate", str(certificate), "--ssl-keyfile", str(key)],
            cwd=ROOT, stderr=subprocess.DEVNULL,
        ),
    ]  # fmt: skip
    try:
        _wait_for(f"http://127.0.0.1:{http}/healthz/", servers[0])
        yield https, http
    finally:
        for server in servers:
            server.terminate()
            server.wait(20)


def main() -> int:
    missed = 0
    with tempfile.TemporaryDirectory(prefix="observatory-") as name, site(Path(name)) as (https, http):
        run("npm", "install", "--silent", "--ignore-scripts", "--omit=optional", "--prefix", name, PACKAGE)
        package = Path(name) / "node_modules" / PACKAGE.rpartition("@")[0]
        (package / "conf/hsts-preload.json").write_text("{}")
        told = run(
            "node",
            str(ROOT / "docs/observatory.mjs"),
            str(package),
            HOST,
            str(https),
            str(http),
            *PUBLIC,
            SIGN_IN,
            # Not for npm, which may need the machine's own.
            env={**os.environ, "NODE_EXTRA_CA_CERTS": str(Path(name) / "certificate.pem")},
        )
        for page in map(json.loads, told.splitlines()):
            good = page["score"] >= 100 if page["path"] == SIGN_IN else page["grade"] == "A+"
            missed += not good
            print(f"{page['path']}: {page['status']}, {page['grade']}, {page['score']} points")
            print("    " + ", ".join(f"{rule} {points:+}" for rule, points in page["told"]))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
