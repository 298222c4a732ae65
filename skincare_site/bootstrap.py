"""Sets a fresh clone up and runs it, with nothing but Python 3.11 and a package index.

    python3 skincare_site/bootstrap.py setup    environment, database, starter content
    python3 skincare_site/bootstrap.py run      the same, then the site (HOST and PORT are heeded)
    python3 skincare_site/bootstrap.py tools    the environment with the test and check tools

Only the standard library is used: this file runs before anything is installed.
"""

import hashlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
MOST_WORKERS = 4
DATA = Path(os.environ.get("DATA_DIR", ROOT / "var"))


class Problem(Exception):
    """Something the reader can mend; the message is one plain sentence that says how."""


def check_python() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  (this file must speak on an old Python, too)
        raise Problem(
            f"This needs Python 3.11 or newer, and this is {sys.version.split()[0]}: "
            "install a newer Python, then run: make PYTHON=python3.12 run"
        )


def check_writable(*folders: Path) -> None:
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / f".probe-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise Problem(
                f"Can't write to {folder} ({error.strerror}): give yourself permission there, "
                "or point DATA_DIR at a folder that is yours."
            ) from error


def run(command: list[str], *, quiet: bool = False) -> None:
    """Run a command; its output is shown, or kept and shown only when it fails."""
    result = subprocess.run(command, cwd=ROOT, capture_output=quiet, text=True, check=False)
    if result.returncode:
        if quiet:
            sys.stderr.write(result.stdout + result.stderr)
        raise Problem(f"This step failed: {' '.join(command[-3:])} (see the lines above).")


def install(names: list[str]) -> None:
    """Install the hash-pinned requirements once; again only when a requirements file changes."""
    files = [ROOT / name for name in names]
    want = hashlib.sha256(b"".join(file.read_bytes() for file in files) + sys.version.encode()).hexdigest()
    stamp = VENV / f".installed-{'-'.join(file.stem for file in files)}"
    if stamp.exists() and stamp.read_text() == want and PYTHON.exists():
        return
    if not PYTHON.exists():
        print("Making a virtual environment in .venv …", flush=True)
        try:
            run([sys.executable, "-m", "venv", "--clear", str(VENV)], quiet=True)
        except Problem as problem:
            raise Problem(
                "The virtual environment could not be made: on Debian or Ubuntu run: sudo apt install python3-venv"
            ) from problem
    print(f"Installing {' and '.join(names)} (about a minute the first time) …", flush=True)
    arguments = [part for file in files for part in ("-r", str(file))]
    run(
        [
            str(PYTHON),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            *arguments,
        ]
    )
    stamp.write_text(want)


def manage(*arguments: str) -> None:
    run([str(PYTHON), str(ROOT / "manage.py"), *arguments])


def setup() -> None:
    """Environment, database, starter content. Quick when there is nothing to do."""
    check_writable(ROOT, DATA)
    install(["requirements.txt"])
    print("Bringing the database up to date …", flush=True)
    manage("migrate", "--verbosity", "0")
    manage("load_starter_content")


def tools() -> None:
    """The environment with what tests and checks need; no database."""
    check_writable(ROOT)
    install(["requirements.txt", "requirements-dev.txt"])


def check_port(host: str, port: int) -> None:
    """A plain sentence now, instead of a traceback from the server later."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(found[0], socket.SOCK_STREAM) as probe:
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Problem(
            f"Can't use port {port} on {host} ({reason}): stop what uses it, or run: make run PORT={port + 1}"
        ) from error


def server_command(host: str, port: int) -> list[str]:
    """The command that serves the site: for `make run`, and for tools that start a scratch site. README has it too.

    A worker for each core, at most four, unless WORKERS says otherwise. A request that a worker is answering when
    it is told to stop has ten seconds left.
    """
    workers = os.environ.get("WORKERS") or str(min(os.cpu_count() or 1, MOST_WORKERS))
    options = {
        "--interface": "wsgi", "--host": host, "--port": str(port), "--workers": workers,
        "--blocking-threads": "4", "--workers-kill-timeout": "10", "--log-level": "warning",
    }  # fmt: skip
    words = [word for option in options.items() for word in option]
    switches = ["--respawn-failed-workers", "--no-ws"]
    return [str(PYTHON), "-m", "granian", *words, *switches, "skincare_site.wsgi:application"]


def serve() -> None:
    """Serve the site until Ctrl+C."""
    host = os.environ.get("HOST") or "127.0.0.1"
    try:
        port = int(os.environ.get("PORT") or 8000)
    except ValueError as error:
        raise Problem("PORT must be a number, for example: make run PORT=8080") from error
    check_port(host, port)
    setup()
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::") else host  # noqa: S104
    print(
        f"\n  site:         http://{shown}:{port}/\n  admin:        http://{shown}:{port}/admin/", flush=True
    )
    manage("create_local_staff")
    print("  stop it with: Ctrl+C\n", flush=True)
    if host not in ("127.0.0.1", "localhost"):
        os.environ.setdefault("ALLOWED_HOSTS", "*")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skincare_site.settings.local")
    os.environ.setdefault(
        "MALLOC_ARENA_MAX", "1"
    )  # one heap for a worker's threads: 4 MB less in each worker
    server = subprocess.Popen(server_command(host, port), cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        if server.wait():
            raise Problem("The server stopped by itself (see the lines above).")
    except KeyboardInterrupt:
        server.terminate()
        server.wait(timeout=10)
        print("Stopped.")


def main() -> int:
    actions = {
        "setup": setup,
        "run": serve,
        "tools": tools,
    }
    action = actions.get(sys.argv[1] if len(sys.argv) == 2 else "")
    if action is None:
        print(__doc__)
        return 2
    started = time.monotonic()
    try:
        check_python()
        action()
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.")
        return 130
    if sys.argv[1] == "setup":
        print(f"Ready in {time.monotonic() - started:.0f} s. Start the site with: make run")
    return 0


if __name__ == "__main__":
    sys.exit(main())
