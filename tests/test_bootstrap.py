"""What a person meets on a fresh machine: one plain sentence for each thing that can be wrong."""

import os
import socket
import subprocess
import sys
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


def test_unknown_action_prints_what_there_is():
    result = run("fly")

    assert result.returncode == 2
    assert "setup" in result.stdout


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
