"""wrk, the load generator, and what it prints."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

# What browsers send: ours answers with Brotli, peers without compression of their own with plain bytes.
ENCODINGS = "br, gzip"
TIMEOUT = 30  # seconds for one answer
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
_PERCENTILE = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s|m)$", re.MULTILINE)
_DONE = re.compile(r"^\s+(\d+) requests in ([\d.]+)(ms|s|m),", re.MULTILINE)
_RATE = re.compile(r"^Requests/sec:\s+([\d.]+)", re.MULTILINE)
_BAD = re.compile(r"^\s+Non-2xx or 3xx responses: (\d+)", re.MULTILINE)
_SOCKETS = re.compile(
    r"^\s+Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", re.MULTILINE
)


@dataclass(frozen=True)
class Load:
    """One run: `failed` counts answers other than 2xx or 3xx, and broken or late connections."""

    requests: int
    seconds: float
    per_second: float
    p50_ms: float
    p99_ms: float
    failed: int


def parse(text: str) -> Load:
    """What wrk printed with `--latency`. Raises ValueError when it is something else."""
    done, rate = _DONE.search(text), _RATE.search(text)
    if not done or not rate:
        raise ValueError(f"wrk said something else: {text[-300:]}")
    percentiles = {share: float(number) * _UNITS[unit] for share, number, unit in _PERCENTILE.findall(text)}
    bad, sockets = _BAD.search(text), _SOCKETS.search(text)
    failed = int(bad[1]) if bad else 0
    if sockets:
        failed += sum(map(int, sockets.groups()))
    return Load(
        requests=int(done[1]),
        seconds=float(done[2]) * _UNITS[done[3]] / 1000,
        per_second=float(rate[1]),
        p50_ms=percentiles.get("50", 0.0),
        p99_ms=percentiles.get("99", 0.0),
        failed=failed,
    )


def wrk() -> str:
    """Where wrk is."""
    found = shutil.which("wrk")
    if not found:
        raise SystemExit(
            "make bench needs wrk. On Debian or Ubuntu: sudo apt install wrk; on a Mac: brew install wrk."
        )
    return found


def run(
    url: str,
    connections: int,
    seconds: int,
    headers: dict[str, str] | None = None,
    script: Path | None = None,
) -> Load:
    """Ask `url` over so many connections for so long; `script` (Lua) may choose other paths."""
    threads = 1 if script else min(2, connections)  # one after the other, as the script has them
    command = [
        wrk(), "--latency", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", f"--timeout={TIMEOUT}s",
    ]  # fmt: skip
    for name, value in {"Accept-Encoding": ENCODINGS, **(headers or {})}.items():
        command += ["-H", f"{name}: {value}"]
    if script:
        command += ["-s", str(script)]
    return parse(subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout)


def background(url: str, connections: int, script: Path) -> subprocess.Popen[bytes]:
    """Load until it is terminated; nobody reads its figures."""
    return subprocess.Popen(
        [
            wrk(),
            "-t1",
            f"-c{connections}",
            "-d24h",
            "-H",
            f"Accept-Encoding: {ENCODINGS}",
            "-s",
            str(script),
            url,
        ],
        stdout=subprocess.DEVNULL,
    )


def paths_script(paths: list[str], place: Path) -> Path:
    """A Lua script that asks for one path after the other."""
    listed = place / "paths.txt"
    listed.write_text("\n".join(paths))
    script = place / "paths.lua"
    script.write_text(
        "local at, paths = 0, {}\n"
        f"for line in io.lines('{listed}') do paths[#paths + 1] = line end\n"
        "function request() at = at % #paths + 1; return wrk.format(nil, paths[at]) end\n"
    )
    return script
