"""One malformed request as bytes on a socket, or straight into the site."""

import io
from typing import Any
from urllib.parse import unquote_to_bytes

from .requests import Malformed

TOKEN = "x" * 32  # sent as cookie and header: the request gets past the form guard, to what lies behind


def cookies(request: Malformed, session: str) -> str:
    own = next((value for name, value in request.headers if name == "Cookie"), "")
    known = [f"sessionid={session}"] if session and request.staff else []
    return "; ".join([f"csrftoken={TOKEN}", *known, *([own] if own else [])])


def environ(request: Malformed, session: str = "") -> dict[str, Any]:
    """What a server would hand to the site; `session` is a superuser's, for requests by staff."""
    made: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "PATH_INFO": unquote_to_bytes(request.path.encode()).decode("latin-1"),
        "QUERY_STRING": request.query,
        "wsgi.input": io.BytesIO(request.body),
    }
    if request.chunked:
        made["HTTP_TRANSFER_ENCODING"] = "chunked"
    elif request.body or request.method == "POST":
        made["CONTENT_LENGTH"] = str(len(request.body))
    for name, value in (*request.headers, ("Cookie", cookies(request, session))):
        key = name.upper().replace("-", "_")
        made[key if key.startswith("CONTENT_") else f"HTTP_{key}"] = value
    return made


def wire(request: Malformed, host: str, session: str = "") -> bytes:
    """The request as it goes over a socket."""
    headers = {"Host": host, "Connection": "close", "X-CSRFToken": TOKEN}
    headers.update({**dict(request.headers), "Cookie": cookies(request, session)})
    body = request.body
    if request.chunked:
        headers["Transfer-Encoding"] = "chunked"
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    elif body or request.method == "POST":
        headers["Content-Length"] = str(len(body))
    target = request.path + (f"?{request.query}" if request.query else "")
    head = f"{request.method} {target} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items())
    return head.encode("latin-1", "replace") + b"\r\n" + body
