"""Moving house: copies every row into another database and, with --to-bucket or --to-media, every picture.

For going from SQLite to PostgreSQL and from a folder to a bucket, or back. This site is only read, and goes on
meanwhile. Run it again as often as you like: it copies only what has changed. Not copied: who is signed in, failed
sign-ins; the search index is written anew.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS
from django.db.utils import ConnectionHandler

from skincare_site.backup_archive import BackupError
from skincare_site.backup_places import Place, this_site
from skincare_site.backup_progress import shown
from skincare_site.settings.base import database, media_storage
from skincare_site.site_copy import Copied, NotEqual, copy


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to-database", required=True, metavar="URL", help="as in DATABASE_URL")
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--to-bucket", metavar="NAME[/FOLDER]", help="as in MEDIA_BUCKET")
        where.add_argument("--to-media", metavar="FOLDER", type=Path, help="a folder on this machine")
        parser.add_argument("--endpoint", default="", help="as in MEDIA_ENDPOINT")
        parser.add_argument("--region", default="", help="as in MEDIA_REGION")
        parser.add_argument("--dry-run", action="store_true", help="say what differs, write nothing there")
        parser.add_argument("--yes", action="store_true", help="replace what is there, whatever it is")
        parser.add_argument(
            "--no-safety-copy", action="store_true", help="do not back up first what is there"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        here = this_site()
        if options["to_bucket"]:
            kind = media_storage(options["to_bucket"], endpoint=options["endpoint"], region=options["region"])
            media: Any = storages.create_storage(kind)
        else:
            media = options["to_media"]
        handler = ConnectionHandler({DEFAULT_DB_ALIAS: database(options["to_database"])})
        there = Place(handler.settings[DEFAULT_DB_ALIAS], media)
        try:
            done = copy(
                here,
                there,
                settings.BACKUP_DIR,
                overwrite=options["yes"],
                safety_copy=not options["no_safety_copy"],
                dry_run=options["dry_run"],
                progress=shown(self.stdout, options),
            )
        except NotEqual as error:
            raise CommandError(f"It was copied, but {error}") from error
        except BackupError as error:
            raise CommandError(f"Nothing was changed there. {error}") from error
        if options["verbosity"]:
            self._show(done, dry_run=options["dry_run"])

    def _show(self, done: Copied, *, dry_run: bool) -> None:
        lines = [("table", "rows", "digest here", "digest there"), *(table.columns for table in done.tables)]
        for line, table in zip(lines, [None, *done.tables], strict=True):
            verdict = "" if table is None else "equal" if table.is_equal else "differs"
            self.stdout.write(f"{line[0]:36} {line[1]:>8}  {line[2]:12}  {line[3]:12}  {verdict}".rstrip())
        for warning in done.warnings:
            self.stderr.write(f"Warning: {warning}")
        if done.written:
            self.stdout.write(f"Copied {done.rows} rows and {done.files} files: both sides are equal.")
            if done.safety_copy:
                self.stdout.write(f"What was there before lies in {done.safety_copy}.")
            self.stdout.write(
                "Now set DATABASE_URL (and MEDIA_BUCKET) to the new place, keep SECRET_KEY, and restart. "
                "What staff save here from now on is not there: run this again just before."
            )
        elif done.is_equal:
            self.stdout.write("Nothing to do: both sides are equal already.")
        elif dry_run:
            different = sum(not table.is_equal for table in done.tables)
            self.stdout.write(f"{different} of {len(done.tables)} would be copied. Nothing was written.")
