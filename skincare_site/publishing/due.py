"""Drafts that go live by themselves. Apart from `acts.py`, because every request looks and hardly one finds any."""

import datetime

from django.utils import timezone

from skincare_site.page_cache.kept import until_changed

from .models import published_kinds


def publish_due(at: datetime.datetime | None = None) -> int:
    """Let drafts go live whose moment has come; how many did. Cheap when there are none: one indexed query."""
    at = at or timezone.now()
    first = until_changed("draft_due", _first_due)
    if first is None or first > at:
        return 0
    from . import acts

    return sum(acts.publish_due(model, at) for model in published_kinds())


def _first_due() -> datetime.datetime | None:
    """The moment of the next draft that goes live by itself, past ones included."""
    moments = [
        model._default_manager.filter(draft_due_at__isnull=False)
        .order_by()
        .values_list("draft_due_at", flat=True)
        for model in published_kinds()
    ]
    first: datetime.datetime | None = moments[0].union(*moments[1:]).order_by("draft_due_at").first()
    return first
