"""The tools in docs/ look at a site of their own, whatever the environment names."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_it_forgets_every_setting_of_a_real_site(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "docs")
    from scratch_site import NOT_OURS

    settings = "".join(file.read_text() for file in (ROOT / "skincare_site/settings").glob("*.py"))
    read = set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z0-9_]+)"', settings))

    assert "DATABASE_URL" in read
    assert read - {"DATA_DIR"} - set(NOT_OURS) == set()
