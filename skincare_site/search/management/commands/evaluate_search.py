"""Asks every question of a TSV file (question, expected symptom slugs or NONE, kind) and prints how well search did."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from skincare_site.search.evaluation import evaluate, read_cases, report


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--misses", action="store_true", help="also list what went wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            cases = read_cases(options["file"])
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        outcomes = evaluate(cases, timezone.now())
        told = report(outcomes)
        if options["json"]:
            self.stdout.write(json.dumps(told, indent=2))
            return
        head = ["questions", "success@1", "success@3", "mrr", "nothing_found", "none_correct"]
        self.stdout.write(f"{'kind':16}" + "".join(f"{name:>15}" for name in head))
        for kind, row in [*told["kinds"].items(), ("all", told)]:
            cells = ("–" if row[name] is None else row[name] for name in head)
            self.stdout.write(f"{kind:16}" + "".join(f"{cell:>15}" for cell in cells))
        if options["misses"]:
            for outcome in outcomes:
                wrong = outcome.rank != 1 if outcome.case.expected else not outcome.is_left_alone
                if wrong:
                    seen = ", ".join(symptom.slug for symptom in outcome.found.symptoms) or "nothing"
                    listed = ", ".join(hit.thing.slug for hit in outcome.found.hits[:3]) or "nothing"
                    wanted = ",".join(sorted(outcome.case.expected)) or "NONE"
                    self.stdout.write(
                        f"rank {outcome.rank}  {outcome.case.question!r}: wanted {wanted}; "
                        f"recognised {seen}; listed {listed}"
                    )
