"""A page's text as plain values: read from a row, laid over a row, written to a row, digested for a sign-off."""

import copy
import datetime
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from skincare_site.richtext.allowed import clean
from skincare_site.richtext.fields import RichTextField

if TYPE_CHECKING:
    from .compare import Change


Values = dict[str, Any]


def text_fields(model: Any) -> list[Any]:
    """What an editor fills in: every editable column."""
    return [field for field in model._meta.concrete_fields if field.editable and not field.primary_key]


def link_fields(model: Any) -> list[Any]:
    return [field for field in model._meta.many_to_many if field.editable]


def values_of(page: Any, links: Mapping[str, Iterable[Any]] | None = None) -> Values:
    """The page's values as JSON can hold them; `links` stands in for many-to-many fields not saved yet."""
    values: Values = {}
    for field in text_fields(type(page)):
        value = field.value_from_object(page)
        if isinstance(field, RichTextField):
            value = clean(value or "")
        elif isinstance(value, datetime.datetime):
            value = value.astimezone(datetime.UTC).replace(microsecond=0)  # a form knows whole seconds
        values[field.name] = value.isoformat() if isinstance(value, datetime.date) else value
    for field in link_fields(type(page)):
        saved = getattr(page, field.name).all() if page.pk else ()
        chosen = (links or {}).get(field.name, saved)
        values[field.name] = sorted(thing.pk for thing in chosen)
    return values


def with_values(page: Any, values: Values) -> Any:
    """A copy of `page` with `values` laid over it. It is for reading: nothing is saved.

    Links to rows that are gone are left out, so that an old version can always be shown.
    """
    shown = copy.copy(page)
    shown._state = copy.copy(page._state)
    shown._state.fields_cache = {}
    shown._prefetched_objects_cache = {}
    for field in text_fields(type(page)):
        if field.name not in values:
            continue
        value = field.to_python(values[field.name])
        if isinstance(field, models.ForeignKey) and value is not None:
            found = field.related_model._default_manager.filter(pk=value).first()
            setattr(shown, field.name, found)
        else:
            setattr(shown, field.attname, value)
    for field in link_fields(type(page)):
        if field.name in values:
            rows = field.related_model._default_manager.filter(pk__in=values[field.name])
            len(rows)  # read now: the copy's links never follow the database
            shown._prefetched_objects_cache[field.name] = rows
    return shown


def lost_links(model: Any, values: Values) -> list[str]:
    """Names of fields in `values` that point at rows which are gone."""
    lost = []
    for field in [*text_fields(model), *link_fields(model)]:
        if not field.is_relation or not values.get(field.name):
            continue
        wanted = values[field.name] if isinstance(values[field.name], list) else [values[field.name]]
        if field.related_model._default_manager.filter(pk__in=wanted).count() < len(wanted):
            lost.append(str(field.verbose_name))
    return lost


def write_values(page: Any, values: Values) -> None:
    """Write `values` into the row of `page` and its links."""
    source = with_values(page, values)
    for field in text_fields(type(page)):
        if field.name in values:
            setattr(page, field.name, getattr(source, field.name))
    page.save()
    for field in link_fields(type(page)):
        if field.name in values:
            getattr(page, field.name).set(source._prefetched_objects_cache[field.name])


_SPACE = re.compile(r"\s+")
_SPACE_IN_LINE = re.compile(r"[^\S\n]*(\n|[^\S\n])[^\S\n]*")
_WORDS = re.compile(r"\w+")


def settled(value: Any) -> Any:
    """A text without the white space that an editor moves about by itself; anything else unchanged.

    In HTML all white space is alike. In plain text a new line is a line of a card, whatever it ends with.
    """
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("<"):
        return _SPACE.sub(" ", value).replace("> <", "><").strip()
    return _SPACE_IN_LINE.sub(r"\1", value.replace("\r\n", "\n")).strip()


def same(one: Values, other: Values) -> bool:
    """Whether two texts say the same in every field."""
    return all(settled(one.get(name)) == settled(other.get(name)) for name in one.keys() | other.keys())


def digest_of(model: Any, values: Values) -> str:
    """SHA-256 of the clinical part of `values`.

    Covers `model.clinical_fields` and the words of the title: a comma in the title is not clinical, a "not" is.
    Empty fields are left out, so that a field added to the code later voids no sign-off.
    """
    clinical = {name: settled(values.get(name)) for name in model.clinical_fields}
    clinical["title"] = _WORDS.findall(str(values.get("title", "")).casefold())
    kept = {name: value for name, value in clinical.items() if value not in (None, "", [], False)}
    return hashlib.sha256(
        json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


def readable(model: Any, values: Values) -> dict[str, Any]:
    """`values` as staff read them: names instead of keys, the words of a choice, days in the clinic's own form."""
    shown: dict[str, Any] = {}
    for field in text_fields(model):
        value = values.get(field.name)
        if isinstance(field, models.ForeignKey) and value is not None:
            found = field.related_model._default_manager.filter(pk=value).first()
            value = str(found) if found else "(deleted)"
        elif field.choices and value:
            value = dict(field.flatchoices).get(value, value)
        elif isinstance(field, models.DateTimeField) and value:
            value = f"{timezone.localtime(field.to_python(value)):%Y-%m-%d %H:%M}"
        shown[field.name] = value
    for field in link_fields(model):
        rows = field.related_model._default_manager.filter(pk__in=values.get(field.name) or [])
        shown[field.name] = [str(row) for row in rows]
    return shown


def changes(model: Any, old: Values, new: Values) -> list["Change"]:
    """What differs between two texts of one kind of page, what can hurt a patient first."""
    from .compare import compare  # only editors compare

    fields = [
        field
        for field in [*text_fields(model), *link_fields(model)]
        if settled(old.get(field.name)) != settled(new.get(field.name))
    ]
    return compare(
        readable(model, old),
        readable(model, new),
        {field.name: str(field.verbose_name) for field in fields},
        html=[field.name for field in fields if isinstance(field, RichTextField)],
        calls=["call_lines", "call_after_day", "call_at_once", "urgent_first"],
    )
