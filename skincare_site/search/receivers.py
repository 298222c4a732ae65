"""The only signal receivers in the house: a saved page reaches the index when its transaction commits."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save

from skincare_site.symptoms.models import SymptomPage, page_kinds

from . import index, promoted


def _page_changed(sender: Any, instance: SymptomPage, raw: bool = False, **kwargs: Any) -> None:
    transaction.on_commit(partial(index.refresh, type(instance), instance.pk))


def _page_deleted(sender: Any, instance: SymptomPage, **kwargs: Any) -> None:
    promoted.forget(instance)
    _page_changed(sender, instance)


def _symptoms_changed(sender: Any, instance: Any, action: str, **kwargs: Any) -> None:
    if action.startswith("post_") and isinstance(instance, SymptomPage):
        _page_changed(sender, instance)


def connect() -> None:
    """Listen to every published kind; called once when the apps are ready."""
    for model in page_kinds():
        post_save.connect(_page_changed, sender=model, dispatch_uid=f"index-save-{model.__name__}")
        post_delete.connect(_page_deleted, sender=model, dispatch_uid=f"index-delete-{model.__name__}")
        m2m_changed.connect(
            _symptoms_changed,
            sender=model._meta.get_field("symptoms").remote_field.through,
            dispatch_uid=f"index-symptoms-{model.__name__}",
        )
