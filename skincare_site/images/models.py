"""The picture library: a decoded, re-encoded file or a drawing of ours, with the words that go with it."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.templatetags.static import static

from . import drawings, files, renditions
from .consent import Consent, valid_consent
from .decoding import NOT_READABLE, digest, is_safe_copy, safe_copy

__all__ = ["Consent", "Picture", "PictureField", "SkinTone"]


class SkinTone(models.TextChoices):
    """In words, as the pages say it; no scale, no number."""

    WHITE = "white", "White skin"
    LIGHT_BROWN = "light_brown", "Light brown skin"
    BROWN = "brown", "Brown skin"
    BLACK = "black", "Black skin"
    SEVERAL = "several", "Several skin tones"
    DRAWING = "drawing", "Drawing"
    NOT_A_PERSON = "not_a_person", "Not a person"


def showable() -> Q:
    """Pictures that may be on a page today: no person on them, or a person whose consent holds."""
    return Q(shows_person=False) | valid_consent()


class PictureQuerySet(models.QuerySet[Any]):
    def showable(self) -> Self:
        """What may be chosen for a page and shown on it. The instance twin is `Picture.may_be_shown`."""
        return self.filter(showable())

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows, and their files after the commit. What is in use is refused (publishing.uses)."""
        names = [name for picture in self for name in picture.file_names()]
        with transaction.atomic():
            gone = super().delete()
            files.remove_after_commit(names)
        return gone


class Picture(models.Model):
    """A picture staff can put on a page. Stored re-encoded, upright and without camera data."""

    title = models.CharField(max_length=80, help_text="For staff, to find it again.")
    file = models.ImageField(
        upload_to=files.FOLDER,
        width_field="width",
        height_field="height",
        blank=True,
        help_text="A JPEG, PNG, WebP or GIF of at most 10 MB. No words in the picture.",
    )
    drawing = models.CharField(
        "or a drawing of ours",
        max_length=40,
        blank=True,
        choices=drawings.choices,
        help_text="Instead of a file.",
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    digest = models.CharField(max_length=64, editable=False, blank=True, db_index=True)
    alt = models.CharField(
        "text for people who can't see it",
        max_length=125,
        blank=True,
        help_text="What the picture shows, with the skin tone in words. At most 125 characters.",
    )
    decorative = models.BooleanField(
        default=False, help_text="Tick only if the page loses nothing without it."
    )
    caption = models.CharField(
        max_length=200, blank=True, help_text="What to conclude from it. Never the same words as above."
    )
    long_description = models.TextField(
        blank=True,
        help_text="Only for a picture that needs more than one sentence. Patients open it under the picture.",
    )
    skin_tone = models.CharField(
        max_length=16, choices=SkinTone.choices, help_text="Patients look for skin like theirs."
    )
    from_day = models.PositiveSmallIntegerField(
        "taken from day", null=True, blank=True, help_text="Days after treatment; 0 is the day of treatment."
    )
    until_day = models.PositiveSmallIntegerField("until day", null=True, blank=True)
    shows_person = models.BooleanField(
        "shows a person",
        default=False,
        help_text="Also when only a part of the face is seen. Without valid consent it can't be on any page.",
    )
    consent = models.ForeignKey(
        Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="pictures"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decorative=True) | ~Q(alt=""),
                name="picture_alt_or_decorative",
                violation_error_message="Describe the picture, or mark it as decorative.",
            ),
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(drawing="")) | (~Q(file="") & Q(drawing="")),
                name="picture_file_or_drawing",
                violation_error_message="Choose a file or one of our drawings, not both.",
            ),
            models.CheckConstraint(
                condition=Q(until_day=None) | Q(from_day__isnull=False, until_day__gte=models.F("from_day")),
                name="picture_days_in_order",
                violation_error_message="“Until day” needs “taken from day”, and must not be before it.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    # What a page needs.

    @property
    def may_be_shown(self) -> bool:
        """Whether it may be on any page now. The query twin is `showable()`."""
        return not self.shows_person or (self.consent is not None and self.consent.is_valid)

    @property
    def shown_alt(self) -> str:
        return "" if self.decorative else self.alt

    @property
    def src(self) -> str:
        """The address for browsers that know neither `srcset` nor `picture`."""
        if self.drawing:
            return static(drawings.DRAWINGS[self.drawing].path)
        return default_storage.url(self.file_name)

    @property
    def small_src(self) -> str:
        """The smallest rendition, for lists."""
        if not self.digest:
            return self.src
        name = renditions.name(self.file_name, renditions.widths(self.width)[0], "webp", self.width)
        return default_storage.url(name)

    def sources(self) -> list[tuple[str, str]]:
        """(type, srcset) of each format, the smaller one first; none for a drawing.

        A row from before renditions has no digest; `check_pictures --mend` makes them.
        """
        if not self.digest:
            return []
        return [
            (
                renditions.MIME[kind],
                ", ".join(
                    f"{default_storage.url(renditions.name(self.file_name, width, kind, self.width))} {width}w"
                    for width in renditions.widths(self.width)
                ),
            )
            for kind in renditions.FORMATS
        ]

    def days_in_words(self) -> str:
        if self.from_day is None:
            return ""
        return f"day {self.from_day}" + (
            f" to {self.until_day}" if self.until_day not in (None, self.from_day) else ""
        )

    # Files.

    @property
    def file_name(self) -> str:
        """Where its own file lies in storage; empty for a drawing."""
        return self.file.name or ""

    def file_names(self) -> list[str]:
        """Every file in storage that belongs to it."""
        return files.all_names(self.file_name, self.width)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new file is stored as a safe copy with its renditions, whichever road it came by.

        Raises ValidationError when the file is no sound picture. A save that fails leaves no file, and
        the files of a replaced picture go after the commit.
        """
        only = kwargs.get("update_fields")
        if only is not None and not {"file", "drawing"} & set(only):
            super().save(*args, **kwargs)
            return
        before = type(self)._default_manager.filter(pk=self.pk).first() if self.pk else None
        new: Sequence[tuple[int, str, bytes]] = self._take_file_in() if self._has_new_file() else []
        if self.drawing in drawings.DRAWINGS and not self.file:
            drawing = drawings.DRAWINGS[self.drawing]
            self.width, self.height, self.digest = drawing.width, drawing.height, ""
        written: list[str] = []
        try:
            with transaction.atomic():
                super().save(*args, **kwargs)
                if new:
                    written = files.write_renditions(self.file_name, self.width, new)
        except BaseException:
            if new and not self._has_new_file():
                files.remove([self.file_name, *written])
            raise
        if before and before.file_name and before.file_name != self.file_name:
            files.remove_after_commit(before.file_names())

    def _has_new_file(self) -> bool:
        return bool(self.file) and not self.file._committed  # type: ignore[attr-defined]

    def _take_file_in(self) -> list[tuple[int, str, bytes]]:
        """Put the safe copy of the new file in its place; the renditions to store beside it."""
        upload = self.file.file
        upload.seek(0)
        data = upload.read()
        if not is_safe_copy(data):
            copy = safe_copy(upload)
            data = copy.read()
            copy.seek(0)
            self.file = copy
        try:
            encoded = getattr(upload, "renditions", None) or list(renditions.encode(data))
        except Exception as error:  # a file that only looks like a copy of ours
            raise ValidationError({"file": NOT_READABLE}) from error
        self.digest = digest(data)
        return encoded

    def make_renditions(self) -> None:
        """Write the renditions of the stored file anew: for one that was lost, or a row from before them."""
        with default_storage.open(self.file_name) as file:
            data = file.read()
        files.write_renditions(self.file_name, self.width, renditions.encode(data))
        type(self)._default_manager.filter(pk=self.pk).update(digest=digest(data))

    def move_to_new_address(self) -> None:
        """Give its files names nobody knows, so that the old addresses lead nowhere after the commit."""
        if not self.file:
            return
        old = self.file_names()
        new = files.copy_under_new_name(self.file_name, self.width)
        type(self)._default_manager.filter(pk=self.pk).update(file=new)
        self.file.name = new
        files.remove_after_commit(old)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the row, and its files after the commit. What is in use is refused (publishing.uses)."""
        names = self.file_names()
        with transaction.atomic():
            gone = super().delete(*args, **kwargs)
            files.remove_after_commit(names)
        return gone


class PictureField(models.ForeignKey[Any, Any]):
    """A page's link to a picture: only one that may be shown can be chosen or saved with a form."""

    def __init__(self, to: Any = Picture, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs = {"related_name": "+", **kwargs, "limit_choices_to": showable}
        super().__init__(to, on_delete, **kwargs)
        self.error_messages["invalid"] = (
            "This picture may not be shown. Choose another, or take it off the page."
        )

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("limit_choices_to", None)  # decided when asked, not in history
        return name, "django.db.models.ForeignKey", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        field = super().formfield(**kwargs)
        if field is not None:
            field.error_messages["invalid_choice"] = self.error_messages["invalid"]
        return field
