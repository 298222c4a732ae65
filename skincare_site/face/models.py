"""How the clinic shows itself to patients: name, tagline, logo and one colour. One row, or none."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from .colours import HEX
from .logo import logo_copy
from .palette import DEFAULT_ACCENT, is_readable, readable

THE_ONE = 1


def validate_accent(colour: str) -> None:
    """Six hexadecimal digits, and dark enough to be read; the error names the nearest colour that is."""
    if not HEX.fullmatch(colour):
        raise ValidationError("Write the colour as # and six digits, for example #14524c.")
    if not is_readable(colour):
        raise ValidationError(
            "Words in this colour would be hard to read. The nearest colour that can be read is %(nearest)s.",
            code="contrast",
            params={"nearest": readable(colour)},
        )


class Face(models.Model):
    """Old logos stay on the disk: history may bring them back."""

    name = models.CharField(
        max_length=60,
        blank=True,
        help_text="As patients know you. Left empty, the name from the set-up stays.",
    )
    tagline = models.CharField(
        max_length=80,
        blank=True,
        help_text="A few plain words under the name, for example “Care after your visit”.",
    )
    accent = models.CharField(
        "colour",
        max_length=7,
        default=DEFAULT_ACCENT,
        validators=[validate_accent],
        help_text="For links, buttons and the strip at the top. On dark screens a light shade of it is used.",
    )
    logo = models.FileField(
        upload_to="face/",
        blank=True,
        help_text="JPEG, PNG, WebP or GIF, wide rather than high. Stands in the header.",
    )
    logo_width = models.PositiveIntegerField(editable=False, default=0)
    logo_height = models.PositiveIntegerField(editable=False, default=0)
    logo_says_name = models.BooleanField(
        "the logo shows the name",
        default=False,
        help_text="Tick when the name can be read in the logo: then it is not written beside it.",
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "clinic’s face"
        verbose_name_plural = "clinic’s face"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=THE_ONE),
                name="face_is_one",
                violation_error_message="There is one face only.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or "The clinic’s face"

    def file_names(self) -> list[str]:
        """Every file in storage that belongs to it."""
        return [self.logo.name] if self.logo and self.logo.name else []

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new logo is stored as a safe copy, whichever road it came by. Raises ValidationError when it is no picture."""
        self.pk = THE_ONE
        if not self.logo:
            self.logo_width = self.logo_height = 0
        elif not self.logo._committed:  # type: ignore[attr-defined]
            self.logo, self.logo_width, self.logo_height = logo_copy(self.logo.file)
        super().save(*args, **kwargs)
