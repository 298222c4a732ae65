"""Puts the database and the media of a backup in the place of those that are here: all of it, or nothing.

What is here is backed up first. Sessions are not in a backup: everybody signs in again.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from skincare_site.backup_archive import BackupError, checked
from skincare_site.backup_places import this_site
from skincare_site.backup_progress import shown
from skincare_site.backup_restore import restore


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # the database may have no tables yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="replace the data that are here")
        parser.add_argument(
            "--check", action="store_true", help="read and compare the archive, change nothing"
        )
        parser.add_argument(
            "--no-safety-copy",
            action="store_true",
            help="do not back up first what is here (if it can't be read)",
        )

    def handle(self, *args: Any, file: Path, yes: bool, **options: Any) -> None:
        progress = shown(self.stdout, options)
        try:
            if options["check"]:
                with checked(file, progress) as archive:
                    self.stdout.write(
                        f"{file.name} is whole: made {archive.manifest['made_at']}, "
                        f"{len(archive.tables())} tables, {len(archive.media())} files."
                    )
                return
            done = restore(
                this_site(),
                file,
                settings.BACKUP_DIR,
                overwrite=yes,
                safety_copy=not options["no_safety_copy"],
                progress=progress,
            )
        except BackupError as error:
            raise CommandError(f"Nothing was changed. {error}") from error
        for warning in done.warnings:
            self.stderr.write(f"Warning: {warning}")
        if not options["verbosity"]:
            return
        self.stdout.write(f"Restored {done.rows} rows and {done.files} files as they were at {done.made_at}.")
        if done.safety_copy:
            self.stdout.write(f"What was here before lies in {done.safety_copy}; remove it when all is well.")
        self.stdout.write("Restart the site now. Everybody signs in again.")
