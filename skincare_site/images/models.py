"""The picture library: a decoded, re-encoded file with the words that go with it."""

from django.db import models


class Picture(models.Model):
    """A picture staff can put on a page. Stored re-encoded, upright and without camera data."""

    title = models.CharField(max_length=80, help_text="For staff, to find it again.")
    file = models.ImageField(
        upload_to="pictures/",
        width_field="width",
        height_field="height",
        help_text="A JPEG, PNG, WebP or GIF of at most 10 MB. No words in the picture.",
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
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
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decorative=True) | ~models.Q(alt=""),
                name="picture_alt_or_decorative",
                violation_error_message="Describe the picture, or mark it as decorative.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
