"""Takes the pictures of the README and of the guide for staff: `make screenshots` (needs Chromium).

Starts a scratch site by itself: a temporary folder, starter content, three demo people (docs/demo_clinic.py) and a
free port. Nothing of your own site is read or written.

    python docs/screenshots.py [--only NAME …] [--into FOLDER]
"""

import argparse
import io
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scratch_site import ROOT, chromium, scratch_site

README = Path("docs/screenshots")
GUIDE = Path("static/admin_skin/guide")  # the help page shows them
PHONE, DESK, WIDE = 390, 1040, 1280  # pixels of CSS
SCALE = {PHONE: 1.5, DESK: 1280 / 1040, WIDE: 1}  # a desk is 1280 pixels wide too, with larger words
LARGEST = 120_000  # bytes


@dataclass(frozen=True)
class Shot:
    """One picture: who looks at which page, and how much of it."""

    folder: Path
    name: str
    address: str  # {Title} stands for the key of that page
    who: str = ""  # "": not signed in
    width: int = DESK
    height: int = 720
    top: str = ""  # what stands at the top of the picture
    first: Callable[[Any], None] | None = None  # what is done on the page before
    menu: bool = False  # the list of everything on the left is open


EDIT = "/admin/articles/article/{%s}/change/"
IN_REVIEW, FAULTY = "Shiny skin in the first week", "Warm cheeks in the evening"


def _too_late(page: Any) -> None:
    """Save a form that somebody else has saved since it was opened."""
    import demo_clinic

    demo_clinic.somebody_else_saves(FAULTY)
    page.get_by_label("Summary:").fill("It usually settles by itself within 5 days.")
    with page.expect_navigation():
        page.locator(".submit-row").first.get_by_role("button", name="Save and continue editing").click()


def _wording(page: Any) -> None:
    import demo_clinic

    page.get_by_role("row", name="grainy bits on my chin").get_by_role(
        "link", name="Add as a wording of …"
    ).click()
    page.locator("#id_symptom").select_option(label=demo_clinic.name_of("milia"))
    page.locator("#id_phrase").fill("grainy bits")
    page.get_by_role("button", name="Look at the difference").click()
    page.locator(".before-after").wait_for()


def _person_on_it(page: Any) -> None:
    page.locator("#id_shows_person").check()


SHOTS = [
    Shot(README, "home", "/", width=PHONE, height=800),
    Shot(README, "search", "/search/?q=my+face+is+pealing+day+3", width=PHONE, height=800),
    Shot(README, "explainer", "/articles/peeling/", width=PHONE, height=800),
    Shot(README, "admin", "/admin/", "rita", width=WIDE, height=820),
    Shot(GUIDE, "sign-in", "/admin/login/", height=480),
    Shot(GUIDE, "front-page", "/admin/", "ana", height=620),
    Shot(GUIDE, "find", "/admin/articles/article/?q=skin", "ana", width=WIDE, height=560, menu=True),
    Shot(GUIDE, "write", EDIT % IN_REVIEW, "ana", height=760, top="fieldset.module >> nth=1"),
    Shot(GUIDE, "phone", "/articles/shiny-skin-in-the-first-week/", "ana", width=PHONE, height=760),
    Shot(GUIDE, "checks", EDIT % FAULTY, "ana", height=700, top=".findings"),
    Shot(GUIDE, "send", EDIT % FAULTY, "ana", height=540, top="fieldset.module >> nth=-1"),
    Shot(GUIDE, "sign-off", EDIT % IN_REVIEW, "rita", height=520, top=".state"),
    Shot(GUIDE, "planned", "/admin/schedule/", "pat", height=420),
    Shot(GUIDE, "asked", "/admin/search/askedphrase/", "ana", height=560, top="#changelist"),
    Shot(GUIDE, "wording", "/admin/search/askedphrase/", "ana", height=600, first=_wording),
    Shot(GUIDE, "consent", "/admin/images/picture/add/", "ana", height=330, top="fieldset.module >> nth=3", first=_person_on_it),
    Shot(GUIDE, "history", "/admin/articles/article/{Peeling and flaking after microneedling}/history/", "ana", height=440),
    Shot(GUIDE, "conflict", EDIT % FAULTY, "ana", height=480, top=".conflict", first=_too_late),
]  # fmt: skip


def _fill(password: str) -> None:
    import demo_clinic

    demo_clinic.fill(password)


def _address(shot: Shot) -> str:
    import demo_clinic

    before, brace, rest = shot.address.partition("{")
    title, _brace, after = rest.partition("}")
    return f"{before}{demo_clinic.key_of(title)}{after}" if brace else before


def _sign_in(context: Any, site: str, who: str, password: str) -> None:
    """Through the form, as a person does."""
    page = context.new_page()
    page.goto(f"{site}/admin/login/")
    page.locator("#id_username").fill(who)
    page.locator("#id_password").fill(password)
    with page.expect_navigation():
        page.get_by_role("button").filter(visible=True).last.click()
    if page.url != f"{site}/admin/":
        raise SystemExit(f"{who} could not sign in.")
    page.close()


def _small(picture: bytes) -> bytes:
    """The same picture as WebP, as good as it can be below LARGEST bytes."""
    from PIL import Image

    for quality in (86, 75, 60):
        made = io.BytesIO()
        Image.open(io.BytesIO(picture)).convert("RGB").save(made, "WEBP", quality=quality, method=6)
        if made.tell() <= LARGEST:
            break
    return made.getvalue()


def _take(context: Any, site: str, shot: Shot, into: Path) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": shot.width, "height": shot.height})
    page.add_init_script(f"localStorage.setItem('django.admin.navSidebarIsOpen', '{str(shot.menu).lower()}')")
    page.goto(site + _address(shot))
    if shot.first:
        shot.first(page)
    for number in range(page.locator("textarea[data-type=ckeditortype]").count()):
        page.locator("iframe.cke_wysiwyg_frame").nth(number).wait_for()
    if shot.top:
        page.locator(shot.top).first.evaluate(
            "it => window.scrollTo(0, it.getBoundingClientRect().top + scrollY - 24)"
        )
    file = into / shot.folder / f"{shot.name}.webp"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_small(page.screenshot(animations="disabled")))
    print(f"{shot.folder / file.name}  {file.stat().st_size / 1000:.0f} kB", flush=True)
    page.close()


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--only", nargs="+", choices=[shot.name for shot in SHOTS], metavar="NAME")
    options.add_argument("--into", type=Path, default=ROOT, help="instead of this checkout")
    asked = options.parse_args()
    shots = [shot for shot in SHOTS if not asked.only or shot.name in asked.only]
    from playwright.sync_api import sync_playwright

    password = secrets.token_urlsafe(24)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop in this thread
    with scratch_site(lambda: _fill(password)) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        # One session a person, in the order of the list: a page is seen as it is at that moment.
        contexts: dict[tuple[str, float], Any] = {}
        for shot in shots:
            key = (shot.who, SCALE[shot.width])
            if key not in contexts:
                contexts[key] = browser.new_context(
                    device_scale_factor=key[1],
                    service_workers="block",
                    color_scheme="light",
                    reduced_motion="reduce",
                )
                if shot.who:
                    _sign_in(contexts[key], site, shot.who, password)
            _take(contexts[key], site, shot, asked.into)
        browser.close()


if __name__ == "__main__":
    main()
