"""System checks: a new kind of page that forgets to speak for itself stops the server, not a visitor."""

from typing import Any

from django.core.checks import Error, register
from django.db import models

from skincare_site.richtext.fields import RichTextField

from .models import Publishable, published_kinds

MUST_SAY = ["get_absolute_url", "search_text", "passages", "symptom_ids", "days", "missing"]


@register()
def kinds_speak(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every published kind has its own address, search text, symptoms, days and gate."""
    errors = []
    for model in published_kinds():
        forgotten = [name for name in MUST_SAY if getattr(model, name) is getattr(Publishable, name)]
        forgotten += [
            name for name in ("search_kind", "search_number", "clinical_fields") if not hasattr(model, name)
        ]
        if forgotten:
            errors.append(
                Error(
                    f"{model._meta.label} does not define {', '.join(forgotten)}.",
                    obj=model,
                    id="publishing.E001",
                )
            )
        kept = {constraint.name for constraint in model._meta.constraints}
        name = model._meta.model_name
        if f"{name}_published_has_time" not in kept:
            errors.append(
                Error(
                    f"{model._meta.label} lost the constraints of Publishable.",
                    hint="Write constraints = [*Publishable.Meta.constraints, …].",
                    obj=model,
                    id="publishing.E002",
                )
            )
    return errors


@register()
def html_is_ours(app_configs: Any, **kwargs: Any) -> list[Error]:
    """No published kind keeps HTML in a field that does not clean itself."""
    return [
        Error(
            f"{model._meta.label}.{field.name} looks like HTML but is not a RichTextField.",
            obj=model,
            id="publishing.E003",
        )
        for model in published_kinds()
        for field in model._meta.fields
        if isinstance(field, models.TextField)
        and not isinstance(field, RichTextField)
        and (field.name.endswith("_html") or "ckeditor" in type(field).__module__)
    ]
