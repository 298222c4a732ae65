"""The files for running it for real: read by a parser and held to what docs/deployment.md promises."""

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from skincare_site.bootstrap import server_command

ROOT = Path(__file__).resolve().parents[1]
COPIES = ["site-1", "site-2"]


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


@pytest.fixture(scope="module")
def dockerfile():
    """(instruction, rest) of every line, continued lines joined."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text())
    return [tuple(line.split(None, 1)) for line in text.splitlines() if line and not line.startswith("#")]


def test_there_are_two_copies_of_the_site_and_what_they_need(services):
    assert set(services) == {"migrate", *COPIES, "database", "cache", "nginx"}


def test_nothing_but_nginx_can_be_reached_from_outside(services):
    assert [name for name, service in services.items() if service.get("ports")] == ["nginx"]
    assert [name for name, service in services.items() if "outside" in service["networks"]] == ["nginx"]


@pytest.mark.parametrize("name", ["migrate", *COPIES])
def test_the_site_runs_without_rights_on_a_read_only_file_system(services, name):
    assert services[name]["read_only"] is True
    assert services[name]["cap_drop"] == ["ALL"]
    assert services[name]["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_starts_after_the_migrations_and_is_asked_whether_it_is_ready(services, name):
    assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert "/healthz/ready/" in services[name]["healthcheck"]["test"][-1]
    assert services["nginx"]["depends_on"][name] == {"condition": "service_healthy"}


def test_every_folder_that_is_mounted_from_here_is_named_in_the_text(services):
    told = (ROOT / "docs/deployment.md").read_text()
    for mount in services["nginx"]["volumes"]:
        if mount.startswith("./"):
            assert mount.split(":")[0].removeprefix("./") in told


def test_no_secret_has_a_default(services):
    text = (ROOT / "compose.yaml").read_text()
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "ALLOWED_HOSTS"):
        assert f"${{{name}:?" in text
        assert f"${{{name}:-" not in text


def test_every_setting_that_is_passed_on_is_one_the_site_reads(services):
    read = "".join(path.read_text() for path in (ROOT / "skincare_site/settings").glob("*.py"))
    for name in services["site-1"]["environment"]:
        assert f'"{name}"' in read, name


def test_the_image_runs_as_somebody_without_rights(dockerfile):
    users = [rest for instruction, rest in dockerfile if instruction == "USER"]
    assert users == ["10001"]


def test_the_image_holds_pinned_packages_and_every_folder_of_the_site(dockerfile):
    runs = " ".join(rest for instruction, rest in dockerfile if instruction == "RUN")
    assert "--require-hashes" in runs
    copied = [
        rest.split()[0] for instruction, rest in dockerfile if instruction == "COPY" and "--from" not in rest
    ]
    assert {"skincare_site", "articles", "aftercare", "templates", "static", "manage.py"} <= set(copied)
    for path in copied:
        assert (ROOT / path).exists()
        assert f"!{path}" in (ROOT / ".dockerignore").read_text().splitlines()


def test_the_image_holds_nothing_for_development(dockerfile):
    copied = {
        rest.split()[0] for instruction, rest in dockerfile if instruction == "COPY" and "--from" not in rest
    }
    assert copied == {
        "requirements.txt", "manage.py", "skincare_site", "articles", "aftercare", "templates", "static", "docs/staff-guide.md",
    }  # fmt: skip
    assert not [rest for instruction, rest in dockerfile if instruction == "ADD"]
    ignored = [
        line for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] not in ("#", "")
    ]
    assert ignored[0] == "*"
    assert {line.removeprefix("!") for line in ignored if line.startswith("!")} == copied


def test_each_service_gets_only_the_secrets_it_needs(services):
    has = {
        secret: {name for name, service in services.items() if f"{{{secret}" in str(service)}
        for secret in ("SECRET_KEY", "POSTGRES_PASSWORD")
    }
    site = {"migrate", *COPIES}
    assert has == {"SECRET_KEY": site, "POSTGRES_PASSWORD": site | {"database"}}


def test_the_key_of_a_laptop_can_be_read_by_its_owner_only(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings as s; print(len(s.SECRET_KEY))"],
        cwd=ROOT, check=True, capture_output=True, text=True,
        env={
            **{name: value for name, value in os.environ.items() if name != "SECRET_KEY"},
            "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "skincare_site.settings.local",
        },
    )  # fmt: skip
    assert int(done.stdout) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("path", sorted((ROOT / "deploy").glob("*.service")), ids=lambda path: path.name)
def test_a_unit_cannot_reach_the_history_of_the_code(path):
    assert "\nInaccessiblePaths=-/opt/skincare-site/.git\n" in path.read_text()


def test_the_image_keeps_no_key(dockerfile):
    last = max(index for index, (instruction, _rest) in enumerate(dockerfile) if instruction == "FROM")
    assert "SECRET_KEY" not in str(dockerfile[last:])


def test_image_and_unit_start_the_server_that_make_run_starts(dockerfile):
    ours = " ".join(server_command("127.0.0.1", 8000))
    unit = (ROOT / "deploy/skincare-site.service").read_text().replace("\\\n", "")
    image = " ".join(rest for instruction, rest in dockerfile if instruction == "ENV")
    for option, setting in [
        ("--interface wsgi", "GRANIAN_INTERFACE=wsgi"),
        ("--blocking-threads 4", "GRANIAN_BLOCKING_THREADS=4"),
        ("--workers-kill-timeout 10", "GRANIAN_WORKERS_KILL_TIMEOUT=10"),
        ("--respawn-failed-workers", "GRANIAN_RESPAWN_FAILED_WORKERS=true"),
        ("--log-level warning", "GRANIAN_LOG_LEVEL=warning"),
        ("--no-ws", "GRANIAN_WEBSOCKETS=false"),
    ]:
        assert option in ours, option
        assert option in " ".join(unit.split()), option
        assert setting in image, setting
    assert "skincare_site.wsgi:application" in ours
    assert "skincare_site.wsgi:application" in unit
    assert "skincare_site.wsgi:application" in str(dockerfile)


UNITS = sorted((ROOT / "deploy").glob("*.service")) + sorted((ROOT / "deploy").glob("*.timer"))


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_are_whole(path):
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read_string(path.read_text())
    assert "Unit" in unit
    if path.suffix == ".service":
        assert unit["Service"]["User"] == "skincare"
        assert unit["Service"]["NoNewPrivileges"] == "yes"
        assert unit["Service"]["ProtectSystem"] == "strict"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_finds_no_fault_in_a_unit(path, tmp_path):
    if shutil.which("systemd-analyze") is None and os.environ.get("CI") != "true":
        pytest.skip("no systemd-analyze on this machine")
    here = tmp_path / path.name
    text = re.sub(r"/opt/skincare-site/\.venv/bin/\S+", shutil.which("true"), path.read_text())
    here.write_text(re.sub(r"(?m)^(User|Group)=.*\n", "", text))
    for other in UNITS:  # a timer names its service
        if other != path:
            (tmp_path / other.name).write_text(
                re.sub(r"/opt/skincare-site/\.venv/bin/\S+", shutil.which("true"), other.read_text())
            )
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(here)], check=False, capture_output=True, text=True
    )
    faults = [line for line in done.stderr.splitlines() if path.name in line]
    assert faults == []
