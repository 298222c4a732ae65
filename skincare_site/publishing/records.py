"""What is kept about a page beside its row: versions, sign-offs, the audit trail. All three only grow.

A record points at its page by kind and key, not by a foreign key: it outlives the page it is about.
"""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone


class AboutQuerySet(models.QuerySet[Any]):
    def about(self, page: models.Model) -> Self:
        """Rows about this page (or about anything else with a primary key)."""
        return self.filter(content_type=ContentType.objects.get_for_model(page), object_id=page.pk)


class About(models.Model):
    """A row about one page, whatever its kind."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()

    objects: ClassVar[Any] = AboutQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def page(self) -> Any:
        """The page as it stands now, or None when it was deleted."""
        model = self.content_type.model_class()
        return model._default_manager.filter(pk=self.object_id).first() if model else None


def about(page: models.Model) -> dict[str, Any]:
    """The two columns that point at `page`."""
    return {"content_type": ContentType.objects.get_for_model(page), "object_id": page.pk}


class NotErasable(Exception):
    """History is written once."""


class OnlyGrowsQuerySet(AboutQuerySet):
    def update(self, **values: Any) -> int:
        raise NotErasable(f"Rows of the {self.model._meta.verbose_name_plural} are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise NotErasable(f"Rows of the {self.model._meta.verbose_name_plural} are never deleted.")


class OnlyGrows(About):
    """A row that is written once: who did it and when, never changed and never deleted."""

    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The name as it was, so that the trail still says who after an account is gone.
    by_name = models.CharField(max_length=160, blank=True)

    objects: ClassVar[Any] = OnlyGrowsQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise NotErasable(f"A {self._meta.verbose_name} is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise NotErasable(f"A {self._meta.verbose_name} is never deleted.")


def who(user: Any) -> dict[str, Any]:
    """The two columns that say who; empty for a command or the starter content."""
    if user is None or not user.is_authenticated:
        return {"by": None, "by_name": ""}
    return {"by": user, "by_name": (user.get_full_name() or user.get_username())[:160]}


class Version(OnlyGrows):
    """Everything that was in the form of a page at one save.

    `values` holds field → JSON value; links to other rows are primary keys, many of them a sorted list.
    """

    class Kept(models.TextChoices):
        SAVED = "saved", "Saved"
        SIGNED = "signed", "Signed off"
        RESTORED = "restored", "Brought back from an older version"
        CONFLICT = "conflict", "Not applied: somebody else had saved first"
        LOADED = "loaded", "Loaded from files"

    kept = models.CharField(max_length=10, choices=Kept.choices, default=Kept.SAVED)
    title = models.CharField(max_length=120)
    values = models.JSONField()
    digest = models.CharField(max_length=64, help_text="Of the clinical part: what a sign-off covers.")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["content_type", "object_id", "-id"], name="version_of_page")]

    def __str__(self) -> str:
        return f"{self.title}, {timezone.localtime(self.at):%Y-%m-%d %H:%M}"


class SignOff(OnlyGrows):
    """A clinician stands behind exactly this text of a page."""

    digest = models.CharField(max_length=64)
    reviewer = models.ForeignKey("publishing.Reviewer", on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["content_type", "object_id", "-id"], name="signoff_of_page")]

    def __str__(self) -> str:
        return f"{self.reviewer.name}, {timezone.localtime(self.at):%Y-%m-%d %H:%M}"


class AuditEntry(OnlyGrows):
    """One thing that somebody did."""

    content_type = models.ForeignKey(  # type: ignore[assignment]
        ContentType, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    object_id = models.PositiveBigIntegerField(null=True, blank=True)  # type: ignore[assignment]
    action = models.CharField(max_length=80)
    title = models.CharField("what", max_length=200)
    note = models.CharField(max_length=300, blank=True)
    version = models.ForeignKey(
        Version, on_delete=models.SET_NULL, null=True, blank=True, related_name="entries"
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = "audit entry"
        verbose_name_plural = "audit trail"
        indexes = [models.Index(fields=["content_type", "object_id", "-id"], name="audit_of_page")]

    def __str__(self) -> str:
        return f"{self.action}: {self.title}"
