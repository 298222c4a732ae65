"""What differs between two versions of a symptom, a clinic, a source and the like."""

import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe
from reversion.errors import RevertError
from reversion.models import Version

from skincare_site.clinics.cards import CardLinesField
from skincare_site.history.record import own_relations, own_versions
from skincare_site.publishing.compare import Value, compare
from skincare_site.richtext.fields import RichTextField

# Fields in which every change is about whom to call, and when.
CALLS = ["phone", "after_hours", "hours", "level"]


@require_safe
def compare_view(request: HttpRequest) -> HttpResponse:
    """`/admin/history/compare/?old=3&new=7`: two versions of one thing, in the order they were saved."""
    old, new = (_version(request.GET.get(name, "")) for name in ("old", "new"))
    if (old.content_type_id, old.object_id) != (new.content_type_id, new.object_id):
        raise Http404("Two different things.")
    old, new = sorted((old, new), key=lambda version: version.pk)
    model = new._model
    model_admin = admin.site._registry.get(model)
    if model_admin is None:
        raise Http404("Not kept in the admin.")
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    meta = model._meta
    for version in (old, new):
        version.said, _newline, version.note = version.revision.comment.partition("\n")
        version.link = reverse(
            f"admin:{meta.app_label}_{meta.model_name}_revision", args=[quote(version.object_id), version.pk]
        )
    html = [field.name for field in meta.fields if isinstance(field, RichTextField)]
    calls = [*CALLS, *(field.name for field in meta.fields if isinstance(field, CardLinesField))]
    try:
        changes = compare(values_of(old), values_of(new), labels_of(model), html=html, calls=calls)
    except RevertError as error:
        raise Http404(str(error)) from error
    context = {
        **admin.site.each_context(request),
        "title": f"What differs: {new.object_repr}",
        "opts": meta,
        "new": new,
        "sides": [("From", old), ("To", new)],
        "history_link": reverse(
            f"admin:{meta.app_label}_{meta.model_name}_history", args=[quote(new.object_id)]
        ),
        "changes": changes,
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/history/compare.html", context)


def _version(given: str) -> Any:
    key = int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0
    version = Version.objects.select_related("revision__user").filter(pk=key).first()
    if version is None or version._model is None:
        raise Http404("No such version.")
    return version


def labels_of(model: Any) -> dict[str, str]:
    """Field name → words, for the thing and then for its own rows."""
    labels = {field.name: str(field.verbose_name) for field in _fields(model)}
    for relation in own_relations(model):
        labels[relation.get_accessor_name()] = str(relation.related_model._meta.verbose_name_plural)
    return labels


def values_of(version: Any) -> dict[str, Value]:
    """A version as `compare` wants it; own rows are lists of lines."""
    row = version._object_version.object
    values: dict[str, Value] = {field.name: _value(row, field) for field in _fields(version._model)}
    for relation in own_relations(version._model):
        lines = [
            " · ".join(
                str(value)
                for field in _fields(relation.related_model)
                if not field.is_relation
                and (value := _value(one._object_version.object, field)) not in (None, "")
            )
            for one in own_versions(version)
            if one._model is relation.related_model
        ]
        values[relation.get_accessor_name()] = sorted(lines)
    return values


def _fields(model: Any) -> list[Any]:
    """What people fill in: no keys, no times that are set by themselves."""
    return [field for field in model._meta.fields if field.editable and not field.primary_key]


def _value(row: Any, field: Any) -> Value:
    value = field.value_from_object(row)
    if value is None:
        return None
    if field.is_relation:
        found = field.related_model._default_manager.filter(pk=value).first()
        return str(found) if found else "(deleted since)"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime.datetime):
        return date_format(localtime(value), "j F Y, H:i")
    return value.strftime("%H:%M") if isinstance(value, datetime.time) else str(value)
