"""One field of a row ↔ its value in a content file. What a row is called in files is `Names`' business."""

import datetime
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils import timezone
from django.utils.text import slugify

from skincare_site.clinics.cards import CardLinesField
from skincare_site.face.models import Face
from skincare_site.images.models import Consent, Picture
from skincare_site.publishing.models import Reviewer, Source
from skincare_site.richtext.allowed import clean
from skincare_site.richtext.fields import RichTextField

from .content_pictures import content_name

_PICTURE = re.compile(r'(\sdata-picture=")([^"]*)(")')
GONE = "999999999"  # the number of no picture: stands for one that is no longer in the library


class WrongValue(Exception):
    """A value that a field can't hold; the message is a plain sentence without a place."""


@contextmanager
def of_key(key: str) -> Iterator[None]:
    """A wrong value inside is said to stand at `key`."""
    try:
        yield
    except WrongValue as error:
        raise WrongValue(f"{key}: {error}") from error


class Names:
    """Between rows and what files call them: a web address, a key, or for people and pictures a name made up.

    Each kind of row is read from the database once, when it is first asked for.
    """

    def __init__(self) -> None:
        self._names: dict[Any, dict[int, str]] = {}
        self._keys: dict[Any, dict[str, int]] = {}

    def name(self, model: Any, pk: int) -> str:
        return self._of(model)[pk]

    def find(self, model: Any, name: str) -> int | None:
        """The primary key of the row called `name`, or None. Keys of sources may be written in either case."""
        self._of(model)
        found = self._keys[model].get(name)
        return self._keys[model].get(name.lower()) if found is None and model is Source else found

    def add(self, model: Any, name: str, pk: int) -> None:
        self._of(model)[pk] = name
        self._keys[model][name] = pk

    def _of(self, model: Any) -> dict[int, str]:
        if model not in self._names:
            self._names[model] = dict(_names_of(model))
            self._keys[model] = {name: pk for pk, name in self._names[model].items()}
        return self._names[model]


def key_field(model: Any) -> str | None:
    """The column that names a row in files; None where a name has to be made up."""
    if model is Source:
        return "key"
    names = {field.name for field in model._meta.concrete_fields}
    return next((name for name in ("slug", "level") if name in names), None)


def _names_of(model: Any) -> Iterator[tuple[int, str]]:
    field = key_field(model)
    if field is not None:
        yield from model._default_manager.values_list("pk", field)
        return
    if model is Face:
        yield from ((pk, "face") for pk in model.objects.values_list("pk", flat=True))
        return
    made: list[tuple[str, tuple[str, ...], int]]
    if model is Reviewer:
        made = [
            (slugify(row.name) or "reviewer", (row.name, row.role), row.pk) for row in model.objects.all()
        ]
    elif model is Consent:
        made = [
            (slugify(row.reference) or "consent", (row.reference,), row.pk) for row in model.objects.all()
        ]
    elif model is Picture:
        made = [
            (
                content_name(row.file).partition(".")[0] or row.drawing or "lost",
                (row.title, row.alt, row.caption),
                row.pk,
            )
            for row in model.objects.all()
        ]
    else:
        raise TypeError(f"{model.__name__} has no name in content files: say one in content_values._names_of")
    # Sorted here and not by the database: two databases sort letters differently.
    taken: dict[str, int] = defaultdict(int)
    for base, _detail, pk in sorted(made):
        taken[base] += 1
        yield pk, base if taken[base] == 1 else f"{base}-{taken[base]}"


# Columns that hold keys and digests of this one database; `content_drafts` writes what they stand for.
OF_THIS_DATABASE = {
    "revision",
    "draft",
    "draft_status",
    "draft_due_at",
    "signed_digest",
    "live_digest",
    "digest",
}


def written_fields(model: Any) -> list[Any]:
    """Every column that belongs in a file: all but keys, the row's name, and staff accounts."""
    return [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key
        and field.name != key_field(model)
        and field.name not in OF_THIS_DATABASE
        and not (field.is_relation and field.related_model._meta.app_label in ("auth", "contenttypes"))
    ]


def is_automatic(field: Any) -> bool:
    """Whether the database row keeps this time by itself: when made, when last saved."""
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


def to_file(field: Any, row: Any, names: Names) -> Any:
    """The field's value as a content file holds it; None means that it is left out."""
    value = field.value_from_object(row)
    if value is None:
        return None
    if isinstance(field, models.FileField):
        return content_name(value) or None
    if field.is_relation:
        return names.name(field.related_model, value)
    if isinstance(field, RichTextField):
        return _pictures(value, lambda key: _picture_name(names, key)) + ("\n" if value else "")
    if isinstance(field, CardLinesField):
        lines = value.split("\n")
        return [] if not value else value if any("\r" in line for line in lines) else lines
    if isinstance(field, models.JSONField):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, datetime.datetime):
        return clinic_time(value)
    if isinstance(value, datetime.time):
        return time_words(value)
    return value


def clinic_time(moment: datetime.datetime) -> datetime.datetime:
    """The moment on the clinic's clock; in UTC where its distance from UTC is no whole minute (before 1895).

    The distance is fixed: an hour that happens twice in autumn would equal no other time.
    """
    try:
        local = timezone.localtime(moment)
    except (OverflowError, ValueError):
        return moment.astimezone(datetime.UTC)
    offset = local.utcoffset() or datetime.timedelta()
    return moment.astimezone(datetime.timezone(offset) if offset.total_seconds() % 60 == 0 else datetime.UTC)


def time_words(value: datetime.time) -> str:
    return value.isoformat("auto" if value.second or value.microsecond else "minutes")


def _pictures(html: str, change: Callable[[str], str]) -> str:
    return _PICTURE.sub(lambda found: found[1] + change(found[2]) + found[3], html)


def _picture_name(names: Names, key: str) -> str:
    try:
        return names.name(Picture, int(key))
    except (KeyError, ValueError):
        return GONE


def _picture_key(names: Names, name: str) -> str:
    found = names.find(Picture, name)
    if found is None and name != GONE:
        raise WrongValue(f"there is no picture “{name}”")
    return GONE if found is None else str(found)


TYPES: list[tuple[Any, type, str]] = [
    (models.BooleanField, bool, "true or false"),
    (models.IntegerField, int, "a whole number"),
    (models.DateTimeField, datetime.datetime, "a date and time, for example 2026-11-01 09:00:00-05:00"),
    (models.DateField, datetime.date, "a date, for example 2026-11-01"),
    (models.CharField, str, "a text in quotes"),
    (models.TextField, str, "a text in quotes"),
]


def from_file(field: Any, value: Any, names: Names) -> Any:
    """What the row holds for a file's `value`: for a link, the primary key. Raises WrongValue."""
    try:
        found = _convert(field, value, names)
        if not field.is_relation and found not in field.empty_values:
            field.run_validators(found)
    except ValidationError as error:
        raise WrongValue(" ".join(error.messages)) from error
    may_be_empty = field.blank or field.get_default() == found
    if field.choices and found not in dict(field.flatchoices) and (found or not may_be_empty):
        choices = ", ".join(str(choice) for choice, _label in field.flatchoices)
        raise WrongValue(f"“{value}” is none of: {choices}")
    if isinstance(field, models.PositiveSmallIntegerField) and not 0 <= found <= 32767:
        raise WrongValue("must be a whole number from 0 to 32767")
    return found


def _convert(field: Any, value: Any, names: Names) -> Any:
    if field.is_relation:
        return linked(field.related_model, value, names)
    if isinstance(field, CardLinesField) and isinstance(value, list):
        value = "\n".join(_text(line) for line in value)
    if isinstance(field, RichTextField):
        return clean(_pictures(_text(value), lambda name: _picture_key(names, name)))
    if isinstance(field, models.JSONField):
        try:
            return json.loads(_text(value))
        except ValueError as error:
            raise WrongValue(f"this is not JSON: {error}") from error
    if isinstance(field, models.TimeField):
        return clock_time(value)
    for kind, wanted, words in TYPES:
        if isinstance(field, kind):
            if type(value) is not wanted:
                raise WrongValue(f"must be {words}")
            break
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime.datetime) and timezone.is_naive(value):
        return timezone.make_aware(value)  # written by hand: the clinic's own clock
    return field.to_python(value)


def linked(model: Any, value: Any, names: Names) -> int:
    """The primary key of the row that a file calls `value`. Raises WrongValue."""
    found = names.find(model, _text(value))
    if found is None:
        raise WrongValue(f"there is no {model._meta.verbose_name} “{value}”")
    return found


def clock_time(value: Any) -> datetime.time:
    """A time of day, written 09:00 or "09:00". Raises WrongValue."""
    if isinstance(value, datetime.time):
        return value
    try:
        return datetime.time.fromisoformat(_text(value))
    except ValueError as error:
        raise WrongValue(f"“{value}” is not a time of day such as 09:00") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise WrongValue("must be a text in quotes")
    if "\x00" in value and connection.vendor == "postgresql":
        raise WrongValue("holds a NUL character, which this database can't store: take \\u0000 out")
    return value
