"""What content files hold: the kinds of rows, what lies beside a row in other tables, and the plain lists.

A column added to a model, or a new kind of page, is in the files without a line here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from articles.models import Article
from skincare_site.clinics.models import Clinic, OpeningHours, RedFlagCard
from skincare_site.face.models import Face
from skincare_site.images.models import Consent, Picture
from skincare_site.publishing.models import OldAddress, Reviewer, Source, StarterItem, published_kinds
from skincare_site.search.models import KeptPhrase, PromotedPage
from skincare_site.symptoms.models import (
    DangerSign,
    LayName,
    NeverSuggested,
    Symptom,
    Treatment,
    tidy_phrase,
)

from .content_drafts import read_beside, write_beside
from .content_values import Names, WrongValue, clock_time, linked, of_key, time_words

Data = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """What belongs to a row but lies in another table.

    `write` gives the keys for the row's file. `read` takes them from the file's data; with `replace` what the
    file does not name goes. `late` parts point at rows of later kinds and are read when everything is there.
    """

    keys: tuple[str, ...]
    write: Callable[[Any, Names], Data]
    read: Callable[[Any, Data, Names, bool], None]
    late: bool = False


@dataclass(frozen=True)
class Kind:
    """Rows of one model: one file each in the folder `name`, or all as tables of the file `name`.toml."""

    name: str
    model: Any
    is_folder: bool
    parts: tuple[Part, ...] = ()
    tables: tuple[tuple[str, tuple[str, ...]], ...] = ()  # columns that stand in a table of their own


@dataclass(frozen=True)
class Listing:
    """A file of plain lists, name → texts. `read` returns how many texts were new."""

    name: str
    write: Callable[[Names], dict[str, list[str]]]
    read: Callable[[dict[str, list[str]], Names, bool], int]


# Wordings: one list for each kind, as in the starter files; anything else in `more_words`.

WORDINGS = {
    "also_called": (LayName.Kind.ALSO_CALLED, "en"),
    "people_type": (LayName.Kind.PEOPLE_TYPE, "en"),
    "misspellings": (LayName.Kind.MISSPELLING, "en"),
    "brands": (LayName.Kind.BRAND, "en"),
    "french": (LayName.Kind.OTHER_LANGUAGE, "fr"),
}
MORE_WORDS = "more_words"


def _write_words(row: Any, names: Names) -> Data:
    data: Data = {key: [] for key in WORDINGS}
    lists = {wanted: key for key, wanted in WORDINGS.items()}
    more = []
    for word in sorted(row.lay_names.all(), key=lambda word: word.phrase):
        if key := lists.get((word.kind, word.language)):
            data[key].append(word.phrase)
        else:
            more.append({"phrase": word.phrase, "kind": word.kind, "language": word.language})
    return {**data, MORE_WORDS: more} if more else data


def _read_words(row: Any, data: Data, names: Names, replace: bool) -> None:
    """One row a phrase; a phrase that stands in two lists keeps the first kind."""
    wanted: dict[str, tuple[str, str]] = {}
    for key, (listed, language) in WORDINGS.items():
        for text in texts(data.get(key, []), key):
            wanted.setdefault(phrase_of(text), (listed, language))
    for entry in data.get(MORE_WORDS, []):
        if not isinstance(entry, dict) or set(entry) != {"phrase", "kind", "language"}:
            raise WrongValue(f"{MORE_WORDS}: each entry has a phrase, a kind and a language")
        phrase, word_kind, word_language = texts(list(entry.values()), MORE_WORDS)
        if word_kind not in LayName.Kind.values or len(word_language) > 5:
            raise WrongValue(
                f"{MORE_WORDS}: “{word_kind}”, “{word_language}” is no kind and language of a wording"
            )
        wanted.setdefault(phrase_of(phrase), (word_kind, word_language))
    kept = {word.phrase: word for word in row.lay_names.all()}
    if replace:
        row.lay_names.filter(phrase__in=[phrase for phrase in kept if phrase not in wanted]).delete()
        for phrase, (kind, language) in wanted.items():
            if phrase in kept and (kept[phrase].kind, kept[phrase].language) != (kind, language):
                row.lay_names.filter(phrase=phrase).update(kind=kind, language=language)
    target = {type(row)._meta.model_name: row}
    LayName.objects.bulk_create(
        LayName(phrase=phrase, kind=kind, language=language, **target)
        for phrase, (kind, language) in wanted.items()
        if phrase not in kept
    )


def texts(value: Any, key: str) -> list[str]:
    """`value` when it is a list of texts; raises WrongValue otherwise."""
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise WrongValue(f"{key}: must be a list of texts in quotes")
    return value


def phrase_of(text: str) -> str:
    """The phrase as it is kept, like one typed in the admin."""
    try:
        phrase = tidy_phrase(text)
    except ValidationError as error:
        raise WrongValue(f"“{text}” holds no word") from error
    if len(phrase) > 80:
        raise WrongValue(f"“{phrase[:40]}…” is over 80 characters")
    return phrase


def _write_promoted(row: Any, names: Names) -> Data:
    promoted = PromotedPage.objects.filter(symptom=row).first()
    model = next((kind for kind in published_kinds() if promoted and kind.search_kind == promoted.kind), None)
    if promoted is None or model is None or not model._default_manager.filter(pk=promoted.object_id).exists():
        return {}
    return {"promoted": f"{folder_of(model)}/{names.name(model, promoted.object_id)}"}


def _read_promoted(row: Any, data: Data, names: Names, replace: bool) -> None:
    if "promoted" not in data:
        if replace:
            PromotedPage.objects.filter(symptom=row).delete()
        return
    folder, _slash, slug = str(data["promoted"]).partition("/")
    model = next((kind for kind in published_kinds() if folder_of(kind) == folder), None)
    if model is None:
        raise WrongValue(f"promoted: there is no page “{data['promoted']}”")
    with of_key("promoted"):
        values = {"kind": model.search_kind, "object_id": linked(model, slug, names)}
    PromotedPage.objects.update_or_create(symptom=row, defaults=values)


# Hours: weekday (0 is Monday) → [opens, closes], or a list of such pairs.


def _write_hours(row: Any, names: Names) -> Data:
    spans: dict[str, list[list[str]]] = {}
    for span in sorted(row.hours.all(), key=lambda span: (span.weekday, span.opens)):
        spans.setdefault(str(span.weekday), []).append([time_words(span.opens), time_words(span.closes)])
    return {"hours": {day: pairs[0] if len(pairs) == 1 else pairs for day, pairs in spans.items()}}


def _read_hours(row: Any, data: Data, names: Names, replace: bool) -> None:
    days = data.get("hours", {})
    if not isinstance(days, dict):
        raise WrongValue('hours: must be a table such as 0 = ["09:00", "17:00"]')
    rows = []
    for day, pairs in days.items():
        if day not in "0123456" or len(day) != 1:
            raise WrongValue(f"hours: “{day}” is no weekday (0 is Monday, 6 is Sunday)")
        for pair in pairs if isinstance(pairs, list) and pairs and isinstance(pairs[0], list) else [pairs]:
            if not isinstance(pair, list) or len(pair) != 2:
                raise WrongValue(f"hours: day {day} needs two times, when it opens and when it closes")
            with of_key("hours"):
                opens, closes = (clock_time(moment) for moment in pair)
            if closes <= opens:
                raise WrongValue(f"hours: day {day} closes before it opens")
            rows.append(OpeningHours(clinic=row, weekday=int(day), opens=opens, closes=closes))
    if replace or not row.hours.exists():
        row.hours.all().delete()
        OpeningHours.objects.bulk_create(rows)


# Plain lists.


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    for name, text in sorted(pairs):
        lists.setdefault(name, []).append(text)
    return lists


def _write_danger_signs(names: Names) -> dict[str, list[str]]:
    kept = _by_name(DangerSign.objects.values_list("level", "phrase"))
    return {level: kept.get(level, []) for level, _words in DangerSign.LEVELS}


def _read_danger_signs(lists: dict[str, list[str]], names: Names, replace: bool) -> int:
    """A sign that is only in the database stays: a list that lost a line must not take a warning away."""
    if unknown := set(lists) - dict(DangerSign.LEVELS).keys():
        raise WrongValue(f"{unknown.pop()}: is no level of danger signs")
    wanted: dict[str, str] = {}
    for level, _words in DangerSign.LEVELS:
        for text in lists.get(level, []):
            wanted.setdefault(phrase_of(text), level)
    kept = dict(DangerSign.objects.values_list("phrase", "level"))
    if replace:
        for phrase, level in wanted.items():
            if kept.get(phrase, level) != level:
                DangerSign.objects.filter(phrase=phrase).update(level=level)
    new = [DangerSign(phrase=phrase, level=wanted[phrase]) for phrase in wanted if phrase not in kept]
    return len(DangerSign.objects.bulk_create(new))


def _write_never(names: Names) -> dict[str, list[str]]:
    return {"words": sorted(NeverSuggested.objects.values_list("phrase", flat=True))}


def _read_never(lists: dict[str, list[str]], names: Names, replace: bool) -> int:
    """A word that is only in the database stays, as with danger signs."""
    if unknown := set(lists) - {"words"}:
        raise WrongValue(f"{unknown.pop()}: the file holds one list, words")
    known = set(NeverSuggested.objects.values_list("phrase", flat=True))
    new = dict.fromkeys(phrase_of(text) for text in lists.get("words", []))
    rows = [NeverSuggested(phrase=phrase) for phrase in new if phrase not in known]
    return len(NeverSuggested.objects.bulk_create(rows))


def _write_kept(names: Names) -> dict[str, list[str]]:
    return _by_name(KeptPhrase.objects.values_list("symptom__slug", "phrase"))


def _read_kept(lists: dict[str, list[str]], names: Names, replace: bool) -> int:
    kept = {row.phrase: row for row in KeptPhrase.objects.all()}
    new = 0
    for slug, phrases in lists.items():
        with of_key(slug):
            symptom = linked(Symptom, slug, names)
        for phrase in phrases:
            if len(phrase) > 200 or not phrase.strip():
                raise WrongValue(f"“{phrase[:40]}” must have 1 to 200 characters")
            if phrase not in kept:
                kept[phrase] = KeptPhrase.objects.create(phrase=phrase, symptom_id=symptom)
                new += 1
            elif replace and kept[phrase].symptom_id != symptom:
                KeptPhrase.objects.filter(pk=kept[phrase].pk).update(symptom_id=symptom)
    return new


def _write_loaded(names: Names) -> dict[str, list[str]]:
    return _by_name(StarterItem.objects.values_list("kind", "key"))


def _read_loaded(lists: dict[str, list[str]], names: Names, replace: bool) -> int:
    if any(
        len(text) > length for kind in lists for text, length in [(kind, 20), *((k, 80) for k in lists[kind])]
    ):
        raise WrongValue("a kind has at most 20 characters and a key at most 80")
    known = set(StarterItem.objects.values_list("kind", "key"))
    new = [(kind, key) for kind, keys in lists.items() for key in keys if (kind, key) not in known]
    StarterItem.objects.bulk_create(StarterItem(kind=kind, key=key) for kind, key in dict.fromkeys(new))
    return len(new)


# Everything, in an order in which each thing finds what it points at.

COURSE = (
    "starts_day", "strongest_from_day", "strongest_to_day", "settles_from_day", "settles_to_day", "call_after_day",
    "call_at_once",
)  # fmt: skip
_WORDS = Part((*WORDINGS, MORE_WORDS), _write_words, _read_words)
_PROMOTED = Part(("promoted",), _write_promoted, _read_promoted, late=True)
_HOURS = Part(("hours",), _write_hours, _read_hours)
_BESIDE = Part(("signed_off", "old_addresses", "draft"), write_beside, read_beside)


def folder_of(model: Any) -> str:
    return f"{model.search_kind}s"


def kinds() -> list[Kind]:
    return [
        Kind("face", Face, is_folder=True),
        Kind("sources", Source, is_folder=False),
        Kind("reviewers", Reviewer, is_folder=False),
        Kind("clinics", Clinic, is_folder=False, parts=(_HOURS,)),
        Kind("red_flags", RedFlagCard, is_folder=False),
        Kind("consents", Consent, is_folder=False),
        Kind("pictures", Picture, is_folder=True),
        Kind("treatments", Treatment, is_folder=True, parts=(_WORDS,)),
        Kind("symptoms", Symptom, is_folder=True, parts=(_WORDS, _PROMOTED)),
        *(
            Kind(
                folder_of(model), model, is_folder=True, parts=(_BESIDE,),
                tables=(("course", COURSE),) if model is Article else (),
            )
            for model in published_kinds()
        ),
    ]  # fmt: skip


LISTINGS = [
    Listing("danger_signs", _write_danger_signs, _read_danger_signs),
    Listing("never_suggested", _write_never, _read_never),
    Listing("kept_phrases", _write_kept, _read_kept),
    Listing("starter_loaded", _write_loaded, _read_loaded),
]

# Models that content files leave out on purpose, and why. A test holds every model against this list.
LEFT_OUT: dict[str, str] = {
    "accounts.AccountSession": "who is signed in just now",
    "accounts.AuthenticatorApp": "accounts are no content",
    "page_cache.Change": "notes for this site's running processes",
    "publishing.Version": "history; the newest draft is in its page's file",
    "publishing.SignOff": "history; what is signed is in its page's file",
    "publishing.AuditEntry": "history",
    "publishing.PreviewLink": "opens on this site only",
    "publishing.OpenForm": "forgotten after a minute and a half",
    "publishing.ReviewReminder": "mail that this site sent",
    "publishing.PageVotes": "counts of answers: figures, not text",
    "policy.PolicyReports": "counts of what browsers refused: figures, not text",
    "search.IndexEntry": "made from the pages",
    "search.IndexedSymptom": "made from the pages",
    "search.Stem": "made from the pages",
    "search.WaitingEntry": "made from the pages",
    "symptoms.VocabularyVersion": "a stamp of this database",
    "search.AskedWeek": "counts of searches: figures, not text",
    "search.AskedSymptom": "counts of searches: figures, not text",
    "search.AskedPhrase": "counts of searches, under this site's secret key",
    "search.AskedDay": "counts of searches: figures, not text",
}


def covered_models() -> set[type[models.Model]]:
    """Every model whose rows are in content files."""
    return {kind.model for kind in kinds()} | {
        OpeningHours, LayName, PromotedPage, OldAddress, DangerSign, NeverSuggested, KeptPhrase, StarterItem
    }  # fmt: skip
