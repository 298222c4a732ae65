"""Starter content: readable files in `starter_content/` to rows, each loaded once and never over staff's work."""

import datetime
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from aftercare.models import CareTip
from articles.models import Article
from skincare_site.clinics.models import Clinic, OpeningHours, RedFlagCard
from skincare_site.publishing.models import Source, StarterItem
from skincare_site.publishing.workflow import Status
from skincare_site.symptoms.models import DangerSign, LayName, Symptom, Treatment
from skincare_site.symptoms.words import normalise

FOLDER = Path(__file__).parent / "starter_content"

Progress = Callable[[int, int, str], None]

# File key → kind of wording.
WORDINGS = {
    "also_called": LayName.Kind.ALSO_CALLED,
    "people_type": LayName.Kind.PEOPLE_TYPE,
    "misspellings": LayName.Kind.MISSPELLING,
    "brands": LayName.Kind.BRAND,
    "french": LayName.Kind.OTHER_LANGUAGE,
}


class StarterError(Exception):
    """A starter file that can't be loaded; says which and why."""


def read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StarterError(f"{path.name}: {error}") from error


def files(folder: Path, kind: str) -> Iterator[tuple[str, Path]]:
    for path in sorted((folder / kind).glob("*.toml")):
        yield path.stem, path


Step = tuple[str, str, Callable[[], None]]  # kind, key, what to do


def _steps(folder: Path, as_drafts: bool) -> Iterator[Step]:
    """Everything the folder holds, in an order in which each thing finds what it points at."""
    for kind, load_one in [
        ("sources", _load_source),
        ("clinics", _load_clinic),
        ("red_flags", _load_red_flag),
    ]:
        for key, data in read(folder / f"{kind}.toml").items():
            yield kind, key, partial(load_one, key, data)
    for kind, load_one in [("treatments", _load_treatment), ("symptoms", _load_symptom)]:
        for key, path in files(folder, kind):
            yield kind, key, partial(load_one, key, read(path))
    yield "danger_signs", "all", partial(_load_danger_signs, read(folder / "danger_signs.toml"))
    for kind, model in [("articles", Article), ("tips", CareTip)]:
        for key, path in files(folder, kind):
            yield kind, key, partial(_load_page, model, key, read(path), as_drafts)


def load(
    *, as_drafts: bool, progress: Progress = lambda done, total, name: None, folder: Path = FOLDER
) -> int:
    """Load what was never loaded before; the number of things that were new.

    Everything happens in one transaction: a broken file leaves nothing behind. Raises StarterError.
    """
    done = set(StarterItem.objects.values_list("kind", "key"))
    new = [step for step in _steps(folder, as_drafts) if step[:2] not in done]
    with transaction.atomic():
        for number, (kind, key, action) in enumerate(new, 1):
            try:
                action()
            except StarterError:
                raise
            except Exception as error:  # a file staff edited by hand may hold anything
                raise StarterError(f"{kind}/{key}: {error}") from error
            StarterItem.objects.create(kind=kind, key=key)
            progress(number, len(new), f"{kind}/{key}")
    return len(new)


def _load_source(key: str, data: dict[str, Any]) -> None:
    Source.objects.get_or_create(
        key=key.lower(),
        defaults={
            "name": data["name"], "link": data.get("link", ""), "seen": data["seen"], "note": data.get("note", "")[:300],
        },
    )  # fmt: skip


def _load_clinic(key: str, data: dict[str, Any]) -> None:
    hours = data.pop("hours")
    clinic, made = Clinic.objects.get_or_create(slug=key, defaults=data)
    if made:
        OpeningHours.objects.bulk_create(
            OpeningHours(
                clinic=clinic, weekday=weekday, opens=datetime.time.fromisoformat(opens),
                closes=datetime.time.fromisoformat(closes),
            )
            for weekday, (opens, closes) in ((int(day), span) for day, span in hours.items())
        )  # fmt: skip


def _load_red_flag(level: str, data: dict[str, Any]) -> None:
    RedFlagCard.objects.get_or_create(level=level, defaults={"lines": "\n".join(data["lines"])})


def _wordings(data: dict[str, Any], **target: Any) -> None:
    """One row a phrase; a phrase that stands in two lists keeps the first kind."""
    rows: dict[str, LayName] = {}
    for key, kind in WORDINGS.items():
        for text in data.get(key, []):
            phrase = normalise(text)
            language = "fr" if key == "french" else "en"
            rows.setdefault(phrase, LayName(phrase=phrase, kind=kind, language=language, **target))
    LayName.objects.bulk_create(rows.values(), ignore_conflicts=True)


def _load_treatment(key: str, data: dict[str, Any]) -> None:
    treatment, _made = Treatment.objects.get_or_create(
        slug=key, defaults={"name": data["name"], "description": data.get("description", "")}
    )
    _wordings(data, treatment=treatment)


def _load_symptom(key: str, data: dict[str, Any]) -> None:
    names = ["name", "medical_name", "patient_words", "description", "order"]
    symptom, _made = Symptom.objects.get_or_create(
        slug=key, defaults={name: data[name] for name in names if name in data}
    )
    _wordings(data, symptom=symptom)


def _load_danger_signs(data: dict[str, Any]) -> None:
    rows = {
        normalise(text): DangerSign(phrase=normalise(text), level=level)
        for level in ("urgent", "emergency")
        for text in data[level]
    }
    DangerSign.objects.bulk_create(rows.values(), ignore_conflicts=True)


COURSE = [
    "starts_day", "strongest_from_day", "strongest_to_day", "settles_from_day", "settles_to_day", "call_after_day",
    "call_at_once",
]  # fmt: skip


def _load_page(model: Any, key: str, data: dict[str, Any], as_drafts: bool) -> None:
    if model._default_manager.filter(slug=key).exists():
        return  # somebody wrote a page at this address; it is theirs
    if model is Article:
        course = data.pop("course", {})
        data["call_lines"] = "\n".join(data.get("call_lines", []))
        data["needs_confirmation"] = course.get("needs_confirmation", data.get("needs_confirmation", True))
        data.update({name: course[name] for name in COURSE if name in course})
    symptoms = [_symptom(slug) for slug in data.pop("symptoms", [])]
    sources = [_source(name) for name in data.pop("sources", [])]
    main = data.pop("main_symptom", None)
    page = model(
        slug=key,
        treatment=Treatment.objects.get(slug=data.pop("treatment")),
        main_symptom=_symptom(main) if main else None,
        is_starter=True,
        **{name: value.strip() if isinstance(value, str) else value for name, value in data.items()},
    )
    if not as_drafts:
        page.status = Status.PUBLISHED
        page.publish_at = timezone.now()
    page.full_clean(exclude=["treatment"])
    gaps = page.missing()
    if gaps and not as_drafts:
        raise StarterError(f"{key}: {' '.join(sentence for _field, sentence in gaps)}")
    page.save()
    page.symptoms.set(symptoms)
    page.sources.set(sources)


def _symptom(slug: str) -> Symptom:
    found: Symptom | None = Symptom.objects.filter(slug=slug).first()
    if found is None:
        raise StarterError(f"there is no symptom {slug!r}")
    return found


def _source(key: str) -> Source:
    found = Source.objects.filter(key=key.lower()).first()
    if found is None:
        raise StarterError(f"there is no source {key!r}")
    return found
