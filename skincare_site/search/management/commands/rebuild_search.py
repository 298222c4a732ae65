"""Writes the search index anew from what is in the database. Safe while the site runs."""

from typing import Any

from django.core.management.base import BaseCommand

from skincare_site.search.index import rebuild


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        def progress(done: int, total: int) -> None:
            if options["verbosity"] and (done == total or done % 200 == 0):
                self.stdout.write(f"\rIndexing {done} of {total}", ending="")
                self.stdout.flush()

        count = rebuild(progress)
        if options["verbosity"]:
            self.stdout.write(f"\rIndexed {count} pages.        ")
