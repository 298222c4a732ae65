"""Practises backup and restore on scratch data: fill, back up while somebody writes, restore, compare every byte."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from skincare_site.backup_archive import BackupError
from skincare_site.backup_drill import run


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            run(self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The drill held ({time.monotonic() - started:.0f} s).")
