"""Compares the search index with the content and names every difference (must be none)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from skincare_site.search.index import differences


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        found = differences()
        for line in found[:50]:
            self.stderr.write(line)
        if found:
            raise CommandError(f"{len(found)} differences. Run: manage.py rebuild_search")
        self.stdout.write("The search index agrees with the content.")
