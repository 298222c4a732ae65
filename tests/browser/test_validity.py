"""Valid HTML and CSS by the checker behind validator.w3.org (vnu), on what the browser really gets."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.test_pages import PAGES

ROOT = Path(__file__).resolve().parent.parent.parent
JAR = Path(os.environ.get("VNU_JAR") or ROOT / "node_modules/vnu-jar/build/dist/vnu.jar")
FOUND = JAR.exists() and shutil.which("java") is not None


@pytest.mark.skipif(
    not FOUND and os.environ.get("CI") != "true", reason="vnu or Java not found: npm install vnu-jar"
)
def test_every_page_type_is_valid(starter, client, tmp_path):
    assert FOUND, "CI=true, but vnu or Java was not found"
    files = []
    for number, (name, address) in enumerate(PAGES.items()):
        file = tmp_path / f"{number}-{name.replace(' ', '-').replace(',', '')}.html"
        file.write_bytes(client.get(address).content)
        files.append(str(file))
    files.append(str(ROOT / "static/site/site.css"))

    result = subprocess.run(
        ["java", "-jar", str(JAR), "--also-check-css", "--format", "json", *files],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    messages = json.loads(result.stderr)["messages"]
    errors = [
        f"{Path(m['url']).name}:{m.get('lastLine')}: {m['message']}" for m in messages if m["type"] != "info"
    ]
    assert errors == []
