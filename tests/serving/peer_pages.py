"""Peers' pages as large as ours: our header and footer as plain HTML, and a plain text that makes up for the rest."""

import gzip
import re
from pathlib import Path

import brotli

from .servers import Server, ask
from .sites import KINDS

_TO_ARTICLE = re.compile(r'href="/articles/[^"/?#]+/"')
_TAG = re.compile(r"<[^>]*>")
_WORDS = re.compile(r"[A-Za-z ]{20,}")


def main_part(html: str) -> str:
    """What stands between <main> and </main>."""
    return html.partition("<main")[2].partition("</main>")[0]


def articles_in(html: str) -> int:
    """How many links to articles the page itself has, header and footer left out."""
    return len(_TO_ARTICLE.findall(main_part(html)))


def words_of(parts: list[str]) -> str:
    """Words of a text that look the same in every site's HTML."""
    return max(_WORDS.findall(_TAG.sub(" | ", parts[-1])), key=len).strip()


def unpacked(body: bytes, encoding: str | None) -> str:
    """The HTML of an answer with this Content-Encoding."""
    if encoding == "br":
        body = brotli.decompress(body)
    elif encoding == "gzip":
        body = gzip.decompress(body)
    return body.decode()


def fetch(server: Server, kind: str) -> str:
    """The HTML of a page. Raises SystemExit when it does not answer 200."""
    answer = ask(server.port, server.site.paths[kind])
    if answer.status != 200:
        raise SystemExit(f"{server.site.name}: {server.site.paths[kind]} answers {answer.status}.")
    return answer.body.decode()


def write_frame(place: Path, html: str) -> None:
    """Our header and footer for a peer; its fillers are empty until its own pages are known."""
    frame = place / "frame"
    frame.mkdir(exist_ok=True)
    before, _main, after = html.partition("<main")
    around = {
        "header": before.partition("<body>")[2],
        "footer": after.partition("</main>")[2].partition("</body>")[0],
        **dict.fromkeys(KINDS, ""),
    }
    for name, text in around.items():
        (frame / f"{name}.html").write_text(f"{{% verbatim %}}{text}{{% endverbatim %}}")


def write_filler(place: Path, kind: str, text: str, missing: int) -> None:
    """`missing` characters of `text` for the peer's pages of this kind; none when its pages are larger than ours."""
    words = _TAG.sub(" ", text) or " "
    wanted = missing - len("<p></p>")
    filler = f"<p>{(words * (wanted // len(words) + 1))[:wanted]}</p>" if wanted >= 0 else ""
    (place / "frame" / f"{kind}.html").write_text(f"{{% verbatim %}}{filler}{{% endverbatim %}}")
