"""Compares the picture library with its files: what is missing, what belongs to nothing, what may not be shown.

With --mend it makes missing renditions anew, and deletes files that belong to nothing and are a day old.
"""

import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from skincare_site.images import files
from skincare_site.images.models import Picture
from skincare_site.images.uses import uses

# A file may be younger than its row: a save that runs right now is no orphan.
GRACE = datetime.timedelta(days=1)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true", help="make missing renditions, delete orphans")

    def handle(self, *args: Any, mend: bool = False, **options: Any) -> None:
        stored = files.stored()
        wanted: set[str] = set()
        left = 0
        pictures = Picture.objects.select_related("consent")
        for picture in pictures:
            names = picture.file_names()
            wanted.update(names)
            missing = [name for name in names if name not in stored]
            if missing:
                left += self._missing(picture, missing, mend)
            if not picture.may_be_shown and (places := uses(picture)):
                where = ", ".join(place.label for place in places)
                self.stdout.write(f"hidden, no valid consent: “{picture}” ({picture.pk}) on {where}")
        for name in sorted(stored - wanted):
            old = timezone.now() - default_storage.get_modified_time(name) > GRACE
            if mend and old:
                default_storage.delete(name)
                self.stdout.write(f"deleted, belonged to nothing: {name}")
            else:
                left += 1
                self.stderr.write(f"belongs to nothing: {name}" + ("" if old else " (younger than a day)"))
        if left:
            raise CommandError(f"{left} to mend among {len(pictures)} pictures; try --mend.")
        self.stdout.write(f"{len(pictures)} pictures looked at, every file in its place.")

    def _missing(self, picture: Picture, missing: list[str], mend: bool) -> int:
        """Report what is missing, or make it anew; the number of problems left."""
        if picture.file_name in missing:
            self.stderr.write(f"the file itself is missing: “{picture}” ({picture.pk}); upload it again")
            return 1
        if not mend:
            self.stderr.write(f"{len(missing)} renditions missing: “{picture}” ({picture.pk})")
            return 1
        picture.make_renditions()
        self.stdout.write(f"made anew: the renditions of “{picture}” ({picture.pk})")
        return 0
