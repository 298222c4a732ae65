"""CPU and memory of a server and all its workers, as Linux counts them."""

import os
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
SMALL_MB = 12.0  # below: a process that only watches over others


@dataclass(frozen=True)
class Memory:
    """Of one worker, in MB. `resident`: everything that is mapped and in memory (RSS), also what all workers share;
    `held`: written by it alone, so that the system can't take it back; `own`: that and file pages only it has mapped
    (USS); `share`: with its part of what is shared (PSS)."""

    resident: float
    held: float
    own: float
    share: float


def _stat(pid: str) -> list[str]:
    """The fields of /proc/PID/stat after the name, which may hold spaces: state, parent, group, session, …"""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def members(session: int) -> list[int]:
    """Every process of the session that a server was started in."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if int(_stat(pid)[3]) == session:
                found.append(int(pid))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def cpu_seconds(session: int) -> float:
    """User and system time that the processes which are there now have used."""
    total = 0
    for pid in members(session):
        try:
            fields = _stat(str(pid))
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def parse_memory(text: str) -> Memory:
    """What /proc/PID/smaps_rollup says."""
    kb = {
        name: int(rest.split()[0])
        for name, _colon, rest in (line.partition(":") for line in text.splitlines()[1:])
    }
    return Memory(
        resident=kb["Rss"] / 1024,
        held=kb["Private_Dirty"] / 1024,
        own=(kb["Private_Clean"] + kb["Private_Dirty"]) / 1024,
        share=kb["Pss"] / 1024,
    )


def worker_memory(session: int) -> Memory:
    """The largest worker's. (The process that was started first only watches, unless it is alone.)"""
    found = []
    for pid in members(session):
        try:
            memory = parse_memory(Path(f"/proc/{pid}/smaps_rollup").read_text())
        except (FileNotFoundError, ProcessLookupError):
            continue
        found.append((pid != session and memory.own > SMALL_MB, memory.own, memory))
    return max(found, key=lambda row: row[:2])[2]
