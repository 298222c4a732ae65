"""Every site with its content, before anything is measured."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import bars, load, peer_pages, sites
from .rounds import show
from .servers import ROOT, Server, ask

Told = dict[str, Any]


@dataclass(frozen=True)
class Peer:
    """A folder of `peers/`; one database serves all its `settings` (name in the tables → module)."""

    folder: str
    settings: dict[str, str]
    kinds: tuple[str, ...] = sites.KINDS


PEERS = [
    Peer("plain", {bars.PLAIN: "settings"}),
    Peer(
        "wagtail_site",
        {bars.WAGTAIL: "settings", bars.WAGTAIL_REDIS: "cached_redis", bars.WAGTAIL_CACHE: "cached"},
    ),
    Peer("cms_site", {bars.CMS: "settings"}, ("article", "list")),
]


def python(module: str, *arguments: str, environment: dict[str, str]) -> None:
    """Run a module in a process of its own, without what the environment says of a real site."""
    inherited = {name: value for name, value in os.environ.items() if name not in sites.NOT_OURS}
    subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, env={**inherited, **environment}, check=True
    )


def our_content(folder: Path, size: int, static: Path | None = None) -> Told:
    """One site of ours with so many pages; what content.py tells of it. `static`: static files that are there already."""
    place = folder / f"ours-{size}"
    out = place / "told.json"
    if not out.exists():
        show(f"this site, {size:,} pages")
        place.mkdir(exist_ok=True)
        if static and not (place / "static").exists():
            (place / "static").symlink_to(static)
        python("tests.serving.content", str(size), str(out), environment=sites.our_environment(place))
    told: Told = json.loads(out.read_text())
    return {**told, "place": place}


def superuser_cookie(told: Told) -> str:
    """A Cookie header that opens the admin of one site of ours."""
    out: Path = told["place"] / "cookie"
    python("tests.serving.content", "session", str(out), environment=sites.our_environment(told["place"]))
    return out.read_text()


def our_sites(told: Told) -> tuple[sites.Site, sites.Site]:
    """With the cache as delivered, and with it turned off."""
    return (
        sites.ours(bars.OURS, told["place"], told["article"], told["symptom"]),
        sites.ours(bars.UNCACHED, told["place"], told["article"], told["symptom"], cache_mb=0),
    )


def static_site(folder: Path, server: Server) -> sites.Site | None:
    """nginx with the bytes that `server` (ours) sends to browsers; None where it is not installed."""
    if not sites.nginx():
        show(
            "nginx is not installed: its rows are left out. On Debian or Ubuntu: sudo apt install nginx-light"
        )
        return None
    place = folder / "nginx"
    place.mkdir(exist_ok=True)
    pages = {}
    for kind in sites.KEPT:
        answer = ask(server.port, server.site.paths[kind], {"Accept-Encoding": load.ENCODINGS})
        if answer.headers.get("content-encoding") != "br":
            show(f"  {kind}: our page comes without Brotli; nginx serves it as it is")
        pages[kind] = answer.body, answer.headers.get("content-encoding", "")
    return sites.static_files(place, pages)


def has_redis() -> bool:
    import redis

    try:
        return bool(redis.from_url(sites.REDIS).ping())
    except redis.RedisError:
        return False


def peer_sites(folder: Path, told: Told, pages: dict[str, str]) -> list[sites.Site]:
    """Every peer, its database filled, its pages as large as ours. `pages`: kind → our HTML."""
    from skincare_site.settings.base import database

    items = {kind: peer_pages.articles_in(html) for kind, html in pages.items()}
    found = []
    for peer in PEERS:
        place = folder / peer.folder
        place.mkdir(exist_ok=True)
        at = database(f"sqlite:///{place / 'db.sqlite3'}")
        made = []
        for name, settings in peer.settings.items():
            if name == bars.WAGTAIL_REDIS and not has_redis():
                show("no Redis answers: its row is left out (REDIS=redis://…)")
                continue
            environment = sites.peer_environment(f"{peer.folder}.{settings}", place, at, items)
            made.append(sites.peer(name, environment, told["article"], told["symptom"], peer.kinds))
        if not (place / "filled").exists():
            show(f"{', '.join(peer.settings)}: {len(told['articles'])} articles")
            (place / "db.sqlite3").unlink(missing_ok=True)
            texts = str(told["place"] / "told.json")
            # The last settings have the most tables.
            python(f"tests.serving.peers.{peer.folder}.fill", texts, environment=made[-1].environment)
            (place / "filled").touch()
        _make_as_large(made[0], place, pages)
        found += made
    return found


def _make_as_large(site: sites.Site, place: Path, pages: dict[str, str]) -> None:
    peer_pages.write_frame(place, pages["article"])
    server = Server(site)
    try:
        for kind in site.kinds:
            missing = len(pages[kind]) - len(peer_pages.fetch(server, kind))
            peer_pages.write_filler(place, kind, peer_pages.main_part(pages[kind]), missing)
    finally:
        server.stop()


def check(server: Server, told: Told, pages: dict[str, str]) -> dict[str, dict[str, int]]:
    """Kind → bytes of HTML, bytes on the wire, articles listed. Raises SystemExit when a page is not the one it is to be."""
    found = {}
    text = next(row for row in told["articles"] if row["slug"] == told["article"])
    for kind in server.site.kinds:
        wire = ask(server.port, server.site.paths[kind], {"Accept-Encoding": load.ENCODINGS})
        if wire.status != 200:
            raise SystemExit(f"{server.site.name}: {server.site.paths[kind]} answers {wire.status}.")
        packed = wire.headers.get("content-encoding")
        html = peer_pages.unpacked(wire.body, packed)
        listed, wanted = peer_pages.articles_in(html), peer_pages.articles_in(pages[kind])
        if kind == "article" and peer_pages.words_of(text["parts"]) not in html:
            raise SystemExit(f"{server.site.name}: the article's text is not on its page.")
        if kind not in ("article", "search") and listed != wanted:
            raise SystemExit(f"{server.site.name}: the {kind} page lists {listed} articles, ours {wanted}.")
        if kind == "search" and not listed:
            raise SystemExit(f"{server.site.name}: search found nothing for “{sites.QUESTION}”.")
        found[kind] = {"html": len(html), "wire": len(wire.body), "articles": listed}
    return found
