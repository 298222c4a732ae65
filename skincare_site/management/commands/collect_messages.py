"""`manage.py collect_messages`: catalogues with every string of the interface, and what is not translated yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Collects the marked strings into skincare_site/locale, says what is not translated, and compiles."

    def handle(self, *args: Any, **options: Any) -> None:
        from skincare_site import catalogues  # needs polib, which only developers have

        messages = catalogues.collected()
        open_ends = []
        for language in catalogues.languages():
            catalogue = catalogues.updated(language, messages.values())
            path = catalogues.path_of(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            catalogue.save(str(path))
            path.with_suffix(".mo").write_bytes(catalogues.compiled(catalogue))
            self.stdout.write(f"{language}: {len(catalogue)} strings")
            if language != catalogues.source_language():
                open_ends += [f"{language}: {fault}" for fault in catalogues.faults(catalogue)]
        if open_ends:
            raise CommandError("\n".join(open_ends))
