"""Is this process alive, and is it ready: for a load balancer in one word, for superusers in sentences."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from .policy.models import lately
from .search import index

ROOM = 200 * 1024 * 1024  # bytes that must be free for writing


@dataclass(frozen=True)
class Check:
    """One thing that must hold. `words` say what was found; `mend` what to do when it does not hold."""

    name: str
    holds: bool
    words: str
    mend: str


class Failing(Exception):
    """What a check found wrong, in a sentence."""


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return f"The database ({connection.vendor}) answers."


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise Failing(f"{len(waiting)} migrations were not run yet.")
    return "The tables are those of this code."


def _search_index() -> str:
    if found := index.sample():
        raise Failing(f"The search index does not agree with the pages: {found[0]}.")
    return "The search index agrees with the pages."


def _bucket() -> Any:
    """The bucket of pictures; None where they lie in a folder."""
    return None if isinstance(default_storage, FileSystemStorage) else default_storage


def _folder() -> Path:
    """Where this machine writes: pictures, or with a bucket uploads on their way to it."""
    if _bucket():
        return Path(tempfile.gettempdir())
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _media() -> str:
    if bucket := _bucket():
        bucket.probe()
        return "Pictures can be written into the bucket."
    with tempfile.TemporaryFile(dir=_folder()) as file:
        file.write(b"ready")
    return "Pictures can be written."


def _disk() -> str:
    free = shutil.disk_usage(_folder()).free
    if free < ROOM:
        raise Failing(f"Only {free // 1024**2} MB are free on the disk.")
    return f"{free / 1024**3:.1f} GB are free on the disk."


CHECKS: dict[str, tuple[Callable[[], str], str]] = {
    "database": (_database, "Look whether the database server runs and DATABASE_URL is right."),
    "migrations": (_migrations, "Run: manage.py migrate"),
    "search index": (_search_index, "Run: manage.py rebuild_search"),
    "media": (_media, "Look at the rights of the media folder or bucket and whether it is there."),
    "disk": (_disk, "Free some room: old backups and logs first."),
}


def checks() -> list[Check]:
    """Every check, carried out now. Whatever goes wrong inside one is a check that does not hold."""
    found = []
    for name, (look, mend) in CHECKS.items():
        try:
            found.append(Check(name, True, look(), mend))
        except Failing as failure:
            found.append(Check(name, False, str(failure), mend))
        except Exception as error:  # a broken database must not break the page that says so
            found.append(Check(name, False, f"It could not be looked at: {type(error).__name__}.", mend))
    return found


def _plain(text: str, status: int = 200) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """`/healthz/`: this process answers."""
    return _plain("ok\n")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """`/healthz/ready/`: 200 when everything holds, else 503; names only, nothing that helps a stranger."""
    found = checks()
    lines = [f"{check.name}: {'ok' if check.holds else 'FAILING'}\n" for check in found]
    return _plain("".join(lines), 200 if all(check.holds for check in found) else 503)


@require_safe
def system(request: HttpRequest) -> HttpResponse:
    """`/admin/system/`: the same in words, for superusers."""
    if not request.user.is_superuser:
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": "How the site is",
        "checks": checks(),
        "policy_reports": lately(),
    }
    return TemplateResponse(request, "admin/system.html", context)
