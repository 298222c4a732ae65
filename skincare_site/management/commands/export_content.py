"""Writes all content into a folder of readable files: pages, wordings, clinics, pictures. Not accounts or history."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from skincare_site.content_writing import ContentError, write_folder


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="new, empty, or holding an earlier export")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        def progress(done: int, total: int, name: str) -> None:
            if options["verbosity"] and (done == total or done % 25 == 0):
                self.stdout.write(f"\rWriting: {done} of {total}   ", ending="")
                self.stdout.flush()

        try:
            export = write_folder(folder, progress)
        except (ContentError, OSError) as error:
            raise CommandError(f"The content could not be exported. {error}") from error
        for warning in export.warnings:
            self.stderr.write(f"Warning: {warning}")
        if options["verbosity"]:
            self.stdout.write(f"\rWrote {len(export.paths())} files into {folder}.        ")
