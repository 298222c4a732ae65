"""A PostgreSQL of our own and a second one that follows it by streaming, from the installed programs."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.postgres import Cluster


class Standby(Cluster):
    """Follows `primary` from its start on."""

    def __init__(self, folder: Path, primary: Cluster) -> None:
        super().__init__(folder)
        self.primary = primary

    def start(self) -> None:
        self.lend(self.folder)
        self._run(
            "pg_basebackup", "-D", str(self.data), "-h", "127.0.0.1", "-p", str(self.primary.port), "-U", "postgres",
            "-R", "-X", "stream", "--checkpoint=fast", "--no-sync",
        )  # fmt: skip
        super().start()


@contextmanager
def primary_and_standby() -> Iterator[tuple[Cluster, Cluster]]:
    """Both running; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="standby-") as name:
        Path(name).chmod(0o755)  # PostgreSQL runs as its own user where we are root
        primary = Cluster(Path(name) / "primary")
        standby = Standby(Path(name) / "standby", primary)
        try:
            primary.start()
            standby.start()
            yield primary, standby
        finally:
            standby.stop("immediate")
            primary.stop("immediate")
