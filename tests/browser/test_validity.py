"""Valid HTML and CSS by the checker behind validator.w3.org (vnu), on what the browser really gets."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from skincare_site.face.models import Face
from tests.browser.pages import texts

ROOT = Path(__file__).resolve().parent.parent.parent
JAR = Path(os.environ.get("VNU_JAR") or ROOT / "node_modules/vnu-jar/build/dist/vnu.jar")
FOUND = JAR.exists() and shutil.which("java") is not None


@pytest.mark.skipif(
    not FOUND and os.environ.get("CI") != "true", reason="vnu or Java not found: npm install vnu-jar"
)
@pytest.mark.parametrize("language", ["en-ca", "fr-ca"])
def test_every_page_type_is_valid(starter, client, admin_client, tmp_path, settings, language):
    assert FOUND, "CI=true, but vnu or Java was not found"
    settings.LANGUAGE_CODE = language
    pages = texts(client)
    assert f'lang="{language[:2]}' in pages["home"]
    files = []
    for number, (name, text) in enumerate(pages.items()):
        file = tmp_path / f"{number}-{re.sub('[^a-z0-9]+', '-', name)}.html"
        file.write_text(text)
        files.append(str(file))
    Face.objects.create(name="Lakeside Skin", accent="#0a4f8f")
    for name, address in {"styleguide.html": "/styleguide/", "face.css": "/face/any.css"}.items():
        (tmp_path / name).write_bytes(admin_client.get(address).content)
        files.append(str(tmp_path / name))
    files += map(str, (ROOT / "static/site").glob("*.css"))

    result = subprocess.run(
        ["java", "-jar", str(JAR), "--also-check-css", "--format", "json", *files],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    messages = json.loads(result.stderr)["messages"]
    errors = [
        f"{Path(m['url']).name}:{m.get('lastLine')}: {m['message']}" for m in messages if m["type"] != "info"
    ]
    assert errors == []
