"""Cleans every stored rich text again and reports what would change (must be nothing)."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from skincare_site.richtext.allowed import clean
from skincare_site.richtext.fields import RichTextField


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        looked = 0
        dirty: list[str] = []
        for model in apps.get_models():
            names = [field.attname for field in model._meta.fields if isinstance(field, RichTextField)]
            if not names:
                continue
            for row in model._default_manager.values("pk", *names).iterator():
                for name in names:
                    looked += 1
                    if clean(row[name] or "") != (row[name] or ""):
                        dirty.append(f"{model._meta.label} {row['pk']} {name}")
        for line in dirty:
            self.stderr.write(f"not clean: {line}")
        if dirty:
            raise CommandError(f"{len(dirty)} of {looked} texts are not clean; open and save each page.")
        self.stdout.write(f"{looked} texts looked at, all clean.")
