"""Starter content: readable files in `starter_content/` to rows, each loaded once and never over staff's work."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.models import Article
from skincare_site.publishing.models import Publishable, Source, StarterItem
from skincare_site.publishing.workflow import Status

from .content_items import Item, items
from .content_kinds import Data, Kind
from .content_reading import Existing, Loader
from .content_writing import ContentError

FOLDER = Path(__file__).parent / "starter_content"

Progress = Callable[[int, int, str], None]


class StarterError(Exception):
    """A starter file that can't be loaded; says which and why."""


def load(
    *, as_drafts: bool, progress: Progress = lambda done, total, name: None, folder: Path = FOLDER
) -> int:
    """Load what was never loaded before; the number of things that were new.

    Everything happens in one transaction: a broken file leaves nothing behind. Raises StarterError.
    """
    done = set(StarterItem.objects.values_list("kind", "key"))
    try:
        new = [item for item in items(folder) if (item.kind.name, item.key) not in done]
        with transaction.atomic():
            loader = Loader(Existing.KEEP, check=partial(_check, as_drafts))
            for number, item in enumerate(new, 1):
                loader.load(_as_starter(item, as_drafts))
                StarterItem.objects.create(kind=item.kind.name, key=item.key)
                progress(number, len(new), item.label)
            if new:
                loader.finish()
    except ContentError as error:
        raise StarterError(str(error)) from error
    return len(new)


def _as_starter(item: Item, as_drafts: bool) -> Item:
    """The item with what starter files leave unsaid."""
    if not isinstance(item.kind, Kind):
        return item
    if item.kind.model is Source:
        return replace(item, key=item.key.lower(), table=item.key)
    if not issubclass(item.kind.model, Publishable):
        return item
    data: Data = {
        name: value.strip() if isinstance(value, str) else value for name, value in item.data.items()
    }
    data |= {"is_starter": True, "status": str(Status.DRAFT if as_drafts else Status.PUBLISHED)}
    if not as_drafts:
        data["publish_at"] = timezone.now()
    if item.kind.model is Article:
        data.setdefault("needs_confirmation", True)
    return replace(item, data=data)


def _check(as_drafts: bool, row: Any) -> None:
    """A page is held to the form's rules; one that goes public at once must be complete."""
    if not isinstance(row, Publishable):
        return
    row.full_clean(exclude=["treatment"])
    if not as_drafts and (gaps := row.missing()):
        raise ContentError(f"{row.slug}: {' '.join(sentence for _field, sentence in gaps)}")
