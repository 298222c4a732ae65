"""Bringing one thing back as a version has it, with its own rows, and nothing else that was saved together with it."""

from typing import Any

from django.db import IntegrityError, transaction
from reversion.errors import RevertError

from .record import own_relations, own_versions

TAKEN = (
    "“{}” can't be brought back: another one has the same name or web address now. Change that one first, "
    "then bring this one back."
)


def bring_back(version: Any) -> None:
    """Write the rows of `version` to the database. Raises RevertError with a plain sentence.

    reversion's own way restores all rows of a revision, and one revision can hold twenty symptoms (a sorted list,
    an import). Own rows are deleted and written anew, so that two of them can have swapped their words since.
    """
    rows = own_versions(version)
    try:
        with transaction.atomic():
            for relation in own_relations(version._model):
                relation.related_model._base_manager.filter(
                    **{f"{relation.field.name}__pk": version.object_id}
                ).delete()
            version.revert()
            for row in rows:
                row.revert()
    except IntegrityError as error:
        raise RevertError(TAKEN.format(version.object_repr)) from error
