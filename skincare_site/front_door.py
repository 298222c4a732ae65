"""The front door: what no browser of ours sends is turned away in kind words, before any database or view sees it.

Addresses and heads are refused; forms are mended where that loses nothing (control characters mean nothing in any
field) and refused where they can't be read. `/search/` answers whatever is typed. Everything here is linear in the
size of the request, and no body is read before its stated length was looked at.
"""

import codecs
import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls.converters import IntConverter, SlugConverter

from . import errors
from .accounts import addresses

Next = Callable[[HttpRequest], HttpResponse]

METHODS = ("GET", "HEAD", "POST")
SEARCH = "/search/"
ADMIN = f"/{addresses.ADMIN}"
TYPED = {"q", "term", "phrase"}  # the admin's boxes for words
MULTIPART = "multipart/form-data"
LONGEST_NAME = 255  # bytes of one part of a path; no file system has longer names
MOST_ROWS = 500  # of one table inside a form; each costs milliseconds to read and to draw
# Tab, line feed and carriage return are text; the other control characters are not, and PostgreSQL keeps no NUL.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ROW = re.compile(r"[0-9]{1,18}")
_TOO_LONG_NUMBER = re.compile(r"\d{19}")  # more than the databases count to


class Slug(SlugConverter):
    """A slug of at most the 80 characters that the tables keep."""

    regex = "[-a-zA-Z0-9_]{1,80}"


class RowNumber(IntConverter):
    """A row's number, never more than a database counts to."""

    regex = "[0-9]{1,18}"


def front_door(get_response: Next) -> Next:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = _refusal(request) or _unreadable(request) or get_response(request)
        if response.status_code == 405 and not response.content:  # a view's own: its answer gets our words
            page = errors.refused(request, 405)
            response.content = page.content
            for name, value in page.items():
                response[name] = value
        return response

    return middleware


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """A kind page for a request whose first line or head can't be right."""
    status = _address(request) or _head(request) or _body(request)
    if request.method not in METHODS:
        return errors.refused(request, 405, allow=", ".join(METHODS))
    return errors.refused(request, status) if status else None


def _address(request: HttpRequest) -> int:
    query = request.META.get("QUERY_STRING", "")
    if request.path == SEARCH:  # more than is read of any question
        request.META["QUERY_STRING"] = query = query[: settings.MAX_QUERY]
    if len(request.path) > settings.MAX_PATH or len(query) > settings.MAX_QUERY:
        return 414
    if _CONTROL.search(request.path) or "\n" in request.path or "\r" in request.path:
        return 400
    if request.path.startswith(ADMIN) and _TOO_LONG_NUMBER.search(request.path):
        return 404
    if any(len(part.encode()) > LONGEST_NAME for part in request.path.split("/")):
        return 404
    if request.path.startswith(SEARCH):
        # Anything may be typed there: what no text holds is taken out, and nobody is sent away.
        request.GET = _mended(request.GET)  # type: ignore[assignment]
        return 0
    if _CONTROL_BYTES.search(unquote_to_bytes(query.replace("+", " "))):
        return 400
    return 400 if request.path.startswith(ADMIN) and _asks_beyond_numbers(request.GET) else 0


def _asks_beyond_numbers(query: QueryDict) -> bool:
    """Whether a filter of a list asks for a number that no database counts to. What is typed as words may be long."""
    return any(
        _TOO_LONG_NUMBER.search(value)
        for name, values in query.lists()
        if name not in TYPED
        for value in values
    )


def _head(request: HttpRequest) -> int:
    heads = (value for name, value in request.META.items() if name.startswith("HTTP_"))
    if sum(len(value) for value in heads if isinstance(value, str)) > settings.MAX_HEAD:
        return 431
    charset = (request.content_params or {}).get("charset")
    return 415 if charset is not None and not _is_utf8(charset) else 0


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return False


def _body(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit() and len(length) < 19):
        return 400
    if "HTTP_TRANSFER_ENCODING" in request.META and "CONTENT_LENGTH" not in request.META:
        return 411  # nobody knows how much would come
    return 413 if int(length) > most_bytes(request) else 0


def most_bytes(request: HttpRequest) -> int:
    """How many bytes of body this request may bring: pictures only from whoever seems to be signed in."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.path.startswith(ADMIN):
        return int(settings.MAX_BODY_OF_STRANGERS)
    is_upload = request.content_type == MULTIPART
    return int(settings.MAX_UPLOAD if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def _unreadable(request: HttpRequest) -> HttpResponse | None:
    """A kind page for a form that can't be read; a form that can loses its control characters."""
    if request.method != "POST":
        return None
    try:
        if any(_CONTROL.search(text) for name, values in request.POST.lists() for text in (name, *values)):
            request.POST = _mended(request.POST)  # type: ignore[assignment]
        if _counts_too_far(request.POST):
            return errors.refused(request, 400)
    except RequestDataTooBig:
        return errors.refused(request, 413)
    except (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return errors.refused(request, 400)
    return None


def _counts_too_far(form: QueryDict) -> bool:
    """Whether `form` says that it has more rows than any form of ours, or ticks rows no database can number."""
    counts = [count for name, values in form.lists() if name.endswith("-TOTAL_FORMS") for count in values]
    too_many = any(not _ROW.fullmatch(str(count)) or int(str(count)) > MOST_ROWS for count in counts)
    return too_many or not all(_ROW.fullmatch(str(ticked)) for ticked in form.getlist(ACTION_CHECKBOX_NAME))


def _mended(form: QueryDict) -> QueryDict:
    """`form` without control characters."""
    mended = QueryDict(mutable=True)
    for name, values in form.lists():
        mended.setlist(_CONTROL.sub("", name), [_CONTROL.sub("", value) for value in values])
    mended._mutable = False
    return mended
