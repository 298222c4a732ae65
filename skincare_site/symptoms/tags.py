"""Plain tags of a symptom: what a patient sees or feels, and where. The symptom picker's filters are made of them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

# Tag → the words on its tile, in the order in which they are shown.
FEELS = {
    "colour": _("Red, pink or a darker colour"),
    "swelling": _("Puffy or swollen"),
    "pain": _("Sore, stinging or burning"),
    "itch": _("Itchy"),
    "bumps": _("Spots, bumps or blisters"),
    "dry": _("Dry, tight or peeling"),
    "blood": _("Blood, scabs or a bruise"),
    "marks": _("Marks, lines or scars"),
}
PLACES = {
    "face": _("On my face"),
    "eyes": _("Around my eyes"),
    "lips": _("On or near my lips"),
    "elsewhere": _("Neck, chest or somewhere else"),
}


class TagsFormField(forms.MultipleChoiceField):
    """Tick boxes whose value is one text, the ticked tags with a space between."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        return value.split() if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        return " ".join(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial or ""), data)


class TagsField(models.CharField):
    """Any of a few tags, kept as one text: `"colour pain"`. Empty means "not sorted", and fits every choice."""

    def __init__(self, *args: Any, tags: Mapping[str, str | Promise] | None = None, **kwargs: Any) -> None:
        self.tags = dict(tags or {})
        super().__init__(*args, **{"max_length": 120, "blank": True, "default": "", **kwargs})

    def run_validators(self, value: str) -> None:
        super().run_validators(value)
        if unknown := [tag for tag in value.split() if tag not in self.tags]:
            raise ValidationError(f"“{unknown[0]}” is none of: {', '.join(self.tags)}")

    def formfield(self, **kwargs: Any) -> Any:
        return TagsFormField(
            choices=list(self.tags.items()),
            required=False,
            label=capfirst(str(self.verbose_name)),
            help_text=self.help_text,
        )

    def deconstruct(self) -> Any:
        # A plain text column in migrations: tags may come and go without one.
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
