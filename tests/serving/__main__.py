"""`make bench`: everything in turns, one table, docs/benchmarks.md. `python -m tests.serving edits`: only that drill.

ROUNDS (5), SECONDS (1; twice that but at the fewest connections), CONNECTIONS ("1 16 64"), SIZES ("500 100000": the first for
every site, the second for ours only; one size leaves growth out), EDITS (2000; 0 leaves them out). BENCH_DIR names a
folder in which the sites are kept for the next run, OUT another file than docs/benchmarks.md.
"""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from . import bars, edits, growth, load, peer_pages, preparing, processes, report, rounds, sites
from .rounds import show
from .servers import ROOT, Server

Told = dict[str, Any]


def numbers(name: str, default: str) -> list[int]:
    return [int(one) for one in os.environ.get(name, default).split()]


@contextmanager
def place() -> Iterator[Path]:
    """Where the sites are made: BENCH_DIR, or a folder that is gone afterwards."""
    kept = os.environ.get("BENCH_DIR")
    if kept:
        folder = Path(kept).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        yield Path(made)


def running(stack: ExitStack, site: sites.Site) -> Server:
    """The site, until the stack is left."""
    server = Server(site)
    stack.callback(server.stop)
    return server


def measure(folder: Path, options: Told) -> Told:
    """Every figure that report.py shows."""
    sizes = options["sizes"]
    content = preparing.our_content(folder, sizes[0])
    cached, uncached = preparing.our_sites(content)
    told: Told = {"options": options, "setting": report.setting()}
    with ExitStack() as stack:
        server = running(stack, cached)
        rounds.warm(server, sites.KEPT)
        pages = {kind: peer_pages.fetch(server, kind) for kind in sites.KINDS}
        static = preparing.static_site(folder, server)
    peers = preparing.peer_sites(folder, content, pages)
    listed = [cached, uncached, *([static] if static else []), *peers]
    show("cold starts")
    compared = [cached, next(site for site in peers if site.name == bars.PLAIN)]
    rest = [site for site in listed if site is not static and site not in compared]
    told["cold"] = rounds.cold_starts(rest, options["rounds"])
    # Each is short and alone: what else runs on the machine shows in it more than in anything else.
    told["cold"] |= rounds.cold_starts(compared, options["rounds"] * 8)
    with ExitStack() as stack:
        servers = [running(stack, site) for site in listed]
        told["pages"] = {server.site.name: preparing.check(server, content, pages) for server in servers}
        for server in servers:
            rounds.warm(server, server.site.kinds)
        told["loads"] = rounds.loads(
            servers, sites.KINDS, options["connections"], options["rounds"], options["seconds"]
        )
        show("more rounds of those that are close to each other")
        near = [server for server in servers if server.site.name in bars.NEAR]
        more = options["rounds"] * bars.MORE, options["seconds"]
        rounds.add(told["loads"], rounds.loads(near, sites.KEPT, [max(options["connections"])], *more))
        for server in servers:
            preparing.check(server, content, pages)  # still the right pages, all of them with 200
        told["memory"] = {
            server.site.name: asdict(processes.worker_memory(server.session)) for server in servers
        }
    if len(sizes) > 1:
        told |= grown(folder, content, options)
    if options["edits"]:
        show(f"{options['edits']} edits")
        told["edits"] = edits.drill(options["edits"])
    return told


def grown(folder: Path, small: Told, options: Told) -> Told:
    """Growth, and a full cache."""
    size = options["sizes"][1]
    large = preparing.our_content(folder, size, small["place"] / "static")
    with ExitStack() as stack:
        cached, uncached = (
            tuple(
                running(stack, sites_of[number])
                for sites_of in (preparing.our_sites(small), preparing.our_sites(large))
            )
            for number in (0, 1)
        )
        cookies = preparing.superuser_cookie(small), preparing.superuser_cookie(large)
        times = growth.times(cached, uncached, cookies, options["rounds"], options["seconds"])
    with ExitStack() as stack:
        server = running(stack, preparing.our_sites(large)[0])
        full = growth.full_cache(server, large["slugs"], folder, options["cache_mb"])
    return {"growth": {"small": options["sizes"][0], "large": size, "times": times}, "full": full}


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # whoever stops us stops the sites, too
    if sys.argv[1:2] == ["edits"]:
        sys.exit(edits.main(sys.argv[2:]))
    load.wrk()
    from skincare_site.settings.base import PAGE_CACHE_MB

    options: Told = {
        "rounds": numbers("ROUNDS", "5")[0],
        "seconds": numbers("SECONDS", "1")[0],
        "connections": numbers("CONNECTIONS", "1 16 64"),
        "sizes": numbers("SIZES", "500 100000"),
        "edits": numbers("EDITS", "2000")[0],
        "cache_mb": PAGE_CACHE_MB,
    }
    with place() as folder:
        told = measure(folder, options)
    text = report.write(told)
    Path(os.environ.get("OUT") or ROOT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
