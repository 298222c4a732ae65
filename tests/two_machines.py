"""Two servers that share a database and a bucket and nothing else: no folder, no memory, no cache."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from skincare_site.backup_places import Place
from tests import buckets
from tests.faults.server import Server


def address_of(place: Place) -> str:
    """What DATABASE_URL would be for the database of `place`."""
    if place.is_sqlite:
        return f"sqlite:///{place.file()}"
    given = place.database
    who = f"{given['USER']}:{quote(given['PASSWORD'])}@{given['HOST']}:{given['PORT']}"
    return f"postgres://{who}/{given['NAME']}?options={quote(given['OPTIONS']['options'])}"


@contextmanager
def two_machines(place: Place, s3: str, folder: Path, **environment: str) -> Iterator[tuple[Server, Server]]:
    """Both answer; `environment` on top of what the site needs. Stopped afterwards."""
    shared = {
        "DJANGO_SETTINGS_MODULE": "skincare_site.settings.local",
        "DATABASE_URL": address_of(place),
        "SECRET_KEY": settings.SECRET_KEY,
        "MEDIA_BUCKET": f"{buckets.NAME}/{secrets.token_hex(6)}",
        "MEDIA_ENDPOINT": s3,
        **buckets.CREDENTIALS,
        **environment,
    }
    machines = []
    try:
        for name in ("one", "two"):
            (folder / name).mkdir()
            machines.append(Server(folder / f"{name}.log", **shared, DATA_DIR=str(folder / name)))
            machines[-1].start()
        yield machines[0], machines[1]
    finally:
        for machine in machines:
            machine.stop()
