"""A line on the screen that says how far a backup or a restore has come."""

from typing import Any

from django.core.management.base import OutputWrapper

from .backup_archive import Progress


def shown(out: OutputWrapper, options: dict[str, Any]) -> Progress:
    """Writes over one line of a terminal; into a file or a mail it writes one line a step."""

    def progress(what: str, done: int, total: int) -> None:
        if not options["verbosity"]:
            return
        if out.isatty():
            out.write(f"\r{what}: {done} of {total}   ", ending="\n" if done == total else "")
            out.flush()
        elif done == total:
            out.write(f"{what}: {total}")

    return progress
