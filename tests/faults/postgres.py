"""A PostgreSQL of our own, from the programs that are installed: it may be stopped, killed and filled up."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from .server import free_port


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, the newest version; None when there is none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0])
    )
    return folders[-1].parent if folders else None


class Cluster:
    """Lives in `folder`. PostgreSQL refuses to run as root, so root lends it to the account `postgres`."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        found = programs()
        if found is None:
            raise FileNotFoundError("PostgreSQL's programs are not installed here.")
        self.programs, self.folder, self.port = found, folder, port or free_port()
        self.data = folder / "data"

    def _run(self, name: str, *arguments: str, check: bool = True) -> None:
        command = [str(self.programs / name), *arguments]
        as_who = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            as_who = {"user": account.pw_uid, "group": account.pw_gid}
        subprocess.run(
            command, check=check, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, **as_who
        )

    def lend(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)

    def start(self) -> None:
        if not self.data.exists():
            self.lend(self.folder)
            self._run(
                "initdb",
                "-D",
                str(self.data),
                "-U",
                "postgres",
                "--auth",
                "trust",
                "-E",
                "UTF8",
                "--locale",
                "C.UTF-8",
            )
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{self.folder}'"
        self._run(
            "pg_ctl", "-D", str(self.data), "-l", str(self.folder / "log"), "-o", options, "-w", "start"
        )

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "stop", check=False)

    def url(self, name: str) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    def make(self, name: str, tablespace: str = "") -> str:
        """A new database; its address."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if tablespace:
                connection.execute(f"CREATE TABLESPACE small LOCATION '{tablespace}'")  # type: ignore[arg-type]
            where = "TABLESPACE small" if tablespace else ""
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 {where}")  # type: ignore[arg-type]
        return self.url(name)
