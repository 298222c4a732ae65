"""What stands in place of an error when the database or the disk does not do its part: a page that says for how
long to wait, and a staff form that comes back with all that was typed. Asks no database.

Django's handler for server errors (urls.handler500): whatever is no such trouble goes on to errors.failed.
"""

import errno
import sys
from collections.abc import Iterator
from enum import Enum
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from . import errors
from .accounts.limiter import NAMES as ACCOUNT_NAMES
from .face.current import kept


class Trouble(Enum):
    """What went wrong; the value is after how many seconds to try again."""

    BUSY = 5  # somebody else holds a lock, longer than a save waits
    AWAY = 10
    DISK = 60
    CLASH = 1  # two people saved the same name or address at the same moment: the form says which, sent again


DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
BUCKET_AWAY = errno.EHOSTUNREACH  # what media_bucket.py raises; not imported, boto3 is heavy
# SQLite's primary result codes (sqlite.org/rescode.html) and PostgreSQL's classes and codes of SQLSTATE.
SQLITE = {
    5: Trouble.BUSY, 6: Trouble.BUSY, 8: Trouble.AWAY, 10: Trouble.DISK, 13: Trouble.DISK, 14: Trouble.AWAY,
}  # fmt: skip
POSTGRESQL = {
    "53100": Trouble.DISK, "55P03": Trouble.BUSY, "40": Trouble.BUSY, "57014": Trouble.BUSY,
    "08": Trouble.AWAY, "53": Trouble.AWAY, "57": Trouble.AWAY, "58": Trouble.DISK,
}  # fmt: skip


def trouble_of(error: BaseException | None) -> Trouble | None:
    """The trouble behind an exception or behind those that led to it; None when it is something else."""
    for each in _chain(error):
        if isinstance(each, OSError) and each.errno in DISK_ERRORS:
            return Trouble.DISK
        if isinstance(each, OSError) and each.errno == BUCKET_AWAY:
            return Trouble.AWAY
        if isinstance(each, IntegrityError):
            return Trouble.CLASH
        if isinstance(each, OperationalError | InterfaceError) and (found := _of_database(each.__cause__)):
            return found
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _of_database(cause: Any) -> Trouble | None:
    """By the driver's own code: a table that is missing is OperationalError in SQLite too, and a fault of ours."""
    if (code := getattr(cause, "sqlite_errorcode", None)) is not None:
        return SQLITE.get(code & 0xFF)
    if not hasattr(cause, "sqlstate"):
        return None
    state = cause.sqlstate
    if state is None:  # not from the server: the line to it is broken
        return Trouble.AWAY
    return POSTGRESQL.get(state) or POSTGRESQL.get(state[:2])


def failed(request: HttpRequest) -> HttpResponse:
    """The page for the exception that is being handled."""
    trouble = trouble_of(sys.exc_info()[1])
    if trouble is None or (trouble is Trouble.CLASH and not _is_staff_form(request)):
        return errors.failed(request)
    request.face = kept()  # type: ignore[attr-defined]
    if _is_staff_form(request):
        response = _not_saved(request, trouble)
    else:
        response = render(request, "503.html", {"seconds": trouble.value}, status=503)
    response["Retry-After"] = str(trouble.value)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response


def _is_staff_form(request: HttpRequest) -> bool:
    """Whether this is a form of the admin that came from the admin: Django has compared its token by now."""
    return (
        request.method == "POST"
        and request.path.startswith(reverse("admin:index"))
        and getattr(request, "csrf_processing_done", False)
    )


def _not_saved(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Everything that was typed, in a form that saves it again. Passwords and codes are asked for anew."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    secret = request.path in {reverse(f"admin:{name}") for name in ACCOUNT_NAMES} or any(
        "password" in name for name, _value in fields
    )
    context = {
        "address": request.get_full_path(),
        "token": get_token(request),
        "trouble": trouble.name,
        "seconds": trouble.value,
        "secret": secret,
        "texts": [] if secret else [(_label(name), name, value) for name, value in fields if _is_text(name, value)],
        "rest": [] if secret else [(name, value) for name, value in fields if not _is_text(name, value)],
        "files": [] if secret else [(_label(name), name) for name, file in request.FILES.items() if file],
    }  # fmt: skip
    # Not through the site's context processors: staff pages ask the database who is signed in.
    status = 409 if trouble is Trouble.CLASH else 503
    return HttpResponse(render_to_string("admin/not_saved.html", context), status=status)


def _is_text(name: str, value: str) -> bool:
    """What somebody reads; the rest of a form is numbers, choices and marks of its own."""
    return not name.startswith("_") and (len(value) > 40 or "\n" in value or " " in value)


def _label(name: str) -> str:
    return name.rsplit("-", 1)[-1].replace("_", " ").capitalize()
