"""What every fault is given, and what it tells."""

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .browser import LOST, Answer, Browser
from .server import Server


@dataclass
class Row:
    """One line of the table. `errors`: answers of 500 and above that are not our page with Retry-After."""

    fault: str
    database: str
    injected: int = 0
    saves: int = 0  # acknowledged: the browser was led on after a save
    lost: int = 0
    torn: int = 0
    duplicates: int = 0
    errors: int = 0
    refused: int = 0  # our page with Retry-After
    wrong: list[str] = field(default_factory=list)  # what else should not be
    said: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not (self.lost or self.torn or self.duplicates or self.errors or self.wrong)

    def want(self, true: bool, sentence: str) -> None:
        if not true:
            self.wrong.append(sentence)

    def count(self, answer: Answer) -> Answer:
        if answer.kindly_refused:
            self.refused += 1
        elif answer.status >= 500:
            self.errors += 1
            self.wrong.append(f"an answer {answer.status}")
        return answer

    def told(self) -> dict[str, Any]:
        return {**asdict(self), "holds": self.holds}


@dataclass
class Bench:
    """`scale` is the share of the full counts that is run: 1 for the table, less while developing."""

    database: str
    folder: Path
    scale: float
    environment: dict[str, str] = field(default_factory=dict)
    cluster: Any = None

    def many(self, full: int) -> int:
        return max(1, round(full * self.scale))

    def server(self, **more: Any) -> Server:
        return Server(self.folder / "server.log", **more)

    def row(self, fault: str) -> Row:
        return Row(fault, self.database)


@dataclass
class Reads:
    """What a reader in the background was told. `moments`: when our page with Retry-After came."""

    statuses: Counter[int] = field(default_factory=Counter)
    kind: int = 0
    broken: int = 0
    slowest: float = 0.0  # seconds
    moments: list[float] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.statuses.values())

    def bad(self) -> int:
        """Answers of 500 and above that are not ours."""
        return sum(number for status, number in self.statuses.items() if status >= 500) - self.kind


def _read(port: int, paths: list[str], session: Any, reads: Reads, over: threading.Event) -> None:
    visitor = Browser(port, session)
    number = 0
    while not over.is_set():
        started = time.monotonic()
        try:
            answer = visitor.get(paths[number % len(paths)])
        except LOST:
            reads.broken += 1
            over.wait(0.05)
            continue
        reads.statuses[answer.status] += 1
        reads.slowest = max(reads.slowest, time.monotonic() - started)
        if answer.kindly_refused:
            reads.kind += 1
            reads.moments.append(time.monotonic())
        number += 1
        over.wait(0.02)
    visitor.close()


@contextlib.contextmanager
def reading(port: int, paths: list[str], readers: int = 2, session: Any = None) -> Iterator[Reads]:
    """Readers who go round the pages until the block ends."""
    reads, over = Reads(), threading.Event()
    threads = [
        threading.Thread(target=_read, args=[port, paths, session, reads, over]) for _reader in range(readers)
    ]
    for thread in threads:
        thread.start()
    try:
        yield reads
    finally:
        over.set()
        for thread in threads:
            thread.join()


def together(acts: list[Callable[[], None]]) -> None:
    """All at once, each in a thread; the first exception is raised here."""
    failures: list[BaseException] = []

    def guarded(act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
