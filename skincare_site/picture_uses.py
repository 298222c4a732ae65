"""Pictures in drafts that stand beside a public page: the library must not lose what is about to be shown."""

from collections.abc import Iterator

from django.db import models

from skincare_site.images.models import Picture
from skincare_site.publishing.models import Publishable, published_kinds
from skincare_site.richtext.pictures import picture_ids


def drafts_showing(picture_id: int) -> Iterator[tuple[Publishable, str]]:
    """(page, name of the field) for every draft that shows the picture."""
    for model in published_kinds():
        links = {
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model is Picture
        }
        for page in model._default_manager.drafted().select_related("draft"):
            values = page.draft.values if page.draft else {}
            for name, value in values.items():
                inside = isinstance(value, str) and picture_id in picture_ids(value)
                if inside or (name in links and value == picture_id):
                    yield page, f"{name.replace('_', ' ').capitalize()} (draft)"
