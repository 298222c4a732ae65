"""What a rule is and what it finds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from .reading import Reading


@dataclass(frozen=True)
class Hit:
    """One place where a rule is broken: the form's field, what is wrong, and the words it is about."""

    field: str
    sentence: str
    quote: str = ""
    fix: str = ""  # when it differs from the rule's own


@dataclass(frozen=True)
class Finding:
    """A hit with its rule: what is wrong, why that matters to a patient, and how to mend it."""

    code: str
    blocks: bool
    field: str
    sentence: str
    reason: str
    fix: str
    quote: str


@dataclass(frozen=True)
class Rule:
    """One editorial rule. Rules that block keep a page from being published; the others advise."""

    code: str  # as in docs/editorial-rules.md
    name: str
    blocks: bool
    reason: str
    fix: str
    check: Callable[[Reading], Iterable[Hit]]

    def findings(self, reading: Reading) -> Iterator[Finding]:
        for hit in self.check(reading):
            yield Finding(
                self.code, self.blocks, hit.field, hit.sentence, self.reason, hit.fix or self.fix, hit.quote
            )
