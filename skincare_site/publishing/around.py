"""What stands around a page: addresses it had, preview links, who has it open, reminders that went out."""

import datetime
from typing import ClassVar

from django.conf import settings
from django.core import signing
from django.db import models
from django.utils import timezone

from .records import About, AboutQuerySet


class OldAddress(About):
    """A web address a page had while it was public; it leads to where the page is now."""

    slug = models.SlugField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_type", "slug"], name="old_address_leads_to_one_page")
        ]

    def __str__(self) -> str:
        return self.slug


class PreviewLinkQuerySet(AboutQuerySet):
    def working(self, at: datetime.datetime | None = None) -> "PreviewLinkQuerySet":
        """Links that still open."""
        return self.filter(revoked_at=None, expires_at__gt=at or timezone.now())


def in_two_weeks() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=14)


class PreviewLink(About):
    """Lets somebody without an account read the newest draft of one page, for 14 days or until revoked."""

    SALT = "publishing.preview"

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=in_two_weeks)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"preview until {timezone.localtime(self.expires_at):%Y-%m-%d %H:%M}"

    @property
    def token(self) -> str:
        """What stands in the address: the link's key under the site's signature."""
        return signing.Signer(salt=self.SALT).sign(str(self.pk))

    @classmethod
    def behind(cls, token: str) -> "PreviewLink | None":
        """The working link of this token, or None."""
        try:
            pk = int(signing.Signer(salt=cls.SALT).unsign(token))
        except (signing.BadSignature, ValueError):
            return None
        found: PreviewLink | None = cls.objects.working().filter(pk=pk).first()
        return found


class OpenForm(About):
    """Somebody has the form of this page open; renewed by their browser, forgotten after a minute and a half."""

    FRESH = datetime.timedelta(seconds=90)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "user"], name="open_form_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} since {timezone.localtime(self.opened_at):%H:%M}"


class ReviewReminder(About):
    """A reminder that went out for this due date; it goes out once."""

    due_on = models.DateField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "due_on"], name="review_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"due {self.due_on}"
