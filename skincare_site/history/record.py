"""Writing history down: one revision for each save, with its author, and the state before the first of them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import models
from reversion import add_to_revision, create_revision, set_comment, set_user
from reversion.models import Version
from reversion.revisions import _get_options, _stack

FOUND = "As it was before the first change written down here."


def own_relations(model: type[models.Model]) -> list[Any]:
    """The relations to the rows that belong to a thing, such as a symptom's wordings: its inlines in the admin."""
    names = _get_options(model).follow
    return [relation for relation in model._meta.related_objects if relation.get_accessor_name() in names]


def own_versions(version: Any) -> list[Any]:
    """The versions of a thing's own rows that were written down together with `version`."""
    found = []
    for relation in own_relations(version._model):
        kind = ContentType.objects.get_for_model(relation.related_model)
        for row in version.revision.version_set.filter(content_type=kind):
            if str(row.field_dict[relation.field.attname]) == version.object_id:
                found.append(row)
    return found


def newest_version(thing: models.Model) -> Any:
    return Version.objects.get_for_object(thing).first()


def is_written_down(thing: models.Model) -> bool:
    """Whether the newest version of `thing` says what the database says, its own rows included."""
    newest = newest_version(thing)
    if newest is None:
        return False
    then = {
        (row.content_type_id, row.object_id): row.serialized_data for row in [newest, *own_versions(newest)]
    }
    rows = [thing]
    for relation in own_relations(type(thing)):
        rows += relation.related_model._base_manager.filter(**{relation.field.name: thing.pk})
    now = {
        (ContentType.objects.get_for_model(row).pk, str(row.pk)): serializers.serialize(
            "json", [row], fields=_get_options(type(row)).fields
        )
        for row in rows
    }
    return now == then


def write_down(thing: models.Model, comment: str, user: Any = None) -> None:
    """A revision of `thing` as the database has it now, apart from any revision that is being made."""

    # With an empty stack no revision is running, so this one is not merged into it.
    running = _stack.set([])
    try:
        with create_revision():
            if user is not None:
                set_user(user)
            set_comment(comment)
            add_to_revision(type(thing)._base_manager.get(pk=thing.pk))
    finally:
        _stack.reset(running)


def keep_as_is(thing: models.Model | None) -> None:
    """Before a change: write down what is there, if history does not have it (starter content, shell)."""
    if thing is None or thing.pk is None:
        return
    stored = type(thing)._base_manager.filter(pk=thing.pk).first()
    if stored is not None and not is_written_down(stored):
        write_down(stored, FOUND)


@contextmanager
def recorded(user: Any, comment: str, things: Iterable[models.Model] = ()) -> Iterator[None]:
    """One revision for what is saved in the block, outside the admin's own forms.

    `things` are written down before and after it: give the symptom when its wordings are saved.
    """
    kept = list(things)
    for thing in kept:
        keep_as_is(thing)
    with create_revision():
        set_user(user)
        set_comment(comment)
        yield
        for thing in kept:
            add_to_revision(type(thing)._base_manager.get(pk=thing.pk))
