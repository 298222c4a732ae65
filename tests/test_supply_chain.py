"""Every package is pinned by hash and says why it is here; an audit that could not ask never says that all is well."""

import importlib.util
import json
import re
import subprocess

import pytest
from django.conf import settings
from packaging.requirements import Requirement

LOCKED = ["requirements.txt", "requirements-dev.txt", "requirements-bench.txt"]
# Used without being imported by name: by Django, by pytest, or as a command.
NOT_IMPORTED = {
    "psycopg": "postgres://", "redis": "redis://", "brotli": "brotli", "pytest-xdist": "-n auto", "pytest-playwright": "playwright",
    "axe-playwright-python": "axe_playwright_python", "ruff": "ruff check", "djade": "djade", "mypy": "mypy",
    "django-stubs": "mypy_django_plugin", "import-linter": "lint-imports", "uv": "uv pip compile", "granian": "granian",
    "pytest-django": "DJANGO_SETTINGS_MODULE", "zxing-cpp": "zxingcpp", "pip-audit": "pip_audit", "markdown-it-py": "markdown_it",
    "pillow": "PIL", "pyyaml": "import yaml", "django-csp": "csp", "django-axes": "axes", "django-environ": "environ", "django-ckeditor": "ckeditor",
    "django-reversion": "reversion", "django-import-export": "import_export", "django-otp": "django_otp", "django-storages": "storages",
}  # fmt: skip


def audit():
    spec = importlib.util.spec_from_file_location("audit", settings.BASE_DIR / "docs" / "audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def blocks(name):
    """Each pin with the lines that belong to it."""
    text = (settings.BASE_DIR / name).read_text()
    return [
        block
        for block in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)
        if "==" in block.split("\n")[0]
    ]


def asked_for(name):
    lines = (settings.BASE_DIR / name).read_text().splitlines()
    return [Requirement(line) for line in lines if line and line[0] not in "#-"]


@pytest.mark.parametrize("name", LOCKED)
def test_every_pin_has_hashes(name):
    found = blocks(name)

    assert len(found) > 10
    assert [block.split()[0] for block in found if not re.search(r"--hash=sha256:[0-9a-f]{64}", block)] == []
    assert not re.search(r"https?://|git\+|--index-url|--extra-index", "".join(found))


@pytest.mark.parametrize("name", LOCKED)
def test_every_package_asked_for_is_pinned(name):
    locked = {re.sub(r"[-_.]+", "-", block.split("==")[0].split("[")[0]).lower() for block in blocks(name)}

    assert {one.name.lower() for one in asked_for(name.replace(".txt", ".in"))} <= locked


@pytest.mark.parametrize("name", LOCKED)
def test_every_package_says_why_it_is_here(name):
    source = name.replace(".txt", ".in")
    comments = [
        line for line in (settings.BASE_DIR / source).read_text().splitlines() if line.startswith("#")
    ]
    why = " ".join(comments).lower()

    assert [one.name for one in asked_for(source) if one.name.split("-python")[0].lower() not in why] == []


def test_every_package_is_used():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    kinds = (".py", ".toml", "Makefile", ".html", ".md")
    files = [
        settings.BASE_DIR / name
        for name in listed
        if name.endswith(kinds) and "test_supply_chain" not in name
    ]
    text = "\n".join(file.read_text() for file in files if file.is_file())

    unused = [
        one.name
        for source in ("requirements.in", "requirements-dev.in")
        for one in asked_for(source)
        if NOT_IMPORTED.get(one.name, one.name.replace("-", "_")) not in text
    ]
    assert unused == []


def test_no_cryptography_is_written_here():
    """Hashes, signatures and random values come from Python and Django; no cipher is put together by hand."""
    wrong = re.compile(
        r"\b(md5|sha1|AES|DES|RC4|random\.(random|choice|randint|getrandbits))\(|import random\b|from Crypto"
    )
    folders = ("skincare_site", "articles", "aftercare")

    assert [
        str(file)
        for folder in folders
        for file in (settings.BASE_DIR / folder).rglob("*.py")
        if wrong.search(file.read_text())
    ] == []


def told(**packages):
    return json.dumps(
        {"dependencies": [{"name": name, "version": "1", "vulns": vulns} for name, vulns in packages.items()]}
    )


class TestAudit:
    def test_all_asked_and_nothing_known(self):
        assert audit().judge({"a", "b"}, told(a=[], b=[]))[0] == 0

    def test_a_fault_is_named_with_the_release_that_mends_it(self):
        code, lines = audit().judge({"a"}, told(a=[{"id": "CVE-1", "fix_versions": ["2"]}]))

        assert code == 1
        assert lines == ["a 1: CVE-1, mended in 2"]

    @pytest.mark.parametrize("answer", ["", "no network", "{}", "[]", '{"dependencies": []}', told(b=[])])
    def test_no_answer_and_half_an_answer_are_failures_that_say_so(self, answer):
        code, lines = audit().judge({"a"}, answer)

        assert code == 2
        assert "NOT CHECKED" in lines[0]

    def test_a_package_that_was_skipped_was_not_checked(self):
        answer = json.dumps({"dependencies": [{"name": "a", "skip_reason": "not found"}]})

        assert audit().judge({"a"}, answer)[0] == 2

    def test_the_whole_command_fails_without_an_answer(self, monkeypatch, capsys):
        module = audit()
        silence = subprocess.CompletedProcess([], 1, "", "Traceback\nConnectionError: no route")
        monkeypatch.setattr(module, "ask", lambda file: silence)

        assert module.main() == 2
        said = capsys.readouterr().out
        assert "COULD NOT BE CHECKED" in said
        assert "ConnectionError" in said
        assert "no known fault" not in said

    def test_pins_for_another_system_are_not_missed(self):
        lines = "a==1 \\\nb==2 ; sys_platform == 'plan9' \\\n"

        assert audit().pins(lines) == {"a"}
