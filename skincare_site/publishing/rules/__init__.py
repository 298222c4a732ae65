"""Content checks: the rules of docs/editorial-rules.md, each a small object. B rules block, A rules advise.

Rooms above add their own rules to `RULES` in a module `rules`. `findings` is the one door.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from . import links, pictures, review, structure, times, words
from .base import Finding, Hit, Rule
from .reading import Reading, Shared, discover

__all__ = ["RULES", "Finding", "Hit", "Reading", "Rule", "Shared", "findings", "findings_of", "rules"]

RULES: list[Rule] = [
    *review.RULES,
    *pictures.RULES,
    *structure.RULES,
    *links.RULES,
    *words.RULES,
    *times.RULES,
]


def _order(code: str) -> tuple[bool, str, int]:
    return code[0] != "B", code[0], int(code[1:])


def rules() -> list[Rule]:
    """Every rule, the blocking ones first, by number."""
    discover()
    return sorted(RULES, key=lambda rule: _order(rule.code))


def findings_of(pages: Iterable[Any], shared: Shared | None = None) -> Iterator[tuple[Any, list[Finding]]]:
    """Each page with what the rules find in it; look-ups are made once for all of them."""
    shared = shared or Shared()
    ordered = rules()
    for page in pages:
        reading = Reading(page, shared)
        yield page, [finding for rule in ordered for finding in rule.findings(reading)]


def findings(page: Any) -> list[Finding]:
    """What the rules find in this page, as it stands in memory; what blocks publishing comes first."""
    return next(findings_of([page]))[1]
