"""The help page in real Chromium, and the command that takes its pictures."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_guide_has_no_axe_fault_fits_a_phone_and_shows_every_picture(
    staff_page, live_server, problems, axe, scheme
):
    staff_page.emulate_media(color_scheme=scheme)
    for width in (1280, 360):
        staff_page.set_viewport_size({"width": width, "height": 800})
        staff_page.goto(f"{live_server.url}/admin/help/")
        pictures = staff_page.locator(".guide img")
        assert pictures.count() >= 10
        for picture in pictures.all():
            picture.scroll_into_view_if_needed()
            assert picture.evaluate("it => it.decode().then(() => it.naturalWidth)") > 0
        assert axe(staff_page) == []
        assert staff_page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert problems == []


def test_a_step_is_one_press_away(staff_page, live_server):
    staff_page.goto(f"{live_server.url}/admin/help/")
    staff_page.get_by_role("link", name="9. Add a picture, with consent").click()
    heading = staff_page.get_by_role("heading", name="9. Add a picture, with consent")
    assert heading.evaluate("it => Math.abs(it.getBoundingClientRect().top)") < 100


def test_the_closed_menu_covers_nothing_of_the_page(staff_page, live_server):
    staff_page.set_viewport_size({"width": 1280, "height": 800})
    staff_page.add_init_script("localStorage.setItem('django.admin.navSidebarIsOpen', 'false')")
    staff_page.goto(f"{live_server.url}/admin/help/")
    left = staff_page.get_by_role("heading", level=1).bounding_box()["x"]
    toggle = staff_page.locator("#toggle-nav-sidebar").bounding_box()
    assert left >= toggle["x"] + toggle["width"]


def test_one_command_takes_the_pictures_from_a_site_of_its_own(tmp_path):
    """It never reads the site of whoever runs it: DATABASE_URL names one that is not there."""
    with tempfile.TemporaryDirectory() as scratch:  # Chromium's socket needs a path shorter than tmp_path
        _take_two_pictures(tmp_path / "made", scratch)
        assert list(Path(scratch).glob("scratch-site-*")) == []


def _take_two_pictures(made: Path, scratch: str):
    elsewhere = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "TMPDIR": scratch}
    command = [
        sys.executable,
        "docs/screenshots.py",
        "--into",
        str(made),
        "--only",
        "home",
        "sign-off",
    ]

    done = subprocess.run(
        command, check=False, cwd=ROOT, env=elsewhere, capture_output=True, text=True, timeout=180
    )

    assert done.returncode == 0, done.stderr
    pictures = {path.stem: path for path in made.rglob("*.webp")}
    assert set(pictures) == {"home", "sign-off"}
    for path in pictures.values():
        assert path.stat().st_size <= 120_000
        assert len(Image.open(path).convert("L").getcolors()) > 20  # something is on it
