"""Keeping the index in step with what staff save: refresh one, remove one, rebuild all, compare all.

`refresh` reads the row again and makes the index agree, so it can run twice or late without harm.
"""

import datetime
import functools
import itertools
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from skincare_site.publishing.workflow import Status
from skincare_site.symptoms.models import SymptomPage, page_kinds
from skincare_site.symptoms.words import page_roots

from .engines import engine
from .models import ALL_ENTRIES, KEY_STEP, IndexedSymptom, IndexEntry, Stem, WaitingEntry

logger = logging.getLogger(__name__)

MAX_STEM = 40  # letters; what is longer is no word a patient types
BATCH = 500  # pages written at once by a rebuild
ABANDONED = datetime.timedelta(
    seconds=30
)  # after which whoever should have refreshed an entry is taken for dead


def key_of(model: type[SymptomPage], pk: int) -> int:
    return pk * KEY_STEP + model.search_number


@functools.cache  # ranking asks it for every candidate
def model_of(kind: str) -> type[SymptomPage]:
    return next(model for model in page_kinds() if model.search_kind == kind)


def row_of(thing: SymptomPage) -> tuple[dict[str, Any], set[tuple[int, bool]]]:
    """The index row that `thing` should have, and its symptoms as (key, is it the main one)."""
    text = thing.search_text()
    title = [stem for stem in page_roots(text.title) if len(stem) <= MAX_STEM]
    body = [stem for stem in page_roots(f"{text.summary} {text.body}") if len(stem) <= MAX_STEM]
    days = thing.days()
    values = {
        "kind": thing.search_kind,
        "object_id": thing.pk,
        "title_stems": f" {' '.join(title)} ",
        "body_stems": f" {' '.join(body)} ",
        "title_length": len(title),
        "body_length": len(body),
        "first_day": days[0] if days else None,
        "last_day": days[1] if days else None,
        "is_live": thing.status == Status.PUBLISHED,
        "visible_from": thing.publish_at,
        "visible_until": thing.expires_at,
    }
    return values, {(key, key == thing.main_symptom_id) for key in thing.symptom_ids()}


def _stems_of(entry: IndexEntry | None) -> set[str]:
    return {ALL_ENTRIES, *entry.title_stems.split(), *entry.body_stems.split()} if entry else set()


def _count(stems: Iterable[str], step: int) -> None:
    """Add `step` (1 or -1) to the counters of `stems`.

    In one order everywhere, so that two writers never wait for each other crosswise.
    """
    rows = [[stem] for stem in sorted(stems)]
    if not rows:
        return
    with connection.cursor() as cursor:
        if step > 0:
            cursor.executemany(
                "INSERT INTO search_stem (text, entries) VALUES (%s, 1) "
                "ON CONFLICT (text) DO UPDATE SET entries = search_stem.entries + 1",
                rows,
            )
        else:
            cursor.executemany("UPDATE search_stem SET entries = entries - 1 WHERE text = %s", rows)
            cursor.executemany("DELETE FROM search_stem WHERE text = %s AND entries = 0", rows)


def refresh(model: type[SymptomPage], pk: int) -> None:
    """Make the index agree with the row `pk` of `model`, which may have changed, moved or gone."""
    with transaction.atomic():
        # Read before the page: a change whose row is not seen here keeps it for the next time.
        waiting = list(WaitingEntry.objects.filter(entry_id=key_of(model, pk)).values_list("pk", flat=True))
        thing = _readable(model).filter(pk=pk).first()
        if thing is None:
            remove(model, pk)
        else:
            _store(thing)
        WaitingEntry.objects.filter(pk__in=waiting).delete()


def changed(model: type[SymptomPage], pk: int) -> None:
    """The page has changed: the index follows when this transaction commits, or, should the process die
    right then, when the next one looks (`catch_up`)."""
    WaitingEntry.objects.create(entry_id=key_of(model, pk))
    transaction.on_commit(functools.partial(_follow, model, pk))


def _follow(model: type[SymptomPage], pk: int) -> None:
    try:
        refresh(model, pk)
        catch_up(at_least=ABANDONED)
    except Exception as error:  # the page is saved by now, and its note waits for the next time
        logger.error("The search index did not follow a save: %s", type(error).__name__)


def catch_up(at_least: datetime.timedelta = datetime.timedelta()) -> int:
    """Let the index follow what it was told at least so long ago and has not looked at; how many pages."""
    old = WaitingEntry.objects.filter(at__lte=timezone.now() - at_least)
    keys = sorted(set(old.values_list("entry_id", flat=True)))
    models = {model.search_number: model for model in page_kinds()}
    for key in keys:
        refresh(models[key % KEY_STEP], key // KEY_STEP)
    return len(keys)


def _store(thing: SymptomPage) -> None:
    key = key_of(type(thing), thing.pk)
    values, symptoms = row_of(thing)
    old = IndexEntry.objects.select_for_update().filter(pk=key).first()
    if old is None or any(getattr(old, name) != value for name, value in values.items()):
        before = _stems_of(old)
        entry = IndexEntry(id=key, **values)
        entry.save(force_insert=old is None, force_update=old is not None)
        after = _stems_of(entry)
        if old is None or (old.title_stems, old.body_stems) != (entry.title_stems, entry.body_stems):
            engine().write(key, entry.title_stems, entry.body_stems)
        _count(after - before, 1)
        _count(before - after, -1)
    kept = set(IndexedSymptom.objects.filter(entry_id=key).values_list("symptom_id", "is_main"))
    if kept != symptoms:
        IndexedSymptom.objects.filter(entry_id=key).delete()
        IndexedSymptom.objects.bulk_create(
            IndexedSymptom(entry_id=key, symptom_id=symptom, is_main=main)
            for symptom, main in sorted(symptoms)
        )


def remove(model: type[SymptomPage], pk: int) -> None:
    """Take a deleted thing out of the index."""
    key = key_of(model, pk)
    entry = IndexEntry.objects.filter(pk=key).first()
    if entry is None:
        return
    engine().remove([key])
    _count(_stems_of(entry), -1)
    entry.delete()


def rebuild(progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Write the whole index anew in one transaction; readers see the old one until it commits."""
    kinds = page_kinds()
    total = sum(model._default_manager.count() for model in kinds)
    done = 0
    with transaction.atomic():
        engine().clear()
        IndexedSymptom.objects.all().delete()
        IndexEntry.objects.all().delete()
        # What is told from here on was perhaps not read below, and stays.
        waiting = WaitingEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        Stem.objects.all().delete()
        counts: Counter[str] = Counter()
        for model in kinds:
            things = _things(model)
            while batch := list(itertools.islice(things, BATCH)):
                _store_new(batch, counts)
                done += len(batch)
                progress(done, total)
        Stem.objects.bulk_create(
            (Stem(text=text, entries=count) for text, count in sorted(counts.items())), batch_size=BATCH
        )
        WaitingEntry.objects.filter(pk__lte=waiting).delete()
    return done


def _store_new(things: list[SymptomPage], counts: Counter[str]) -> None:
    """Write pages that the index does not hold yet, and count their stems."""
    entries, links = [], []
    for thing in things:
        values, symptoms = row_of(thing)
        entry = IndexEntry(id=key_of(type(thing), thing.pk), **values)
        entries.append(entry)
        links += [
            IndexedSymptom(entry_id=entry.pk, symptom_id=symptom, is_main=main)
            for symptom, main in sorted(symptoms)
        ]
        counts.update(_stems_of(entry))
    IndexEntry.objects.bulk_create(entries)
    engine().write_new([(entry.pk, entry.title_stems, entry.body_stems) for entry in entries])
    IndexedSymptom.objects.bulk_create(links)


def _things(model: type[SymptomPage]) -> Iterator[SymptomPage]:
    return _readable(model).order_by("pk").iterator(chunk_size=BATCH)


def _readable(model: type[SymptomPage]) -> QuerySet[Any]:
    """Pages with what `row_of` asks of them, so that it asks the database nothing more."""
    return model._default_manager.select_related("main_symptom").prefetch_related("symptoms")


def sample(newest: int = 20) -> list[str]:
    """A quick look for readiness: every page has its entry, and the newest pages' entries say what they say.

    `differences` looks at everything and takes seconds on a large site.
    """
    found = []
    pages = sum(model._default_manager.count() for model in page_kinds())
    entries = IndexEntry.objects.count()
    if pages != entries:
        found.append(f"{pages} pages, {entries} in the index")
    for model in page_kinds():
        for thing in _readable(model).order_by("-updated_at")[:newest]:
            values, _symptoms = row_of(thing)
            entry = IndexEntry.objects.filter(pk=key_of(model, thing.pk)).first()
            if entry is None or any(getattr(entry, name) != value for name, value in values.items()):
                found.append(f"{thing.search_kind} {thing.slug} differs")
    return found


def differences() -> list[str]:
    """Where the index and the content disagree, one line each; empty when all is well."""
    found: list[str] = []
    seen: set[int] = set()
    counts: dict[str, int] = {}
    entries = {entry.pk: entry for entry in IndexEntry.objects.all()}
    links: dict[int, set[tuple[int, bool]]] = {}
    for entry_id, symptom, main in IndexedSymptom.objects.values_list("entry_id", "symptom_id", "is_main"):
        links.setdefault(entry_id, set()).add((symptom, main))
    for model in page_kinds():
        for thing in _things(model):
            key = key_of(model, thing.pk)
            seen.add(key)
            values, symptoms = row_of(thing)
            entry = entries.get(key)
            if entry is None:
                found.append(f"{thing.search_kind} {thing.slug}: missing from the index")
                continue
            found += [
                f"{thing.search_kind} {thing.slug}: {name} differs"
                for name, value in values.items()
                if getattr(entry, name) != value
            ]
            if links.get(key, set()) != symptoms:
                found.append(f"{thing.search_kind} {thing.slug}: symptoms differ")
    for key, entry in entries.items():
        if key not in seen:
            found.append(f"{entry}: in the index, but gone from the content")
        for stem in _stems_of(entry):
            counts[stem] = counts.get(stem, 0) + 1
    stored = dict(Stem.objects.values_list("text", "entries"))
    found += [
        f"stem {stem!r}: counted {stored.get(stem, 0)}, found {counts.get(stem, 0)}"
        for stem in sorted(stored.keys() | counts.keys())
        if stored.get(stem, 0) != counts.get(stem, 0)
    ]
    return found
