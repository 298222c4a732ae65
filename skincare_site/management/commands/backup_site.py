"""Writes database and media into one archive in BACKUP_DIR. The site goes on meanwhile."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from skincare_site.backup import make
from skincare_site.backup_archive import BackupError
from skincare_site.backup_places import this_site
from skincare_site.backup_progress import shown


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--keep", type=int, default=settings.BACKUP_KEEP, help="how many backups stay; 0 for all"
        )

    def handle(self, *args: Any, keep: int, **options: Any) -> None:
        try:
            made = make(this_site(), settings.BACKUP_DIR, keep=keep, progress=shown(self.stdout, options))
        except BackupError as error:
            raise CommandError(f"No backup was made. {error}") from error
        for warning in made.warnings:
            self.stderr.write(f"Warning: {warning}")
        if options["verbosity"]:
            self.stdout.write(
                f"{made.path}: {made.rows} rows, {made.files} files, {made.bytes / 1e6:.1f} MB, checked."
            )
            for path in made.removed:
                self.stdout.write(f"Removed the old backup {path.name}.")
