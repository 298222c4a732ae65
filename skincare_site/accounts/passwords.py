"""Words that no password of this site may lean on (docs/decisions/0014-accounts.md)."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

# What anybody would try first at a skin clinic.
OURS = ("clinic", "skin", "microneedling", "needling", "dermapen", "aftercare", "nurse", "patient", "derma")
LEAST = 8  # characters that must be left without them


class OwnWordsValidator:
    """Refuses a password that is little more than words of the house: at least eight characters must be others."""

    def validate(self, password: str, user: Any = None) -> None:
        rest = password.casefold()
        # The longest first: "dermapen" before "derma".
        for word in sorted({*OURS, *settings.SITE_NAME.casefold().split()}, key=len, reverse=True):
            if len(word) > 3:
                rest = rest.replace(word, "")
        if len(rest) < LEAST:
            raise ValidationError(self.get_help_text(), code="own_words")

    def get_help_text(self) -> str:
        return "Your password needs at least 8 characters besides words such as “skin” and “clinic” or the site’s name."
