"""Whom to call: the three levels of care cards, and the field that holds a card's lines.

Levels, wording and limits follow docs/editorial-rules.md ("Cards: whom to call").
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_LINES = 5


class Level(models.TextChoices):
    """How soon help is needed; every card says its level in words, never by colour alone."""

    NON_URGENT = "non-urgent", _("Non-urgent advice")
    URGENT = "urgent", _("Urgent advice")
    EMERGENCY = "emergency", _("Immediate action required")


HEADINGS = {
    Level.NON_URGENT: _("Call the clinic if:"),
    Level.URGENT: _("Call the clinic now, or dial 811 if it is closed, if:"),
    Level.EMERGENCY: _("Call 911 or go to the emergency department now if:"),
}


@dataclass(frozen=True)
class Card:
    """What one card says. Equal cards read alike."""

    level: Level
    line_list: tuple[str, ...]

    @property
    def label(self) -> str:
        return str(self.level.label)

    @property
    def heading(self) -> str:
        return str(HEADINGS[self.level])


@dataclass(frozen=True)
class Phone:
    """A clinic as the cards name it. `link` is its `tel:` address."""

    name: str
    phone: str
    link: str
    is_example: bool
    is_open: bool


def split_lines(text: str) -> list[str]:
    """The lines of a card, without blank ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def validate_card_lines(text: str) -> None:
    """At most five short lines: more than that is not read by somebody who is frightened."""
    lines = split_lines(text)
    if len(lines) > MAX_LINES:
        raise ValidationError(f"A card has at most {MAX_LINES} lines; this one has {len(lines)}.")
    for line in lines:
        if len(line) > 160:
            raise ValidationError(f"This line is too long for a card (at most 160 characters): {line[:60]}…")


class CardLinesField(models.TextField):
    """One line of a care card per line of text, at most five."""

    default_validators = [validate_card_lines]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        kwargs["widget"] = forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"})
        return super().formfield(**kwargs)
