"""When the public text of a page last changed. `updated_at` says less: it moves with every draft beside the page."""

import datetime
from collections.abc import Collection
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max

from .records import AuditEntry
from .workflow import MOVES

# What the audit trail calls the acts that write the public row (acts._go_live, acts._still_correct).
WENT_LIVE = [MOVES["publish"].done, MOVES["still_correct"].done, "Published at its time"]


def live_dates(pages: Collection[Any]) -> dict[Any, datetime.datetime]:
    """Each page → when its public text last changed. One query for all, whatever their kinds.

    A page nobody has acted on yet, such as a starter text, says it itself.
    """
    kinds = ContentType.objects.get_for_models(*{type(page) for page in pages})
    acts = AuditEntry.objects.filter(content_type__in=kinds.values(), action__in=WENT_LIVE).order_by()
    newest = acts.values_list("content_type", "object_id").annotate(Max("at"))
    acted = {(kind, key): at for kind, key, at in newest}
    return {page: _changed(page, acted.get((kinds[type(page)].pk, page.pk))) for page in pages}


def _changed(page: Any, acted: datetime.datetime | None) -> datetime.datetime:
    if acted is None and page.revision == 0:
        return max(page.publish_at, page.updated_at)
    # A page that was published ahead of its time appeared at its time, not when the button was pressed.
    return max(filter(None, [page.publish_at, acted]))
