"""Every way in which a visitor's words reach the site: addresses, forms, headers, broken requests, a real browser."""

import http.client
import json
import os
import shutil
import socket
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from .words import Marked


@dataclass
class Asked:
    """What came back: how many answers by status, and what a visitor's browser was given or asked to do."""

    answers: Counter[int] = field(default_factory=Counter)
    cookies: list[str] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)
    other_hosts: list[str] = field(default_factory=list)
    kept_by_browser: list[str] = field(default_factory=list)


def addresses(text: str) -> list[str]:
    q, one = urlencode({"q": text}), quote(text, safe="")
    word = "".join(character for character in text if character.isalnum() and character.isascii())
    return [
        f"/search/?{q}", f"/search/?{q}&page=2", f"/search/?{q}&d=2026-11-19", f"/search/suggest/?{q}",
        f"/symptoms/?what={one}&where={one}&day={one}", f"/recovery/microneedling/?d={one}", f"/?{q}&utm_source={one}",
        f"/articles/?page={one}", f"/articles/{word}/", f"/symptoms/{word}/", f"/preview/{word}/", f"/media/{word}.jpg",
        f"/static/{word}.css", f"/{word}/{one}", f"/api/v1/?{q}", f"/api/v1/articles/{word}/?{q}",
        f"/search/?{q}%00", f"/?{q}%00", f"/healthz/?{q}", f"/failing/{word}/?{q}", f"/admin/{word}/?{q}", f"/offline/?{q}",
        f"/search/?q=%FF{one}", f"/{'x' * 600}{word}",
    ]  # fmt: skip


class Visitor:
    """Asks with the words in browser name and referrer, too, as a browser after a search would."""

    def __init__(self, port: int) -> None:
        self.port, self.asked = port, Asked()

    def send(self, method: str, address: str, body: str | None = None, **headers: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, address, body, headers)
            answer = connection.getresponse()
            answer.read()
            self.asked.answers[answer.status] += 1
            self.asked.cookies += answer.headers.get_all("Set-Cookie") or []
            location = answer.headers.get("Location", "")
            if location.startswith(("http:", "https:", "//")):
                self.asked.other_hosts.append(location)
        except (http.client.HTTPException, ConnectionError):
            self.asked.answers[0] += 1  # no answer: the server has ended it
        finally:
            connection.close()

    def ask(self, marked: Marked) -> None:
        text = marked.text
        word = marked.marks[0]
        seen = {"User-Agent": f"Mozilla/5.0 {word}", "Referer": f"http://127.0.0.1:{self.port}/search/?q={word}",
                "X-Forwarded-For": word, "Accept-Language": word}  # fmt: skip
        for address in addresses(text):
            self.send("GET", address, **seen)
        self.send("HEAD", f"/search/?{urlencode({'q': text})}", **seen)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        for address in ("/search/", f"/failing/{word}/", "/useful/article/peeling/yes/", "/csp-report/"):
            self.send("POST", address, urlencode({"q": text, "body": text}), **form, **seen)
        report = {"csp-report": {"document-uri": f"http://x/search/?q={word}", "violated-directive": "img-src",
                                 "blocked-uri": f"http://{word}.example"}}  # fmt: skip
        self.send(
            "POST", "/csp-report/", json.dumps(report), **{"Content-Type": "application/csp-report"}, **seen
        )
        self.send(word.upper(), "/", **seen)
        self.send("GET", "/", **{**seen, "Host": f"{word}.example"})

    def ask_broken(self, marked: Marked) -> None:
        """Requests that no application sees: the server's own log must not keep them either."""
        word = marked.marks[0].encode()
        for raw in (
            b"GET /%s HTTP/9.9\r\nHost: x\r\n\r\n" % word,
            b"GET /search/?q=%s\r\n\r\n" % word,
            b"%s\r\n\r\n" % word,
            b"GET / HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n" % word,
            b"POST /search/ HTTP/1.1\r\nHost: x\r\nContent-Length: nine%s\r\n\r\n" % word,
        ):
            with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
                connection.sendall(raw)
                try:
                    head = connection.recv(64)
                except (ConnectionError, TimeoutError):
                    head = b""
                status = head.split(b" ")[1] if head.startswith(b"HTTP/") else b"0"
                self.asked.answers[int(status)] += 1


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None
    )


KEPT = """async (word) => {
  const kept = [...Object.entries(localStorage), ...Object.entries(sessionStorage)].map(String);
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) kept.push(request.url);
  for (const base of (await indexedDB.databases?.()) ?? []) kept.push(base.name);
  return kept.filter((one) => one.includes(word));
}"""


def ask_in_browser(port: int, words: list[Marked], asked: Asked, executable: str) -> None:
    """Types each question as a person would, slowly enough for suggestions, and looks at what the browser keeps."""
    from playwright.sync_api import sync_playwright

    origin = f"http://127.0.0.1:{port}"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context()
        page = context.new_page()
        others: list[str] = []

        def requested(request: Any) -> None:
            if not request.url.startswith((origin, "data:", "blob:")):
                others.append(request.url)

        context.on("request", requested)
        for marked in words:
            page.goto(origin)
            box = page.locator("input[name=q]").first
            box.fill("")
            box.press_sequentially(marked.text, delay=20)
            page.wait_for_timeout(400)
            box.press("Enter")
            page.wait_for_url("**/search/**")
            page.wait_for_load_state("networkidle")
            asked.kept_by_browser += page.evaluate(KEPT, marked.marks[0])
        asked.cookies += [cookie["name"] for cookie in context.cookies()]
        asked.other_hosts += others
        browser.close()
