"""A small browser: keeps cookies and one connection, reads the forms of a page and posts them."""

import http.client
import urllib.parse
import uuid
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

Fields = dict[str, list[str]]
NOT_SENT = {"submit", "button", "reset", "image", "file"}
LOST = (OSError, http.client.HTTPException)  # the line broke: nobody knows what became of the request


@dataclass
class Form:
    fields: Fields = field(default_factory=dict)
    method: str = "get"

    def add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


class _Forms(HTMLParser):
    """Every form of a page with the values a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.textarea = ""
        self.text = ""
        self.select: dict[str, Any] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Form(method=given.get("method", "get").lower())
            self.forms.append(self.open)
        name = given.get("name", "")
        if self.open is None or "disabled" in given:
            return
        if tag == "input" and name and given.get("type", "text") not in NOT_SENT:
            ticked = given.get("type") in ("checkbox", "radio")
            if not ticked or "checked" in given:
                self.open.add(name, given.get("value", "on" if ticked else ""))
        elif tag == "textarea" and name:
            self.textarea, self.text = name, ""
        elif tag == "select" and name:
            self.select = {"name": name, "many": "multiple" in given, "chosen": [], "all": []}
        elif tag == "option" and self.select:
            self.select["all"].append(given.get("value", ""))
            if "selected" in given:
                self.select["chosen"].append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "textarea" and self.textarea and self.open:
            self.open.add(self.textarea, self.text.removeprefix("\r\n").removeprefix("\n"))
            self.textarea = ""
        elif tag == "select" and self.select:
            chosen = self.select["chosen"] or ([] if self.select["many"] else self.select["all"][:1])
            for value in chosen if self.open else []:
                self.open.add(self.select["name"], value)
            self.select = {}


def form_of(html: str) -> Fields:
    """The values of the page's longest form that posts."""
    parser = _Forms()
    parser.feed(html)
    forms = [form.fields for form in parser.forms if form.method == "post"]
    return max(forms, key=len, default={})


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def saved(self) -> bool:
        """The admin leads elsewhere after a save; a lost session leads to the sign-in."""
        return self.status == 302 and "/login/" not in (self.headers["Location"] or "")

    @property
    def kindly_refused(self) -> bool:
        """A page in our words that says when to try again."""
        return self.status == 503 and bool(self.headers["Retry-After"]) and "<h1>" in self.text


class Browser:
    """One visitor, or with `session` one member of staff. `timeout` in seconds."""

    def __init__(self, port: int, session: tuple[str, str] | None = None, timeout: float = 60) -> None:
        self.port, self.timeout = port, timeout
        self.cookies = dict([session]) if session else {}
        self.line: http.client.HTTPConnection | None = None
        self.user: Any = None  # whose session it is

    def close(self) -> None:
        if self.line:
            self.line.close()
        self.line = None

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
        """One request on the open line; raises one of LOST when it breaks."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if not self.cookies:
            headers = {}
        if kind:
            headers["Content-Type"] = kind
        try:
            if self.line is None:
                self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
            self.line.request(method, path, body or None, headers)
            got = self.line.getresponse()
            text = got.read().decode("utf-8", "replace")
        except LOST:
            self.close()
            raise
        for cookie in got.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(got.status, got.headers, text)

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def form(self, path: str) -> Fields:
        """The page's form as it would be sent back unchanged."""
        answer = self.get(path)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}, not with its form")
        return form_of(answer.text)

    def post(self, path: str, fields: Fields, file: tuple[str, str, bytes] | None = None) -> Answer:
        """Post a form; `file` is (field, name, bytes)."""
        pairs = [(name, value) for name, values in fields.items() for value in values]
        if file is None:
            return self.ask(
                "POST", path, urllib.parse.urlencode(pairs).encode(), "application/x-www-form-urlencoded"
            )
        edge = uuid.uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in pairs
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{file[0]}"; filename="{file[1]}"\r\n\r\n'
        body = b"".join([*parts, head.encode(), file[2], f"\r\n--{edge}--\r\n".encode()])
        return self.ask("POST", path, body, f"multipart/form-data; boundary={edge}")
