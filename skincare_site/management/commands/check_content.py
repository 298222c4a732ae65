"""Prints what the content checks find, broken links included, and which pages contradict each other.

Exit code 1 when a public page breaks a rule that blocks publishing.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from skincare_site.publishing.contradictions import contradictions
from skincare_site.publishing.models import published_kinds
from skincare_site.reports import content_rows, newest_texts


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--blocking", action="store_true", help="only what blocks publishing")

    def handle(self, *args: Any, **options: Any) -> None:
        kinds = published_kinds()
        public = 0
        rows = content_rows(kinds)
        for row in rows:
            finding = row.finding
            if finding is None or (options["blocking"] and not finding.blocks):
                continue
            is_public = row.page.is_visible() and not row.is_draft
            public += finding.blocks and is_public
            where = f"{row.page.get_absolute_url()} {row.field}"
            state = (
                "public" if is_public else "draft" if row.is_draft else row.page.get_status_display().lower()
            )
            self.stdout.write(f"{finding.code} {where} ({state}): {row.sentence} {row.quote}".rstrip())
        if not options["blocking"]:
            for pair in contradictions(newest_texts(kinds)):
                self.stdout.write(f"Contradiction, {pair.topic}:")
                for claim in [*pair.left, *pair.right]:
                    self.stdout.write(
                        f"  {claim.in_words}: {claim.page.get_absolute_url()} “{claim.sentence}”"
                    )
        if public:
            raise CommandError(f"Public pages break a rule that blocks publishing, in {public} places.")
        blocking = sum(row.finding.blocks for row in rows if row.finding)
        self.stdout.write(
            f"{len(rows)} findings, {blocking} of them would block publishing, none on a public page."
        )
