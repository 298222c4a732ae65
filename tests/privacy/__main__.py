"""`python -m tests.privacy [sqlite] [postgresql]`: 40 marked questions, asked every way, looked for everywhere.

Prints one table for each database and exits 1 on any find. A control word is put into every store first: a store in
which it is not found again was not looked into, and that fails, too.
"""

import json
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from .asking import Asked, Visitor, ask_in_browser, chromium
from .site import Site, scratch
from .words import Marked, forty, invented

IN_BROWSER = 4
SEARCHES = 4  # that count, for each question (asking.addresses)


def inside(site: Site, *arguments: str) -> dict[str, object]:
    """Runs `tests.privacy.inside` with the site's own settings and environment: what it tells."""
    command = [sys.executable, "-m", "tests.privacy.inside", *arguments]
    done = subprocess.run(command, cwd=Path.cwd(), env=site.environment, check=True, stdout=subprocess.PIPE)
    told: dict[str, object] = json.loads(done.stdout)
    return told


def ask(site: Site, words: list[Marked]) -> Asked:
    visitor = Visitor(site.port)
    for marked in words:
        visitor.ask(marked)
        visitor.ask_broken(marked)
    executable = chromium()
    if executable:
        # Only those that can be typed into a one-line box as they are.
        ask_in_browser(site.port, words[6 : 6 + IN_BROWSER], visitor.asked, executable)
    else:
        print("  no Chromium found: nothing was typed in a browser")
    return visitor.asked


def one(vendor: str) -> bool:
    """Whether nothing was found on this database."""
    words, control = forty(), invented()
    with tempfile.TemporaryDirectory(prefix="privacy-") as place, scratch(vendor, Path(place)) as site:
        inside(site, "plant", control)
        (site.folder / "tmp" / "control").write_text(control)
        site.log.write_text(f"control {control}\n")
        site.start()
        asked = ask(site, words)
        time.sleep(4)  # the counters' thread writes every second here
        site.manage("backup_site")
        marks = [mark for marked in words for mark in marked.marks]
        report = site.folder / "marks.json"
        report.write_text(json.dumps({"marks": marks, "control": control}))
        running = inside(site, "look", str(report))
        site.stop()
        stopped = inside(site, "look", str(report))
        good = tell(vendor, words, asked, running, stopped)
        for name, times in errors(site.log).most_common():
            print(f"  errors on the way: {times} × {name}")
        return good


def errors(log: Path) -> Counter[str]:
    """What failed, by class and route; the address that always fails leaves its ValueError here on purpose."""
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    return Counter(f"{line['error']} {line.get('route', '')}" for line in lines if "error" in line)


def tell(vendor: str, words: list[Marked], asked: Asked, running: dict, stopped: dict) -> bool:
    print(f"\n{vendor}: {len(words)} marked questions, {sum(asked.answers.values())} requests")
    print(
        "  answers by status: "
        + ", ".join(f"{code or 'none'} {n}" for code, n in sorted(asked.answers.items()))
    )
    print(f"  searches counted meanwhile: {running['counted']}")
    print(f"  {'looked into':<34}{'bytes':>14}{'marks found':>13}{'control':>10}")
    good = running["counted"] >= SEARCHES * len(words)
    for store, look in stopped["stores"].items():
        before = running["stores"][store]
        found = set(look["found"]) | set(before["found"])
        control = look["control"] and before["control"]
        good = good and not found and control
        print(f"  {store:<34}{look['bytes']:>14,}{len(found):>13}{'found' if control else 'MISSED':>10}")
        for mark in sorted(found):
            print(f"      found: {mark}")
    for label, things in (
        ("cookies set", asked.cookies),
        ("kept by the browser (storage, caches)", asked.kept_by_browser),
        ("requests and redirects to other hosts", asked.other_hosts),
    ):
        good = good and not things
        print(f"  {label:<48}{len(things):>13}")
        for thing in things[:5]:
            print(f"      {thing[:100]}")
    return good


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a stopped run takes its site along
    vendors = sys.argv[1:] or ["sqlite", "postgresql"]
    results = {vendor: one(vendor) for vendor in vendors}
    failed = [vendor for vendor, good in results.items() if not good]
    print(f"\n{'Found something on: ' + ', '.join(failed) if failed else 'Nothing was found.'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
