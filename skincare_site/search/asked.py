"""Counting what visitors ask, so that staff see which words find nothing. Privacy: docs/decisions/0005-asked.md.

A request only adds to counters in memory; a thread of each process writes them every few seconds. Whatever
the database does, no search is slower or fails. What somebody typed lives in this memory alone until enough
searches on enough days asked the same.
"""

import atexit
import datetime
import logging
import os
import threading
from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections, transaction
from django.db.models import Count, F, Sum
from django.utils import timezone

from skincare_site.symptoms.models import Symptom
from skincare_site.symptoms.vocabulary import current
from skincare_site.symptoms.wordlists import meaning

from .asked_words import is_common, is_phrase, key_of, meaning_of, words_of
from .find import Answer, Found
from .models import AskedDay, AskedPhrase, AskedSymptom, AskedWeek

log = logging.getLogger(__name__)

MOST = 2_000  # different questions in memory; while the database is away, more are not kept

_COLUMNS: dict[Answer, str] = {"confident": "confident", "unsure": "unsure", "no match": "no_match"}


@dataclass
class Pending:
    """Searches for one meaning on one day, not yet written. `words` are the last search's."""

    searches: int
    words: str
    parts: frozenset[str]


@dataclass
class Counts:
    """What was asked since the last writing. Weeks are named by their Monday."""

    weeks: Counter[tuple[datetime.date, str]] = field(default_factory=Counter)
    symptoms: Counter[tuple[datetime.date, int]] = field(default_factory=Counter)
    phrases: dict[tuple[str, datetime.date], Pending] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.weeks)

    def add(self, other: "Counts") -> None:
        self.weeks += other.weeks
        self.symptoms += other.symptoms
        for name, pending in other.phrases.items():
            known = self.phrases.get(name)
            if known is None and len(self.phrases) < MOST:
                self.phrases[name] = pending
            elif known is not None:
                known.searches += pending.searches
                known.words, known.parts = pending.words, pending.parts


def counts_of(found: Found, day: datetime.date) -> Counts:
    """What one answered search adds to the counters."""
    week = day - datetime.timedelta(days=day.weekday())
    counts = Counts(weeks=Counter({(week, _COLUMNS[found.answer]): 1}))
    if found.recognised:
        counts.symptoms[week, found.recognised[0].symptom.pk] = 1
    parts = meaning_of(found.question)
    if found.answer != "confident" and parts and is_phrase(found.question.text):
        counts.phrases[key_of(parts), day] = Pending(1, words_of(found.question), frozenset(parts))
    return counts


class Buffer:
    """The counters of this process."""

    def __init__(self) -> None:
        self.counts = Counts()
        self.purged_on: datetime.date | None = None
        self._memory = threading.Lock()  # held for memory work only
        self._writing = threading.Lock()  # held while the database is written
        self._thread: threading.Thread | None = None

    def record(self, found: Found) -> None:
        """Count one search. Touches no database and never fails."""
        if found.answer == "nothing asked":
            return
        try:
            counts = counts_of(found, timezone.localdate())
            with self._memory:
                self.counts.add(counts)
                self._start()
        except Exception as error:  # an answer is worth more than its counting
            log.warning("a search was not counted: %s", type(error).__name__)

    def flush(self) -> bool:
        """Write the counters; False when the database would not, and then they are kept for the next time."""
        with self._writing:
            with self._memory:
                counts, self.counts = self.counts, Counts()
            try:
                if counts:
                    write(counts)
                    counts = Counts()
                today = timezone.localdate()
                if self.purged_on != today:
                    purge(today)
                    self.purged_on = today
            except (DatabaseError, InterfaceError) as error:
                # The class alone: a database's message may quote what somebody typed.
                log.warning("searches will be counted later: %s", type(error).__name__)
                with self._memory:
                    counts.add(self.counts)
                    self.counts = counts
                return False
        return True

    def _start(self) -> None:
        """One thread a process, begun by its first search (so after any fork)."""
        if self._thread is None and settings.SEARCH_FLUSH_SECONDS is not None:
            self._thread = threading.Thread(target=self._run, name="asked", daemon=True)
            self._thread.start()
            atexit.register(_flush_last)

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(settings.SEARCH_FLUSH_SECONDS):
            try:
                self.flush()
            except Exception as error:  # the next round may work
                log.warning("counting searches failed: %s", type(error).__name__)
            finally:
                connections.close_all()


def write(counts: Counts) -> None:
    """Add `counts` to the database in one transaction. Several processes may do so at once: rows are made
    when missing and raised in place, always in the same order."""
    with transaction.atomic():
        _write_weeks(counts)
        _write_symptoms(counts)
        _write_phrases(counts)


def _write_weeks(counts: Counts) -> None:
    weeks = sorted({week for week, _column in counts.weeks})
    AskedWeek.objects.bulk_create([AskedWeek(week=week) for week in weeks], ignore_conflicts=True)
    for week in weeks:
        more = {column: F(column) + counts.weeks[week, column] for column in _COLUMNS.values()}
        AskedWeek.objects.filter(week=week).update(**more)


def _write_symptoms(counts: Counts) -> None:
    # A symptom may have been deleted since it was asked for.
    there = set(
        Symptom.objects.filter(pk__in={pk for _week, pk in counts.symptoms}).values_list("pk", flat=True)
    )
    rows = sorted((week, pk) for week, pk in counts.symptoms if pk in there)
    AskedSymptom.objects.bulk_create(
        [AskedSymptom(week=week, symptom_id=pk) for week, pk in rows], ignore_conflicts=True
    )
    for week, pk in rows:
        more = F("searches") + counts.symptoms[week, pk]
        AskedSymptom.objects.filter(week=week, symptom_id=pk).update(searches=more)


def _write_phrases(counts: Counts) -> None:
    if not counts.phrases:
        return
    last = dict(sorted(counts.phrases))  # the latest day of each
    AskedPhrase.objects.bulk_create(
        [AskedPhrase(key=key, last_asked=day) for key, day in last.items()], ignore_conflicts=True
    )
    locked = AskedPhrase.objects.select_for_update().filter(key__in=last).order_by("key")
    phrases = {phrase.key: phrase for phrase in locked}
    rows = [(phrases[key], day, pending) for (key, day), pending in sorted(counts.phrases.items(), key=_name)]
    AskedDay.objects.bulk_create(
        [AskedDay(phrase=phrase, day=day) for phrase, day, _pending in rows], ignore_conflicts=True
    )
    for phrase, day, pending in rows:
        AskedDay.objects.filter(phrase=phrase, day=day).update(searches=F("searches") + pending.searches)
        AskedPhrase.objects.filter(pk=phrase.pk, last_asked__lt=day).update(last_asked=day)
    _show([(phrase, pending) for phrase, _day, pending in rows if not phrase.text])


def _name(row: tuple[tuple[str, datetime.date], Pending]) -> tuple[str, datetime.date]:
    return row[0]


def _show(hidden: list[tuple[AskedPhrase, Pending]]) -> None:
    """Store the words of phrases that were now asked often enough, on enough days."""
    totals = {
        row["phrase"]: (row["searches"], row["days"])
        for row in AskedDay.objects.filter(phrase__in={phrase.pk for phrase, _pending in hidden})
        .values("phrase")
        .annotate(searches=Sum("searches"), days=Count("pk"))
        .order_by()
    }
    fewest = (
        min(pair) for pair in zip(settings.SEARCH_SHOW_COMMON, settings.SEARCH_SHOW_UNKNOWN, strict=True)
    )
    floor = tuple(fewest)
    vocabulary = None
    for phrase, pending in hidden:
        if not _reaches(totals[phrase.pk], floor):
            continue
        vocabulary = vocabulary or current()
        unknown = [word for word in pending.words.split() if not is_common(word, vocabulary)]
        if any(meaning(word) not in pending.parts for word in unknown):
            continue  # a word that only this search is known to hold: another one's words will do
        if _reaches(
            totals[phrase.pk], settings.SEARCH_SHOW_UNKNOWN if unknown else settings.SEARCH_SHOW_COMMON
        ):
            AskedPhrase.objects.filter(pk=phrase.pk).update(text=pending.words)


def _reaches(total: tuple[int, int], least: tuple[int, ...]) -> bool:
    return total[0] >= least[0] and total[1] >= least[1]


def purge(today: datetime.date) -> None:
    """Forget everything older than SEARCH_KEEP_DAYS days."""
    before = today - datetime.timedelta(days=settings.SEARCH_KEEP_DAYS)
    with transaction.atomic():
        AskedDay.objects.filter(day__lt=before).delete()
        AskedPhrase.objects.filter(last_asked__lt=before).delete()
        AskedSymptom.objects.filter(week__lt=before).delete()
        AskedWeek.objects.filter(week__lt=before).delete()


def waiting() -> int:
    """How many questions wait for staff."""
    return AskedPhrase.objects.filter(status=AskedPhrase.Status.OPEN).exclude(text="").count()


_buffer = Buffer()


def record(found: Found) -> None:
    """Count one search of a visitor."""
    _buffer.record(found)


def flush() -> bool:
    """Write what this process counted; see `Buffer.flush`."""
    return _buffer.flush()


def _flush_last() -> None:
    if _buffer.counts:
        flush()


def forget() -> None:
    """Begin with empty counters: for tests, and for a forked process, whose parent writes its own."""
    global _buffer  # noqa: PLW0603  (one per process, on purpose)
    _buffer = Buffer()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=forget)
