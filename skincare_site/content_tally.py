"""How many public pages the content checks have something against: kept, and counted anew only where a text changed.

Reading a thousand pages takes seconds, so what was found in a text is kept until that text changes; the front
page reads for a moment and says when it has not got round yet. Links also depend on what else is public.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import combinations
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache

from .publishing.contradictions import SPEAKERS, Claim, from_sentences
from .publishing.models import AuditEntry, published_kinds
from .publishing.rules import Reading, Shared, rules

logger = logging.getLogger(__name__)

KEY = "content-tally"
REVIEW, BROKEN_LINK = "B3", "B7"  # what is overdue has a list of its own
MOMENT = 0.15  # seconds that the front page may spend reading
AT_ONCE = 10  # pages fetched at a time

Model = Any
Key = tuple[str, int]  # label of the kind, primary key


@dataclass
class Tally:
    """Kind → primary key → what is wrong there, in one sentence. `unread`: pages not looked at yet."""

    blocked: dict[Model, dict[int, str]] = field(default_factory=dict)
    broken: dict[Model, dict[int, str]] = field(default_factory=dict)
    topics: int = 0  # about which public pages give different numbers
    unread: int = 0  # texts that were not read yet since they changed

    def count(self, name: str) -> int:
        return sum(len(pages) for pages in getattr(self, name).values())


@dataclass(frozen=True)
class Read:
    """What was found in one text, with its stamp and that of everything around it."""

    stamp: str
    around: str  # empty for a text without links and pictures: nothing around it matters
    blocked: str
    broken: str
    claims: tuple[Claim, ...]


Reads = dict[Key, Read]


def tally(moment: float | None = None) -> Tally:
    """What is wrong in public pages. With `moment`, reading stops after about that many seconds.

    Four queries when nothing changed.
    """
    stamps, around = _stamps()
    kept = _kept()
    # What was found in an older text stands until the newer one is read.
    reads = {key: kept[key] for key in stamps if key in kept}
    stale = [
        key
        for key, stamp in stamps.items()
        if key not in kept or kept[key].stamp != stamp or kept[key].around not in ("", around)
    ]
    done = _read(stale, stamps, around, reads, moment) if stale else 0
    if reads != kept:
        _keep(reads)
    return _told(reads, len(stale) - done)


def _kept() -> Reads:
    try:
        return cache.get(KEY) or {}
    except Exception as error:  # each cache has its own errors; without one, pages are read anew
        logger.warning("What content checks found is not in the cache: %s", type(error).__name__)
        return {}


def _keep(reads: Reads) -> None:
    try:
        cache.set(KEY, reads, None)
    except Exception as error:
        logger.warning("What content checks found could not be kept: %s", type(error).__name__)


def _stamps() -> tuple[dict[Key, str], str]:
    """A stamp of each public text, and one of what texts point at: public addresses, pictures and so on."""
    stamps, around = {}, sha256()
    kinds = published_kinds()
    for model in kinds:
        rows = model._default_manager.visible().order_by("pk")
        for pk, slug, revision, updated_at in rows.values_list("pk", "slug", "revision", "updated_at"):
            stamps[model._meta.label_lower, pk] = f"{revision} {updated_at.timestamp()}"
            around.update(f"{model._meta.label_lower}/{slug}\n".encode())
    # Whatever staff change that is no page (a picture's consent, a clinic's address) is in the audit trail.
    others = AuditEntry.objects.exclude(content_type=None).exclude(
        content_type__in=ContentType.objects.get_for_models(*kinds).values()
    )
    around.update(str(others.order_by("-pk").values_list("pk", flat=True).first()).encode())
    return stamps, around.hexdigest()


def _read(stale: list[Key], stamps: dict[Key, str], around: str, reads: Reads, moment: float | None) -> int:
    """Read these pages into `reads`; how many were read in time."""
    until = None if moment is None else time.monotonic() + moment
    shared, blocking = Shared(), [rule for rule in rules() if rule.blocks and rule.code != REVIEW]
    done = 0
    for model in published_kinds():
        label = model._meta.label_lower
        todo = [pk for kind, pk in stale if kind == label]
        for start in range(0, len(todo), AT_ONCE):
            if done and until is not None and time.monotonic() > until:  # some are read each time
                return done
            done += len(todo[start : start + AT_ONCE])
            near = [
                field.name for field in model._meta.fields if field.many_to_one and field.name != "updated_by"
            ]
            rows: Any = model._default_manager.select_related(*near)
            for page in rows.prefetch_related("symptoms").filter(pk__in=todo[start : start + AT_ONCE]):
                reading = Reading(page, shared)
                found = [finding for rule in blocking for finding in rule.findings(reading)]
                reads[label, page.pk] = Read(
                    stamps[label, page.pk],
                    around if _points_elsewhere(page) else "",
                    _in_one([finding.sentence for finding in found if finding.code != BROKEN_LINK]),
                    _in_one([finding.sentence for finding in found if finding.code == BROKEN_LINK]),
                    tuple(replace(claim, page=None) for claim in claims_of(reading)),
                )
    return done


def claims_of(reading: Reading) -> Iterator[Claim]:
    for speaker in [from_sentences, *SPEAKERS]:
        yield from speaker(reading)


def _points_elsewhere(page: Any) -> bool:
    return bool(getattr(page, "picture_id", None)) or any(
        "<a" in passage.text or "<img" in passage.text
        for passage in page.passages()
        if passage.kind == "html"
    )


def _in_one(sentences: list[str]) -> str:
    if len(sentences) < 2:
        return "".join(sentences)
    return f"{sentences[0]} And {len(sentences) - 1} more."


def _told(reads: Reads, unread: int) -> Tally:
    found = Tally(topics=_topics_in_dispute(reads), unread=unread)
    for model in published_kinds():
        rows = [(pk, read) for (label, pk), read in reads.items() if label == model._meta.label_lower]
        found.blocked[model] = {pk: read.blocked for pk, read in rows if read.blocked}
        found.broken[model] = {pk: read.broken for pk, read in rows if read.broken}
    return found


def _topics_in_dispute(reads: Reads) -> int:
    by_topic: dict[str, list[tuple[Key, Claim]]] = defaultdict(list)
    for key, read in reads.items():
        for claim in read.claims:
            by_topic[claim.topic].append((key, claim))
    return sum(_disagree(said) for said in by_topic.values())


def _disagree(said: list[tuple[Key, Claim]]) -> bool:
    """Whether two pages disagree; each number is compared once, however many pages give it."""
    numbers: dict[tuple[float, float, bool], tuple[Claim, set[Key]]] = {}
    for key, claim in said:
        numbers.setdefault((claim.first, claim.last, claim.by_end), (claim, set()))[1].add(key)
    return any(
        one.disagrees(other) and len(here | there) > 1
        for (one, here), (other, there) in combinations(numbers.values(), 2)
    )
