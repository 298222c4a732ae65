"""Pages that give different numbers for the same thing, from number fields and from sentences.

Few false alarms matter more than finding all: a number counts only where the sentence plainly gives it for a
topic of the table, in the clinic's own voice and without a condition.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .quantities import HAS_NUMBER, Time, in_words, same, times
from .rules.reading import Reading, Shared
from .topics import TOPICS, Topic


@dataclass(frozen=True)
class Claim:
    """One page says `first` to `last` (in `unit`) for a topic. `by_end`: only the end has to agree."""

    topic: str
    first: float
    last: float
    unit: str
    page: Any = field(compare=False)
    field: str
    sentence: str
    by_end: bool = False

    @property
    def in_words(self) -> str:
        if self.unit == "days":
            return in_words(self.first, self.last)
        value = f"{self.first:g}" if self.first == self.last else f"{self.first:g} to {self.last:g}"
        return f"SPF {value}" if self.unit == "SPF" else f"{value} {self.unit}"

    def disagrees(self, other: "Claim") -> bool:
        if self.by_end or other.by_end:
            return not same(self.last, other.last)
        if self.unit != "days":
            return (self.first, self.last) != (other.first, other.last)
        earlier, later = sorted((self, other), key=lambda claim: claim.first)
        return earlier.last < later.first and not same(earlier.last, later.first)


@dataclass(frozen=True)
class Contradiction:
    """Two numbers for one topic, each with the pages that give it; the first of each side speaks for them."""

    topic: str
    left: list[Claim]
    right: list[Claim]


# What rooms above say about their number fields and their own topics. They fill it in a module `claims`.
SPEAKERS: list[Callable[[Reading], Iterable[Claim]]] = []

# Not the clinic's own number: others', an exception, or counted from another moment.
_OTHERS = re.compile(
    r"\b(?:some|many|most|other|another|your) clinics?\b|\bclinics? (?:differ|ask|say|suggest|wait)\b|"
    r"\bstud(?:y|ies)\b|\bhospital\b|\bmay ask\b|\bup to\b|\bsometimes\b",
    re.IGNORECASE,
)
_TELLS_TO_WAIT = re.compile(
    r"\b(?:do not|don['’]t|leave|leaves|leaving|wait|waits|stay|keep|avoid|skip|stop|no|without|least to wait|go back|"
    r"goes back|again|alone|until)\b",
    re.IGNORECASE,
)
_WAIT_BEFORE = re.compile(
    r"\b(?:for|wait|until|after|within|at least|than|full|of|leave)(?: (?:at least|about|the|a|another))*\s+$",
    re.IGNORECASE,
)
_START_BEFORE = re.compile(
    r"\b(?:from|after|once|until|start\w*|at|since|waits? until)(?: about| the)?\s+$", re.IGNORECASE
)
_START_VERB = re.compile(
    r"\b(?:use|start|starts|put on|add|wear|begin|apply|waits?|go back|sunscreen|moisturi[sz]e|wash|spf)\b",
    re.IGNORECASE,
)
_NOT_AFTER_TREATMENT = re.compile(
    r"^\s*(?:before(?! (?:you|it|they|\w+ing)\b)|if\b|when\b|in case\b|earlier\b|ago\b|old\b|a (?:day|week)\b|after (?!treatment|needling|microneedling|your (?:treatment|session)))",
    re.IGNORECASE,
)
_NEGATED_USE = re.compile(r"\bdo not\b|\bwait\b|\bno\b", re.IGNORECASE)


def _gives(topic: Topic, text: str, time: Time) -> bool:
    """Whether this time is the topic's number in this sentence."""
    before, after = text[: time.start], text[time.end :]
    if _NOT_AFTER_TREATMENT.search(after):
        return False
    if topic.kind == "wait":
        is_first = text[time.start : time.start + 5].casefold() == "first"
        return bool(_TELLS_TO_WAIT.search(text)) and (is_first or bool(_WAIT_BEFORE.search(before[-40:])))
    is_later = bool(re.match(r"\s*(?:after|on)\b", after, re.IGNORECASE))
    return bool(_START_VERB.search(text)) and not _NEGATED_USE.search(text) and (
        is_later or bool(_START_BEFORE.search(before[-30:]))
    )  # fmt: skip


def _times_said(topic: Topic, text: str, said: list[Time]) -> Iterator[tuple[float, float]]:
    found = [time for time in said if _gives(topic, text, time)]
    if not found:
        return
    # "24 hours, or 48 hours if it is raw": the page allows both.
    yield (
        min(time.last if time.first == 0 else time.first for time in found),
        max(time.last for time in found),
    )


def _numbers_said(topic: Topic, text: str) -> Iterator[tuple[float, float]]:
    if topic.value is None:
        return
    for match in topic.value.finditer(text):
        first, *last = match.groups()
        yield float(first), float(last[0] if last and last[0] else first)


def from_sentences(reading: Reading) -> Iterator[Claim]:
    """What the page's sentences say about the topics of the table."""
    for sentence in reading.sentences:
        text = sentence.whole
        if not HAS_NUMBER.search(text) or _OTHERS.search(text):
            continue
        found = times(text)
        for topic in TOPICS:
            if not topic.words.search(text):
                continue
            said = _numbers_said(topic, text) if topic.kind == "number" else _times_said(topic, text, found)
            for first, last in said:
                yield Claim(topic.name, first, last, topic.unit, reading.page, sentence.field, sentence.text)


def topics_of(words: str, kind: str) -> list[Topic]:
    """Topics of this kind that these words (a title) name."""
    return [topic for topic in TOPICS if topic.kind == kind and topic.words.search(words)]


def claims(pages: Iterable[Any], shared: Shared | None = None) -> Iterator[Claim]:
    shared = shared or Shared()
    for page in pages:
        reading = Reading(page, shared)
        for speaker in [from_sentences, *SPEAKERS]:
            yield from speaker(reading)


def contradictions(pages: Iterable[Any], shared: Shared | None = None) -> list[Contradiction]:
    """Every two numbers for one topic that can't both hold, on two different pages; by topic."""
    # Topic → number → page → the first claim of that page with that number.
    by_topic: dict[str, dict[tuple[float, float, bool], dict[Any, Claim]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for claim in claims(pages, shared):
        number = (claim.first, claim.last, claim.by_end)
        by_topic[claim.topic][number].setdefault((type(claim.page), claim.page.pk), claim)
    found = []
    for topic in sorted(by_topic):
        groups = [by_topic[topic][number] for number in sorted(by_topic[topic])]
        for index, left in enumerate(groups):
            for right in groups[index + 1 :]:
                sides = list(left.values()), list(right.values())
                if sides[0][0].disagrees(sides[1][0]) and len(left.keys() | right.keys()) > 1:
                    found.append(Contradiction(topic, *sides))
    return found
