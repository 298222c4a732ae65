"""What every published thing shares: status, visibility, review, sources.

`Publishable` is abstract. Anything that subclasses it gets into search, sitemap, dashboard and review lists
by `published_kinds()`; nothing has to be registered.
"""

import datetime
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from . import texts
from .around import OldAddress, OpenForm, PreviewLink, ReviewReminder
from .passages import Passage
from .records import AuditEntry, SignOff, Version
from .votes import PageVotes
from .workflow import Status


class Source(models.Model):
    """One publication that pages lean on; written once, cited by many."""

    key = models.SlugField(max_length=20, unique=True, help_text="A short key, for example R1.")
    name = models.CharField(max_length=250, help_text="Who, what, when — as a reader wants to see it.")
    link = models.URLField(max_length=400, blank=True)
    seen = models.DateField("date seen", help_text="When somebody here last read it.")
    note = models.CharField(max_length=300, blank=True, help_text="For staff: what of it was read.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Reviewer(models.Model):
    """A clinician whose name stands under reviewed pages."""

    name = models.CharField(max_length=80)
    role = models.CharField(max_length=120, help_text="As patients read it, for example “Registered nurse”.")
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="reviewer"
    )

    class Meta:
        ordering = ["name"]
        permissions = [
            ("review_content", "Can sign off health content and edit red flags"),
            ("publish_content", "Can publish, take offline and archive"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}"


class StarterItem(models.Model):
    """A starter file that has been loaded once, so that it is never loaded over staff's decisions."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="starter_item_once")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.key}"


@dataclass(frozen=True)
class SearchText:
    """What a thing is about, field by field, as plain text; what each weighs is search's business."""

    title: str
    summary: str
    body: str


__all__ = [
    "AuditEntry", "OldAddress", "OpenForm", "PageVotes", "PreviewLink", "ReviewReminder", "SignOff", "Version",
]  # fmt: skip


def is_public(
    publish_at: datetime.datetime, expires_at: datetime.datetime | None, at: datetime.datetime
) -> bool:
    """Whether a published page with these dates is to be read at the moment `at`."""
    return publish_at <= at and (expires_at is None or expires_at > at)


class PublishableQuerySet(models.QuerySet[Any]):
    def visible(self, at: datetime.datetime | None = None) -> Self:
        """What the public may read at the moment `at` (now when None). The one meaning of "public"."""
        at = at or timezone.now()
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=at), status=Status.PUBLISHED, publish_at__lte=at
        )

    def may_preview(self, user: Any) -> bool:
        """Whether `user` is staff who may look at this kind of page before it is public."""
        meta = self.model._meta
        return bool(
            user.is_authenticated
            and user.is_staff
            and user.has_perm(f"{meta.app_label}.view_{meta.model_name}")
        )

    def visible_to(self, user: Any, at: datetime.datetime | None = None) -> Self:
        """Everything for staff who may look at this kind of page (previews), else what is public."""
        return self.all() if self.may_preview(user) else self.visible(at)

    def without_texts(self) -> Self:
        """For lists: the long texts stay in the database."""
        texts = [
            field.name for field in self.model._meta.concrete_fields if isinstance(field, models.TextField)
        ]
        return self.defer(*texts)

    def scheduled(self, at: datetime.datetime | None = None) -> Self:
        """Published, but not yet at the moment `at`."""
        return self.filter(status=Status.PUBLISHED, publish_at__gt=at or timezone.now())

    def overdue(self, today: datetime.date | None = None) -> Self:
        """Published pages whose next review date has passed."""
        return self.filter(status=Status.PUBLISHED, next_review_on__lt=today or timezone.localdate())

    def drafted(self) -> Self:
        """Public pages with a draft beside them."""
        return self.filter(draft__isnull=False)

    def unchecked(self) -> Self:
        """Published starter pages that no clinician has reviewed."""
        return self.filter(status=Status.PUBLISHED, is_starter=True, reviewed_on=None)


def in_months(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month, `months` later; the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_after = datetime.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return datetime.date(year, month + 1, min(day.day, (first_after - datetime.timedelta(days=1)).day))


class Publishable(models.Model):
    """A page with a status, a time window in public, and a clinician's review."""

    search_kind: ClassVar[str]  # the word on result pages: data-kind="…"
    search_number: ClassVar[int]  # 0 to 7, one a kind, never changed: part of the index key
    search_leads: ClassVar[bool] = False  # listed before other kinds about the same main symptom
    clinical_fields: ClassVar[list[str]]  # what a sign-off covers, beside the words of the title

    title = models.CharField(max_length=120, help_text="What a worried patient would call it.")
    slug = models.SlugField("web address", max_length=80, unique=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRAFT, editable=False)
    publish_at = models.DateTimeField(
        "publish at",
        null=True,
        blank=True,
        help_text="Leave empty to publish at once. A time in the future waits until then by itself.",
    )
    expires_at = models.DateTimeField(
        "take offline at", null=True, blank=True, help_text="Leave empty to keep the page online."
    )
    sources = models.ManyToManyField(
        Source, blank=True, help_text="Where the facts come from. Patients see names and links."
    )
    reviewer = models.ForeignKey(
        Reviewer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text="The clinician who read the whole page and stands behind it.",
    )
    reviewed_on = models.DateField("last reviewed", null=True, blank=True)
    next_review_on = models.DateField(
        "next review due",
        null=True,
        blank=True,
        help_text="Left empty, it is set to 12 months after the review.",
    )
    needs_confirmation = models.BooleanField(
        "clinician to confirm", default=False, help_text="Ticked while a number or line is a working value."
    )
    confirm_note = models.TextField(
        "what to confirm",
        blank=True,
        help_text="For staff only: which numbers and lines need a clinician's yes.",
    )
    is_starter = models.BooleanField("starter text", default=False, editable=False)
    # Beside the public text: its newest draft, how far that draft is, and when it goes live by itself.
    draft = models.ForeignKey(
        Version, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    draft_status = models.CharField(max_length=12, choices=Status.choices, blank=True, editable=False)
    draft_due_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    # Digests (texts.digest_of) of the newest signed text, and of the signed text that is public.
    signed_digest = models.CharField(max_length=64, blank=True, editable=False)
    live_digest = models.CharField(max_length=64, blank=True, editable=False)
    # Raised by every act; a form that was opened on an older one may not save over a newer.
    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = PublishableQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            # What appears next and what expires next. Without `status` and without empty ones: SQLite would read lists
            # of what is public along these, and sort them, instead of along an index that has their order.
            models.Index(fields=["publish_at"], name="%(class)s_by_publishing"),
            models.Index(
                fields=["expires_at"], condition=Q(expires_at__isnull=False), name="%(class)s_by_expiry"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="published") | Q(publish_at__isnull=False),
                name="%(class)s_published_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | ~Q(live_digest="") | Q(is_starter=True),
                name="%(class)s_published_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(draft=None, draft_status="", draft_due_at=None)
                | Q(draft__isnull=False, status="published") & ~Q(draft_status__in=["", "archived"]),
                name="%(class)s_draft_beside_public",
            ),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(publish_at=None) | Q(expires_at__gt=models.F("publish_at")),
                name="%(class)s_expires_after_publishing",
                violation_error_message="“Take offline at” must be later than “publish at”.",
            ),
            models.CheckConstraint(
                condition=Q(next_review_on=None)
                | Q(reviewed_on__isnull=False, next_review_on__gt=models.F("reviewed_on")),
                name="%(class)s_next_review_after_last",
                violation_error_message="“Next review due” must be later than “last reviewed”.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    # What a subclass must say about itself (publishing.E001 checks).

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    def search_text(self) -> SearchText:
        """What the page says, as plain text."""
        raise NotImplementedError

    def passages(self) -> list[Passage]:
        """Every visible text of the page with its field, in reading order; empty ones may be left out."""
        raise NotImplementedError

    def symptom_ids(self) -> list[int]:
        """Primary keys of the symptoms the page is about, the main one first."""
        raise NotImplementedError

    def days(self) -> tuple[int, int] | None:
        """The days after treatment on which the page holds, both included; None: any day."""
        raise NotImplementedError

    def missing(self) -> list[tuple[str, str]]:
        """What readers would miss: (field name, sentence) pairs; empty when the page can be published."""
        raise NotImplementedError

    # Visibility and review.

    def is_visible(self, at: datetime.datetime | None = None) -> bool:
        """The instance twin of `visible()`."""
        return bool(
            self.status == Status.PUBLISHED
            and self.publish_at
            and is_public(self.publish_at, self.expires_at, at or timezone.now())
        )

    def has_expired(self, at: datetime.datetime | None = None) -> bool:
        return bool(self.expires_at and self.expires_at <= (at or timezone.now()))

    def instead_address(self) -> str:
        """Where readers of this page are led once it is gone: the nearest thing that is still there."""
        return "/"

    def is_unchecked_starter(self) -> bool:
        """Whether readers must be told that the clinic has not checked this text yet."""
        return self.is_starter and self.reviewed_on is None

    def is_overdue(self, today: datetime.date | None = None) -> bool:
        return bool(self.next_review_on and self.next_review_on < (today or timezone.localdate()))

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.reviewed_on and not self.next_review_on:
            self.next_review_on = in_months(self.reviewed_on, settings.REVIEW_MONTHS)
        if self.status == Status.PUBLISHED and self.publish_at is None:
            self.publish_at = timezone.now()  # an emptied "publish at" means at once
        super().save(*args, **kwargs)

    # The newest text, and the states it passes through (acts.py).

    @property
    def stage(self) -> Status:
        """How far the newest text is: the draft's state where there is one, else the page's."""
        return Status(self.draft_status or self.status)

    @property
    def is_draft_copy(self) -> bool:
        """Whether this object shows a draft beside the public text."""
        return getattr(self, "_is_draft_copy", False)

    def with_values(self, values: dict[str, Any]) -> Self:
        """A copy of this page that shows `values`; for reading only."""
        shown: Self = texts.with_values(self, values)
        return shown

    def newest(self) -> Self:
        """The newest text: a copy that shows the draft, or this page itself when there is none."""
        if self.draft is None:
            return self
        shown = self.with_values(self.draft.values)
        shown._is_draft_copy = True  # type: ignore[attr-defined]
        return shown

    def allowed_moves(self, by: AbstractBaseUser | AnonymousUser) -> list[str]:
        """Names of the moves that `by` may make now, in the order of the table."""
        from .acts import allowed_moves

        return allowed_moves(self, by)

    def move(
        self,
        name: str,
        by: AbstractBaseUser | AnonymousUser,
        note: str = "",
        at: datetime.datetime | None = None,
    ) -> None:
        """Make one move of the table, as `by`, at the moment `at` (now when None).

        Raises NotAllowed or NotComplete and changes nothing otherwise.
        """
        from .acts import move

        move(self, name, by, note, at)


def published_kinds() -> list[type[Publishable]]:
    """Every concrete subclass of `Publishable`, in the order the apps are installed."""
    return [model for model in apps.get_models() if issubclass(model, Publishable)]


def kinds_for(user: Any) -> list[type[Publishable]]:
    """The kinds of pages that this person may look at before they are public."""
    return [model for model in published_kinds() if PublishableQuerySet(model).may_preview(user)]
