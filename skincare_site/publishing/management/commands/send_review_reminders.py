"""Mails reviewers what is due for review in the next 30 days or overdue; each page once per due date."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from skincare_site.publishing import reminders


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say who would be told what; send nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            sent, unheard = reminders.letters(reminders.due_pages(timezone.localdate()))
            failed: list[reminders.Letter] = []
        else:
            outcome = reminders.send()
            sent, failed, unheard = outcome.sent, outcome.failed, outcome.unheard
        word = "Would tell" if options["dry_run"] else "Told"
        for letter in sent:
            titles = ", ".join(f"{page.title} ({page.next_review_on})" for page in letter.pages)
            self.stdout.write(f"{word} {letter.person.get_username()}: {titles}")
        if not sent:
            self.stdout.write("Nobody to remind of anything.")
        for page in unheard:
            self.stderr.write(
                f"Nobody can be told about {page.title}: give its reviewer's account, "
                f"or somebody in the group {reminders.REVIEWERS}, an e-mail address."
            )
        if failed:
            names = ", ".join(letter.person.get_username() for letter in failed)
            raise CommandError(f"The mail to {names} could not be sent. The next run tries again.")
