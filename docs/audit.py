"""`make audit`: asks for known faults in every pinned package, and says plainly when it could not ask.

Exit code 0: every package was asked about and none has a known fault; 1: there are faults; 2: nobody could be asked,
which is no answer.
"""

import datetime
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt")
LIMIT = 600  # seconds for one file
PIN = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


def ask(file: Path) -> subprocess.CompletedProcess[str]:
    """pip-audit on one file, each pin as it stands; --strict: a package that cannot be asked about is an error."""
    command = [
        sys.executable, "-m", "pip_audit", "--strict", "--require-hashes", "--disable-pip", "--progress-spinner", "off",
        "--format", "json", "-r", str(file),
    ]  # fmt: skip
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 2, "", "no answer in time")


def judge(pinned: set[str], answer: str) -> tuple[int, list[str]]:
    """Exit code and lines for what pip-audit wrote on standard output about these packages."""
    try:
        told = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return 2, ["The data on known faults could not be read: NOT CHECKED."]
    asked = {_plain(each["name"]) for each in told if "skip_reason" not in each}
    faults = [
        f"{each['name']} {each['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'no release'}"
        for each in told
        for fault in each.get("vulns", [])
    ]
    if faults:
        return 1, faults
    # Pins for another Python or system are not installed here and not asked about.
    if missing := pinned - asked:
        return 2, [f"Not asked about: {', '.join(sorted(missing))}. NOT CHECKED."]
    return 0, [f"{len(asked)} packages asked about, no known fault."]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(text: str) -> set[str]:
    """Names of the pins that hold on this Python and system."""
    from packaging.requirements import Requirement

    found = set()
    for line in text.splitlines():
        if PIN.match(line):
            requirement = Requirement(line.rstrip(" \\"))
            if requirement.marker is None or requirement.marker.evaluate():
                found.add(_plain(requirement.name))
    return found


def main() -> int:
    worst = 0
    for name in FILES:
        done = ask(ROOT / name)
        code, lines = judge(pins((ROOT / name).read_text()), done.stdout)
        if code == 2 and done.stderr.strip():
            lines.append(f"  pip-audit said: {done.stderr.strip().splitlines()[-1][:200]}")
        for line in lines:
            print(f"{name}: {line}")
        worst = max(worst, code)
    ends = ["nothing known", "FAULTS FOUND", "COULD NOT BE CHECKED"]
    print(f"{datetime.date.today()}: {ends[worst]}")
    return worst


if __name__ == "__main__":
    sys.exit(main())
