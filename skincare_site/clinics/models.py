"""Clinic locations with their hours, and the shared red-flag text."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .cards import HEADINGS, CardLinesField, Level, Phone, split_lines

phone_validator = RegexValidator(
    r"^\+?[0-9][0-9 ().\-]{6,20}$", "Write the phone number with digits, spaces and hyphens only."
)


def tel(phone: str) -> str:
    """A phone number as a `tel:` address, with Canada's country code when none is given."""
    digits = "".join(character for character in phone if character.isdigit())
    if phone.strip().startswith("+"):
        return f"tel:+{digits}"
    return f"tel:+1{digits}" if len(digits) == 10 else f"tel:{digits}"


class Clinic(models.Model):
    """One location a patient can call or visit."""

    name = models.CharField(max_length=80, help_text="As patients know it, for example “Barrie clinic”.")
    slug = models.SlugField(max_length=80, unique=True, help_text="Its web address: /clinics/…/")
    street = models.CharField(max_length=120)
    city = models.CharField(max_length=60)
    province = models.CharField(max_length=2, default="ON")
    postal_code = models.CharField(max_length=7)
    phone = models.CharField(max_length=24, validators=[phone_validator])
    after_hours = models.TextField(
        "after hours",
        help_text="What a patient does when the clinic is closed, in one or two sentences.",
    )
    directions = models.TextField(blank=True, help_text="Parking, transit, which door. Plain text.")
    is_example = models.BooleanField(
        "example details",
        default=False,
        help_text="Ticked while the address or phone is an example. The page says so until you untick it.",
    )
    order = models.PositiveSmallIntegerField(default=0, help_text="Smaller numbers come first.")

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("clinics:detail", args=[self.slug])

    @property
    def phone_link(self) -> str:
        return tel(self.phone)

    def is_open(self, at: datetime.datetime) -> bool:
        """Whether the clinic's own hours cover the moment `at` (clinic time zone: the site's)."""
        return are_open(self.hours.all(), at)

    def week(self) -> list[tuple[str | Promise, list["OpeningHours"]]]:
        """Monday to Sunday, each with its opening hours; an empty list is a closed day."""
        rows = list(self.hours.all())
        return [(day.label, [row for row in rows if row.weekday == day]) for day in Weekday]


def are_open(hours: Iterable["OpeningHours"], at: datetime.datetime) -> bool:
    local = timezone.localtime(at)
    day, time = local.weekday(), local.time()
    return any(row.weekday == day and row.opens <= time < row.closes for row in hours)


def phone_of(clinic: Clinic, hours: Iterable["OpeningHours"], at: datetime.datetime) -> Phone:
    """The clinic with these hours as the cards name it at the moment `at`."""
    return Phone(clinic.name, clinic.phone, clinic.phone_link, clinic.is_example, are_open(hours, at))


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class OpeningHours(models.Model):
    """One span of one weekday in which the clinic answers the phone."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        verbose_name_plural = "opening hours"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")),
                name="hours_close_after_opening",
                violation_error_message="Closing time must be after opening time.",
            ),
            models.UniqueConstraint(fields=["clinic", "weekday", "opens"], name="hours_once"),
        ]

    def __str__(self) -> str:
        return f"{Weekday(self.weekday).label} {self.opens:%H:%M} to {self.closes:%H:%M}"


class RedFlagQuerySet(models.QuerySet["RedFlagCard"]):
    def in_order_of_urgency(self) -> list["RedFlagCard"]:
        """The emergency card, then the urgent one: most serious first."""
        ranks = {Level.EMERGENCY: 0, Level.URGENT: 1}
        return sorted(self, key=lambda card: ranks[Level(card.level)])


class RedFlagCard(models.Model):
    """The shared text of one red-flag level; the same words on every explainer and result page."""

    SHARED_LEVELS = [(level.value, level.label) for level in (Level.URGENT, Level.EMERGENCY)]

    level = models.CharField(max_length=12, choices=SHARED_LEVELS, unique=True)
    lines = CardLinesField(
        blank=False,
        help_text="One sign a line, at most 5. Each line ends the sentence in the card's heading.",
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = RedFlagQuerySet.as_manager()

    class Meta:
        ordering = ["level"]
        verbose_name = "red-flag card"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__in=["urgent", "emergency"]), name="red_flag_level_is_shared"
            ),
        ]

    def __str__(self) -> str:
        return self.get_level_display()

    def clean(self) -> None:
        super().clean()
        if not split_lines(self.lines):
            raise ValidationError({"lines": "A red-flag card needs at least one line."})

    @property
    def heading(self) -> str | Promise:
        return HEADINGS[Level(self.level)]

    @property
    def line_list(self) -> list[str]:
        return split_lines(self.lines)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise models.ProtectedError("Red-flag cards are shown on every page and can't be deleted.", {self})
