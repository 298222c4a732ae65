"""Log lines that hold nothing a visitor or a member of staff typed, and nothing that tells who they are.

What may stand in a line: time, level, logger, our own fixed words, an id that ties the lines of one request
together, method, the *name* of the route (never the address itself: somebody may have typed a symptom into it),
status and duration. Of an exception: its class and where it was raised, never its message, which may quote a text.
`LOG_FORMAT` says how a line looks (`json` or `plain`); settings/base.py puts it together.
"""

import datetime
import json
import logging
import secrets
import time
import traceback
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from django.conf import settings
from django.core import mail
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.log import AdminEmailHandler
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

access_log = logging.getLogger("skincare_site.access")

# Of the request that this thread works on; empty outside of one.
request_id: ContextVar[str] = ContextVar("request_id", default="")

# Django's own lines quote the address, the host or the reason of a refusal after these names.
QUOTING = ("django.request", "django.security")
MAIL_EVERY = 300  # seconds between two mails about errors, in each process
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
FIELDS = ("method", "route", "status", "ms")  # of an access line


def route_of(request: Any) -> str:
    """The name of the route, such as `search:results`; empty when no route was found."""
    match = getattr(request, "resolver_match", None)
    return match.view_name if match else ""


def _method(request: Any) -> str:
    """A method is a word of the client's, too: only the known ones are written."""
    method: str = getattr(request, "method", "")
    return method if method in METHODS else "other"


def where(trace: TracebackType | None) -> Iterator[str]:
    """`file:line function`, the outermost first."""
    for frame in traceback.extract_tb(trace):
        yield f"{frame.filename}:{frame.lineno} {frame.name}"


def error_of(record: logging.LogRecord) -> dict[str, Any]:
    """Class of the exception, of those that led to it, and where it was raised; empty without one."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return {}
    chain, step, seen = [], error.__cause__ or error.__context__, {id(error)}
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        chain.append(type(step).__name__)
        step = step.__cause__ or step.__context__
    found = {"error": type(error).__name__, "at": list(where(error.__traceback__))}
    return {**found, "after": chain} if chain else found


def words_of(record: logging.LogRecord) -> str:
    """The message without what may come from outside."""
    if record.name.startswith(QUOTING):
        # django.security.DisallowedHost and its sisters carry their meaning in their name.
        kind = record.name.rpartition(".")[2]
        words = kind if record.name.startswith("django.security.") else "Answered with an error"
        status = getattr(record, "status_code", None)
        return f"{words} ({status})" if status else words
    if isinstance(record.msg, BaseException):
        return type(record.msg).__name__
    args: Any = record.args
    if isinstance(args, tuple):
        args = tuple(type(arg).__name__ if isinstance(arg, BaseException) else arg for arg in args)
    return str(record.msg) % args if args else str(record.msg)


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """Everything a line says, in its order."""
    moment = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
    fields: dict[str, Any] = {
        "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
        "message": words_of(record),
        "request": request_id.get(),
    }
    if request := getattr(record, "request", None):
        # Django logs some answers when all middleware is done: the request still knows its id then.
        fields["request"] = getattr(request, "log_id", fields["request"])
        fields["method"] = _method(request)
        fields["route"] = route_of(request)
    fields |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
    return {name: value for name, value in (fields | error_of(record)).items() if value != ""}


class JsonLines(logging.Formatter):
    """One JSON object a line, for whatever collects logs."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(fields_of(record), default=str)


class Plain(logging.Formatter):
    """The same for eyes."""

    def format(self, record: logging.LogRecord) -> str:
        fields = fields_of(record)
        at = fields.pop("at", [])
        head = [str(fields.pop(name)) for name in ("time", "level", "logger", "message")]
        more = [f"{name}={value}" for name, value in fields.items()]
        # What a line break would begin looks like a line of ours.
        line = "".join(mark if mark.isprintable() else " " for mark in " ".join(head + more))
        return "\n    ".join([line, *at])


class ErrorMail(AdminEmailHandler):
    """The same line as a mail to ADMINS. Django's own mails the address, every form value and every variable."""

    last = float("-inf")

    def emit(self, record: logging.LogRecord) -> None:
        now = time.monotonic()
        if not settings.ADMINS or now - ErrorMail.last < MAIL_EVERY:
            return
        ErrorMail.last = now
        try:
            subject = f"{settings.SITE_NAME}: {words_of(record)} {error_of(record).get('error', '')}".strip()
            mail.mail_admins(self.format_subject(subject), self.format(record), fail_silently=True)
        except Exception:
            self.handleError(record)


class NothingTyped(SafeExceptionReporterFilter):
    """For every error report that asks Django what may be shown of a request: no value of anything."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return not settings.DEBUG

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        return {} if self.is_active(request) else super().get_safe_request_meta(request)

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        if not self.is_active(request):
            return super().get_safe_cookies(request)
        return dict.fromkeys(request.COOKIES, self.cleansed_substitute)

    def get_post_parameters(self, request: HttpRequest | None) -> Any:
        if request is None or not self.is_active(request):
            return super().get_post_parameters(request)
        return dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> Any:
        if not self.is_active(request):
            return super().get_traceback_frame_variables(request, tb_frame)
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]


class Report(ExceptionReporter):
    """Django's error report in a few safe lines; the whole of it only on the screen of DEBUG."""

    def get_traceback_data(self) -> dict[str, Any]:
        if settings.DEBUG:
            return super().get_traceback_data()
        return {"error": getattr(self.exc_type, "__name__", ""), "route": route_of(self.request), "at": list(where(self.tb))}  # fmt: skip

    def get_traceback_text(self) -> SafeString:
        if settings.DEBUG:
            return super().get_traceback_text()
        data = self.get_traceback_data()
        return SafeString("\n".join([f"{data['error']} in {data['route'] or 'no route'}", *data["at"], ""]))

    def get_traceback_html(self) -> SafeString:
        if settings.DEBUG:
            return super().get_traceback_html()
        return format_html("<pre>{}</pre>", str(self.get_traceback_text()))


def access(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """One line a request, written when its answer is made. Stands first, so that it times everything after it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.log_id = secrets.token_hex(6)  # type: ignore[attr-defined]
        token = request_id.set(request.log_id)  # type: ignore[attr-defined]
        started = time.perf_counter()
        try:
            response = get_response(request)
            if access_log.isEnabledFor(logging.INFO):
                fields = {
                    "method": _method(request),
                    "route": route_of(request),
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                }
                access_log.info("answered", extra=fields)
            return response
        finally:
            request_id.reset(token)

    return middleware
