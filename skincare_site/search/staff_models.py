"""What search keeps for staff: counts of what was asked, promoted pages, phrases kept as checks.

Privacy (docs/decisions/0005-asked.md): nothing a visitor typed is stored at once. A question is a keyed
hash with a counter until enough people on enough days asked the same.
"""

from django.conf import settings
from django.db import models

from skincare_site.symptoms.models import Symptom


class AskedWeek(models.Model):
    """How many searches one week had, by answer. `week` is its Monday."""

    week = models.DateField(unique=True)
    confident = models.PositiveIntegerField(default=0)
    unsure = models.PositiveIntegerField(default=0)
    no_match = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-week"]
        verbose_name = "week of searches"
        verbose_name_plural = "weeks of searches"

    def __str__(self) -> str:
        return f"week of {self.week}"

    @property
    def searches(self) -> int:
        return self.confident + self.unsure + self.no_match


class AskedSymptom(models.Model):
    """How many searches of one week were about a symptom (the first one recognised)."""

    week = models.DateField()
    symptom = models.ForeignKey(Symptom, on_delete=models.CASCADE, related_name="+")
    searches = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["week", "symptom"], name="asked_symptom_once_a_week")]

    def __str__(self) -> str:
        return f"{self.symptom}: {self.searches}"


class AskedPhrase(models.Model):
    """A question that was not answered, or only weakly. `text` stays empty until it may be shown."""

    class Status(models.TextChoices):
        OPEN = "open", "Waiting for you"
        ADDED = "added", "Added as a wording"
        NOT_FOR_US = "not_for_us", "Not for us"

    key = models.CharField(max_length=64, unique=True)  # keyed hash of the normalised question
    text = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OPEN)
    last_asked = models.DateField()

    class Meta:
        ordering = ["-last_asked"]
        verbose_name = "question without an answer"
        verbose_name_plural = "asked but not answered"

    def __str__(self) -> str:
        return self.text or "not shown yet"


class AskedDay(models.Model):
    """How often a phrase was asked on one day."""

    phrase = models.ForeignKey(AskedPhrase, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    searches = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["phrase", "day"], name="asked_day_once")]

    def __str__(self) -> str:
        return f"{self.day}: {self.searches}"


class PromotedPage(models.Model):
    """The page that answers a symptom first."""

    symptom = models.OneToOneField(Symptom, on_delete=models.PROTECT, related_name="promoted")
    kind = models.CharField(max_length=12)
    object_id = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.symptom}: {self.kind} {self.object_id}"


class KeptPhrase(models.Model):
    """A patient's words that must lead to a symptom: the clinic's own check of search."""

    phrase = models.CharField(max_length=200, unique=True, help_text="As a patient types it.")
    symptom = models.ForeignKey(
        Symptom,
        on_delete=models.PROTECT,
        related_name="kept_phrases",
        help_text="Must be recognised, and a page about it must stand in the first three.",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["phrase"]
        verbose_name = "check phrase"

    def __str__(self) -> str:
        return self.phrase
