"""Consent of the person on a photo: who keeps the form, what it allows, since when, until when.

No name of a patient is kept here: the reference leads to the signed form in the clinic's own records.
"""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone


class Scope(models.TextChoices):
    WEBSITE = "website", "This website"
    WEBSITE_AND_PRINT = "website_and_print", "This website and printed sheets"
    CLINIC = "clinic", "Inside the clinic only, not on the website"


ON_THE_WEBSITE = (Scope.WEBSITE, Scope.WEBSITE_AND_PRINT)


class Consent(models.Model):
    """A signed permission to show photos of one person. It holds until the day it is withdrawn."""

    reference = models.CharField(
        max_length=120,
        unique=True,
        help_text="The number or file name of the signed form. Never the patient's name.",
    )
    kept_by = models.CharField(max_length=120, help_text="Who keeps the signed form, and where.")
    scope = models.CharField("allows", max_length=20, choices=Scope.choices)
    given_on = models.DateField("date given")
    withdrawn_on = models.DateField(
        "date withdrawn",
        null=True,
        blank=True,
        help_text="Fill this in the moment consent is withdrawn: every picture under it disappears at once.",
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=models.F("given_on")),
                name="consent_withdrawn_after_given",
                violation_error_message="Consent can't be withdrawn before it was given.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} (withdrawn)" if self.withdrawn_on else self.reference

    @property
    def is_valid(self) -> bool:
        """Whether pictures under it may be on the website today. The query twin is `valid_consent`."""
        return bool(
            self.withdrawn_on is None
            and self.scope in ON_THE_WEBSITE
            and self.given_on <= timezone.localdate()
        )

    def clean(self) -> None:
        super().clean()
        today = timezone.localdate()
        late = "This day has not come yet."
        wrong = {
            name: late
            for name in ("given_on", "withdrawn_on")
            if isinstance(day := getattr(self, name), datetime.date) and day > today
        }
        if wrong:
            raise ValidationError(wrong)

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            if not self.is_valid:
                # Their public addresses die with the consent, whoever serves the files.
                for picture in self.pictures.all():
                    picture.move_to_new_address()


def valid_consent(prefix: str = "consent__") -> Q:
    """The rows whose consent allows the website today."""
    return Q(
        **{
            f"{prefix}withdrawn_on": None,
            f"{prefix}scope__in": ON_THE_WEBSITE,
            f"{prefix}given_on__lte": timezone.localdate(),
        }
    )
