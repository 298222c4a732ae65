"""What a person meets on a fresh machine: one plain sentence for each thing that can be wrong."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from skincare_site import bootstrap

SCRIPT = Path(bootstrap.__file__)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        capture_output=True, text=True, timeout=120, env={**os.environ, **environment}, check=False,
    )  # fmt: skip


def test_port_taken_is_said_in_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        result = run("run", PORT=str(port))

    assert result.returncode == 1
    assert f"make run PORT={port + 1}" in result.stderr
    assert "Traceback" not in result.stderr


def test_port_that_is_no_number_is_said_in_one_sentence():
    result = run("run", PORT="eighty")

    assert result.returncode == 1
    assert "PORT must be a number" in result.stderr
    assert "Traceback" not in result.stderr


def test_no_write_permission_is_said_in_one_sentence(tmp_path):
    # A file where the folder should be: the same for root, who may write anywhere.
    (tmp_path / "var").write_text("")

    with pytest.raises(bootstrap.Problem, match="Can't write to"):
        bootstrap.check_writable(tmp_path / "var")


def test_old_python_is_said_in_one_sentence(monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2, "final", 0))

    with pytest.raises(bootstrap.Problem, match=r"needs Python 3\.11 or newer"):
        bootstrap.check_python()


def answers(port: int, address: str = "/healthz/") -> int:
    """The status, once the server is there."""
    for _try in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=30) as response:
                return response.status
        except OSError:
            time.sleep(0.2)
    pytest.fail("The server did not start.")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_server_answers_and_stops_cleanly(tmp_path, how):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "WORKERS": "2", "DATABASE_URL": ""}
    environment["DJANGO_SETTINGS_MODULE"] = "skincare_site.settings.local"
    command = [sys.executable, *bootstrap.server_command("127.0.0.1", port)[1:]]
    server = subprocess.Popen(
        command,
        cwd=bootstrap.ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert answers(port) == 200
        server.send_signal(how)
        said, _none = server.communicate(timeout=30)
    finally:
        server.kill()
    assert server.returncode == 0
    assert "Traceback" not in said
    assert "GET" not in said  # no line a request


def test_workers_are_one_for_each_core_and_at_most_four(monkeypatch):
    def workers() -> str:
        command = bootstrap.server_command("127.0.0.1", 8000)
        return command[command.index("--workers") + 1]

    monkeypatch.delenv("WORKERS", raising=False)
    for cores, wanted in [(1, "1"), (2, "2"), (64, "4"), (None, "1")]:
        monkeypatch.setattr(bootstrap.os, "cpu_count", lambda cores=cores: cores)
        assert workers() == wanted
    monkeypatch.setenv("WORKERS", "7")
    assert workers() == "7"


def test_unknown_action_prints_what_there_is():
    result = run("fly")

    assert result.returncode == 2
    assert "setup" in result.stdout


def test_a_site_comes_without_accounts(starter, django_user_model):
    assert not django_user_model.objects.exists()


def test_no_two_sites_get_the_same_first_password(db, capsys, django_user_model):
    from django.core.management import call_command

    said = set()
    for _ in range(2):
        django_user_model.objects.all().delete()
        call_command("create_local_staff")
        said |= {line.split("password ")[1].split()[0] for line in capsys.readouterr().out.splitlines()}

    assert len(said) == 4  # two people on each
    assert all(len(password) >= 12 for password in said)


def test_staff_account_is_made_once_and_its_password_printed_once(db, capsys, django_user_model):
    from django.core.management import call_command

    call_command("create_local_staff")
    first = capsys.readouterr().out
    call_command("create_local_staff")
    second = capsys.readouterr().out

    password = first.split("password ")[1].split()[0]
    assert django_user_model.objects.get(username="clinic").check_password(password)
    assert password not in second
    assert django_user_model.objects.filter(is_superuser=True).count() == 1
