"""A saved page reaches the index when its transaction commits.

The house has two places with signal receivers: this one, and `publishing/uses.py`, which refuses deletions.
"""

import datetime
import logging
import threading
import time
from typing import Any

from django.conf import settings
from django.core.signals import request_started
from django.db import connections
from django.db.models.signals import m2m_changed, post_delete, post_save

from skincare_site.symptoms.models import SymptomPage, page_kinds

from . import index, promoted

logger = logging.getLogger(__name__)

STILL_SAVING = datetime.timedelta(seconds=2)  # whoever told the index since may be about to refresh it


def _page_changed(sender: Any, instance: SymptomPage, raw: bool = False, **kwargs: Any) -> None:
    index.changed(type(instance), instance.pk)


def _page_deleted(sender: Any, instance: SymptomPage, **kwargs: Any) -> None:
    promoted.forget(instance)
    _page_changed(sender, instance)


def _symptoms_changed(sender: Any, instance: Any, action: str, **kwargs: Any) -> None:
    if action.startswith("post_") and isinstance(instance, SymptomPage):
        _page_changed(sender, instance)


def _catch_up_once(**kwargs: Any) -> None:
    """At a process's first request: another one may have been killed between a save and its entry."""
    request_started.disconnect(dispatch_uid="index-catch-up")
    if settings.SEARCH_FLUSH_SECONDS is not None:  # else nothing is written beside requests
        threading.Thread(target=_catch_up, name="index", daemon=True).start()


def _catch_up() -> None:
    time.sleep(STILL_SAVING.total_seconds())
    try:
        index.catch_up(at_least=STILL_SAVING)
    except Exception as error:  # the next save or the next process tries again
        logger.warning("The search index could not catch up: %s", type(error).__name__)
    finally:
        connections.close_all()


def connect() -> None:
    """Listen to every published kind; called once when the apps are ready."""
    request_started.connect(_catch_up_once, dispatch_uid="index-catch-up")
    for model in page_kinds():
        post_save.connect(_page_changed, sender=model, dispatch_uid=f"index-save-{model.__name__}")
        post_delete.connect(_page_deleted, sender=model, dispatch_uid=f"index-delete-{model.__name__}")
        m2m_changed.connect(
            _symptoms_changed,
            sender=model._meta.get_field("symptoms").remote_field.through,
            dispatch_uid=f"index-symptoms-{model.__name__}",
        )
