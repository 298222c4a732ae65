"""What must hold of the settings: no log line carries what a visitor typed; production refuses half a set-up."""

import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings


def test_request_lines_are_written_nowhere(capfd):
    logging.getLogger("django.server").error('"GET /search/?q=secret HTTP/1.1" 500')

    assert "secret" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_production_names_what_is_missing(missing):
    given = {
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "clinic.example",
        "DATABASE_URL": "sqlite:////tmp/none.sqlite3",
    }
    kept = {name: value for name, value in os.environ.items() if name not in given}
    result = subprocess.run(
        [sys.executable, "manage.py", "check", "--settings", "skincare_site.settings.production"],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
        env={**kept, **given, missing: ""},
    )  # fmt: skip

    assert result.returncode != 0
    assert f"Set {missing} in the environment" in result.stderr
