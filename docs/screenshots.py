"""Takes the README's screenshots from a running site: `make screenshots` (needs Chromium)."""

import os
import shutil
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
PAGES = [
    ("home", "/", 360),
    ("search", "/search/?q=my+face+is+pealing+day+3", 360),
    ("explainer", "/articles/peeling/", 360),
    ("admin", "/admin/", 1280),
]


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skincare_site.settings.local")
    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore
    from playwright.sync_api import sync_playwright

    site = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"
    user = get_user_model().objects.filter(is_superuser=True).earliest("pk")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        for name, address, width in PAGES:
            context = browser.new_context(
                viewport={"width": width, "height": 740 if width < 600 else 900}, device_scale_factor=1.5
            )
            if address.startswith("/admin"):
                context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": site}])
            page = context.new_page()
            page.goto(site + address)
            page.screenshot(path=FOLDER / f"{name}.png")
            print(f"docs/screenshots/{name}.png")
            context.close()
        browser.close()
    session.delete()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    main()
