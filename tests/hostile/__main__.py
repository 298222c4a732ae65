"""`python -m tests.hostile [requests|texts|pictures]`: tries the corpora on a scratch site and prints a table.

Loopback only. SQLite, or a database of its own beside the one that DATABASE_URL names. Exit code 1 when a row fails.
"""

import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Callable

Row = tuple[str, int, dict[str, int], list[str]]  # what, how many, what came of them, what failed


def _requests() -> list[Row]:
    from . import requests, sending, server, wire

    def told(what: str, answers: list[tuple[str, server.Answer]]) -> Row:
        codes = Counter(
            f"{answer.status // 100}xx" if answer.status else "reset" for _name, answer in answers
        )
        slowest = max(answer.seconds for _name, answer in answers)
        failed = [
            f"{answer.status} {name}" for name, answer in answers if not answer.status or answer.status >= 500
        ]
        counts = {"5xx": 0, "reset": 0, **codes, "slowest, ms": round(1000 * slowest)}
        return what, len(answers), counts, failed

    with server.scratch_site() as site:
        made = requests.generate()
        answers = [
            (
                f"{each.what}: {each.method} {each.path[:60]}?{each.query[:40]}",
                server.send(site.port, sending.wire(each, site.host, site.session)),
            )
            for each in made
        ]
        rows = [told("requests over every address", answers)]
        rows.append(
            told(
                "bad lines, heads and lengths",
                [(what, server.send(site.port, data)) for what, data in wire.requests()],
            )
        )
        rows.append(
            told(
                "slow requests",
                [(what, server.send(site.port, data, slowly=0.05)) for what, data in wire.slow()],
            )
        )
        for data in wire.halves():
            server.hang_up(site.port, data)
        alive = server.send(site.port, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        rows.append(told(f"home page after {len(wire.halves())} hung up half-way", [("home", alive)]))
    return rows


def _texts() -> list[Row]:
    import os
    import tempfile
    from pathlib import Path
    from urllib.parse import quote

    from . import server, texts

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's event loop runs beside the ORM
    made = texts.generate()
    with server.scratch_site() as site, tempfile.TemporaryDirectory() as folder:
        from django.contrib.auth import get_user_model
        from django.test import Client
        from django.test.utils import setup_test_environment
        from playwright.sync_api import sync_playwright

        from tests.browser.conftest import ARGUMENTS, CHROMIUM

        from . import placing
        from .watching import Watched

        setup_test_environment()  # answers then tell their forms
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(
            get_user_model().objects.get(username="hostile"),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        addresses = placing.place(made, client, Path(folder))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            origin = f"http://{site.host}"
            watched = Watched(browser.new_page(), origin)
            for address in addresses:
                if address == "/admin/":
                    watched.page.context.add_cookies(
                        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": origin}]
                    )
                watched.open(address)
                if "/sheet/" in address:
                    watched.page.emulate_media(media="print")
                    watched.open(address)
                    watched.page.emulate_media(media="screen")
            pages = len(watched.found)
            rows = [
                (
                    "pages that show them",
                    len(addresses),
                    {"texts": len(made), "ran, asked or broke the policy": pages},
                    watched.found[:],
                )
            ]
            watched.found.clear()
            for text in made:
                watched.open(f"/search/?q={quote(text)}")
            rows.append(
                (
                    "result pages of each",
                    len(made),
                    {"ran, asked or broke the policy": len(watched.found)},
                    watched.found,
                )
            )
            browser.close()
    return rows


def _pictures() -> list[Row]:
    import tempfile
    import time

    from . import pictures, server

    with server.scratch_site(), tempfile.TemporaryDirectory() as media:
        from pathlib import Path

        from django.conf import settings
        from django.contrib.auth import get_user_model
        from django.core.files.uploadedfile import SimpleUploadedFile
        from django.test import Client

        from skincare_site.images.models import Picture

        settings.MEDIA_ROOT = media
        client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
        client.force_login(
            get_user_model().objects.get(username="hostile"),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        made = pictures.everything()
        came: Counter[str] = Counter({"5xx": 0})
        failed, slowest = [], 0.0
        for name, data, sound in made:
            started = time.process_time()
            answer = client.post(
                "/admin/images/picture/add/",
                {"title": name[:80], "alt": "A cheek", "skin_tone": "brown", "file": SimpleUploadedFile("x.jpg", data, "image/jpeg")},
            )  # fmt: skip
            slowest = max(slowest, time.process_time() - started)
            came[
                "5xx"
                if answer.status_code >= 500
                else "stored"
                if answer.status_code == 302
                else "refused in words"
            ] += 1
            again = b"already in the library" in answer.content  # the same pixels in another dress
            if answer.status_code not in (200, 302) or (
                sound is not None and not again and sound != (answer.status_code == 302)
            ):
                failed.append(f"{answer.status_code} {name}")
        named = {name for picture in Picture.objects.exclude(file="") for name in picture.file_names()}
        stored = {str(path.relative_to(media)) for path in Path(media).rglob("*") if path.is_file()}
        marked = [name for name in stored if pictures.MARK in (Path(media) / name).read_bytes()]
        counts = {
            **came,
            "orphans": len(stored - named),
            "files with metadata": len(marked),
            "slowest, ms of processor": round(1000 * slowest),
        }
        return [("pictures", len(made), counts, [*failed, *(stored - named), *marked])]


TABLES: dict[str, Callable[[], list[Row]]] = {"requests": _requests, "texts": _texts, "pictures": _pictures}


def main(names: list[str]) -> int:
    warnings.simplefilter("ignore")
    if len(names) != 1:  # each sets Django up for a site of its own
        return max(
            subprocess.run([sys.executable, "-m", "tests.hostile", name], check=False).returncode
            for name in names or TABLES
        )
    failed = 0
    for what, count, counts, faults in TABLES[names[0]]():
        print(
            f"{what}: {count}; " + ", ".join(f"{key} {number}" for key, number in sorted(counts.items())),
            flush=True,
        )
        for fault in faults[:20]:
            print(f"    {fault}")
        failed += len(faults)
    return 1 if failed else 0


if __name__ == "__main__":
    unknown = set(sys.argv[1:]) - set(TABLES)
    if unknown:
        sys.exit(f"Say which: {', '.join(TABLES)}.")
    sys.exit(main(sys.argv[1:]))
