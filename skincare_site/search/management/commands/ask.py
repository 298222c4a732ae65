"""Asks one question as a patient would and says why each page ranks where it does."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from skincare_site.search.find import Found, find


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


def as_dict(found: Found) -> dict[str, Any]:
    """Everything `ask` tells, as plain data."""
    return {
        "text": found.question.text,
        "answer": found.answer,
        "day": found.question.day,
        "corrections": found.question.corrections,
        "negated": [word.text for word in found.question.words if word.negated],
        "danger": found.danger,
        "danger_phrases": found.danger_phrases,
        "symptoms": [
            {
                "slug": one.symptom.slug,
                "score": round(one.score, 4),
                "phrase": one.match.phrase.text,
                "kind": one.match.phrase.kind,
                "full": one.match.full,
                "factor": round(one.factor, 4),
            }
            for one in found.recognised
        ],
        "hits": [
            {
                "kind": hit.kind,
                "slug": hit.thing.slug,
                "symptoms": hit.symptom_slugs,
                "score": round(hit.ranked.score, 4),
                "reasons": {name: round(value, 4) for name, value in hit.ranked.reasons.items()},
            }
            for hit in found.hits
        ],
        "total": found.total,
    }
