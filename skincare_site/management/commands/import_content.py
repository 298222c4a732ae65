"""Reads the files that export_content wrote into this database. One transaction: all of it, or nothing.

What is here already and says something else stops the import; --update makes it as in the folder. Things that
are only in the database stay.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from skincare_site.content_reading import import_folder
from skincare_site.content_writing import ContentError


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--update", action="store_true", help="replace what is here already by what the folder says"
        )

    def handle(self, *args: Any, folder: Path, update: bool, **options: Any) -> None:
        def progress(done: int, total: int, name: str) -> None:
            if options["verbosity"] and (done == total or done % 10 == 0):
                self.stdout.write(f"\rReading: {done} of {total}   ", ending="")
                self.stdout.flush()

        try:
            result = import_folder(folder, update=update, progress=progress)
        except (ContentError, OSError) as error:
            raise CommandError(f"Nothing was imported. {error}") from error
        if options["verbosity"]:
            self.stdout.write(
                f"\rImported: {result.created} new, {result.updated} changed, "
                f"{result.unchanged} as they were.        "
            )
