"""Loads the starter content that was never loaded here before. Never changes or brings back a page."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from skincare_site.starter import StarterError, load


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as-drafts",
            action="store_true",
            help="for a real clinic: nothing becomes public before a clinician has read it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        def progress(done: int, total: int, name: str) -> None:
            if options["verbosity"] and (done == total or done % 10 == 0):
                self.stdout.write(f"\rLoading starter content: {done} of {total}   ", ending="")
                self.stdout.flush()

        try:
            count = load(as_drafts=options["as_drafts"], progress=progress)
        except StarterError as error:
            raise CommandError(f"The starter content could not be loaded. {error}") from error
        if options["verbosity"]:
            self.stdout.write(
                f"\rLoaded {count} things of starter content.        "
                if count
                else "Starter content: nothing new."
            )
