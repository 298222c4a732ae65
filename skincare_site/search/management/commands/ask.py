"""Asks one question as a patient would and says why each page ranks where it does."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from skincare_site.search.find import find
from skincare_site.search.trying import as_dict


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("question", help='for example "my face is pealing day 3"')
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        found = find(options["question"], at=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps(as_dict(found), ensure_ascii=False, indent=2))
            return
        told = as_dict(found)
        self.stdout.write(f"read as    {told['text']!r}  day {told['day']}  answer: {told['answer']}")
        for typed, meant in told["corrections"]:
            self.stdout.write(f"corrected  {typed} → {meant}")
        if told["negated"]:
            self.stdout.write(f"negated    {' '.join(told['negated'])}")
        if told["danger"]:
            self.stdout.write(f"danger     {told['danger']}: {', '.join(told['danger_phrases'])}")
        for row in told["symptoms"]:
            whole = "whole phrase" if row["full"] else "part of phrase"
            self.stdout.write(
                f"symptom    {row['slug']:18} {row['score']:6.2f}  {whole} {row['phrase']!r} ({row['kind']})"
                + (f", lowered × {row['factor']:.2f} by other words" if row["factor"] < 1 else "")
            )
        for place, row in enumerate(told["hits"], 1):
            reasons = ", ".join(f"{name} {value:+.2f}" for name, value in row["reasons"].items())
            self.stdout.write(f"{place:3}. {row['kind']:8} {row['slug']:40} {row['score']:6.3f}  {reasons}")
        self.stdout.write(f"{told['total']} pages in all")
