"""How well search answers a file of questions. Measures what a patient sees: the list of pages, in order."""

import csv
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .find import Found, find

NONE = "NONE"


@dataclass(frozen=True)
class Case:
    """A question, the symptoms of which any counts as found (empty: there is no answer here), and its kind."""

    question: str
    expected: frozenset[str]
    kind: str


@dataclass(frozen=True)
class Outcome:
    case: Case
    found: Found

    @property
    def rank(self) -> int:
        """Place of the first page about an expected symptom, which must also be recognised; 0 when none is."""
        if not self.case.expected & {symptom.slug for symptom in self.found.symptoms}:
            return 0
        for place, hit in enumerate(self.found.hits, 1):
            if self.case.expected & set(hit.symptom_slugs):
                return place
        return 0

    @property
    def is_left_alone(self) -> bool:
        """No symptom recognised and no page listed."""
        return not self.found.recognised and not self.found.hits


def read_cases(path: Path) -> list[Case]:
    """Cases of a file with one `question⇥slug,slug or NONE⇥kind` a line. Raises ValueError with the line number."""
    cases = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
            if not row or not any(cell.strip() for cell in row):
                continue
            if len(row) != 3:
                raise ValueError(
                    f"line {number}: expected 3 columns (question, slugs or NONE, kind), found {len(row)}"
                )
            question, slugs, kind = (cell.strip() for cell in row)
            expected = frozenset() if slugs == NONE else frozenset(slug.strip() for slug in slugs.split(","))
            cases.append(Case(question, expected, kind))
    return cases


def evaluate(cases: Iterable[Case], at: datetime.datetime) -> list[Outcome]:
    return [Outcome(case, find(case.question, at=at)) for case in cases]


def figures(outcomes: list[Outcome]) -> dict[str, Any]:
    """success@1, success@3, MRR over answerable questions; the share of NONE questions left alone."""
    ranks = [outcome.rank for outcome in outcomes if outcome.case.expected]
    alone = [outcome.is_left_alone for outcome in outcomes if not outcome.case.expected]
    return {
        "questions": len(outcomes),
        "success@1": _share(rank == 1 for rank in ranks),
        "success@3": _share(1 <= rank <= 3 for rank in ranks),
        "mrr": round(sum(1 / rank for rank in ranks if rank) / len(ranks), 4) if ranks else None,
        "nothing_found": _share(rank == 0 for rank in ranks),
        "none_correct": _share(alone),
    }


def _share(marks: Iterable[bool]) -> float | None:
    listed = list(marks)
    return round(sum(listed) / len(listed), 4) if listed else None


def report(outcomes: list[Outcome]) -> dict[str, Any]:
    """The figures over all, and per kind."""
    kinds = sorted({outcome.case.kind for outcome in outcomes})
    return {
        **figures(outcomes),
        "kinds": {
            kind: figures([outcome for outcome in outcomes if outcome.case.kind == kind]) for kind in kinds
        },
    }
