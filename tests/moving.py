"""Moving house, in full: `python -m tests.moving` (make moving-drill).

Fills a scratch site on SQLite with ARTICLES articles and PICTURES pictures, copies it into a scratch database on the
PostgreSQL server POSTGRES and into a bucket (a stand-in in this process), and copies once more. Prints rows and
digests of every table on both sides; exits with 1 when anything differs. Nothing of it stays.
"""

import os
import random
import sys
import tempfile
import time

ARTICLES = int(os.environ.get("ARTICLES", "10000"))
PICTURES = int(os.environ.get("PICTURES", "1000"))
POSTGRES = os.environ.get("POSTGRES", "postgres://postgres@127.0.0.1:5432")
DATABASE = f"moving_drill_{os.getpid()}"


def say(text: str, since: float) -> float:
    now = time.monotonic()
    print(f"{text} ({now - since:.0f} s)", flush=True)
    return now


def fill() -> None:
    """The starter content, and what is asked for on top of it."""
    from django.core.management import call_command

    from articles.models import Article
    from skincare_site import starter
    from skincare_site.symptoms.models import page_kinds
    from tests.bench import documents

    call_command("migrate", verbosity=0)
    starter.load(as_drafts=False)
    others = sum(kind._default_manager.count() for kind in page_kinds() if kind is not Article)
    documents.fill(ARTICLES + others)
    add_pictures()


def add_pictures() -> None:
    """Small pictures of noise, through the library: decoded, encoded anew, with their renditions."""
    import io

    from django.core.files.base import ContentFile
    from PIL import Image

    from skincare_site.images.models import Picture, SkinTone

    chance = random.Random(7)
    for number in range(PICTURES):
        noise = Image.frombytes("RGB", (48, 36), chance.randbytes(48 * 36 * 3))
        file = io.BytesIO()
        noise.save(file, "PNG")
        Picture(
            title=f"Picture {number}", alt="Noise", skin_tone=SkinTone.BROWN,
            file=ContentFile(file.getvalue(), name="noise.png"),
        ).save()  # fmt: skip


def postgres(statement: str) -> None:
    import psycopg

    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def drill(endpoint: str) -> bool:
    """Whether both copies went as they should."""
    import io

    from django.core.management import call_command

    there = {
        "to_database": f"{POSTGRES}/{DATABASE}", "to_bucket": "pictures/house", "endpoint": endpoint,
        "region": "ca-central-1",
    }  # fmt: skip
    started = time.monotonic()
    fill()
    started = say(f"A site with {ARTICLES:,} articles and {PICTURES:,} pictures", started)
    call_command("copy_site", **there)
    started = say("The copy, with comparing", started)
    again = io.StringIO()
    call_command("copy_site", stdout=again, **there)
    say(f"Once more: {again.getvalue().splitlines()[-1]}", started)
    return "Nothing to do: both sides are equal already." in again.getvalue()


def main() -> int:
    from tests import buckets

    with tempfile.TemporaryDirectory(prefix="moving-drill-") as folder:
        for name in (
            "DATABASE_URL",
            "READ_DATABASE_URL",
            "CACHE_URL",
            "MEDIA_BUCKET",
            "MEDIA_URL",
            "BACKUP_DIR",
        ):
            os.environ.pop(name, None)
        os.environ |= {
            "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "skincare_site.settings.local", **buckets.CREDENTIALS
        }  # fmt: skip
        import django

        django.setup()
        postgres(f"CREATE DATABASE {DATABASE} TEMPLATE template0")
        try:
            with buckets.serving() as endpoint:
                buckets.make(endpoint)
                right = drill(endpoint)
        finally:
            from django.db import connections

            connections.close_all()
            postgres(f"DROP DATABASE {DATABASE} WITH (FORCE)")
    print("Every row and every file is there." if right else "The second run found differences.")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
