"""The care tip: one thing to do or not to do, from one day until another."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext, pgettext_lazy

from skincare_site.publishing.models import PublishableQuerySet, SearchText
from skincare_site.publishing.passages import Passage
from skincare_site.richtext.fields import RichTextField
from skincare_site.richtext.text import to_plain
from skincare_site.seo.addresses import address_of
from skincare_site.symptoms.models import SymptomPage

from .phases import LAST_DAY, Phase, phases_of

DO_NOT = "Do not "


class CareTipQuerySet(PublishableQuerySet):
    def do_first(self) -> "CareTipQuerySet":
        """Do, then do not; each by the day it starts."""
        return self.order_by(models.Case(models.When(kind="do", then=0), default=1), "from_day", "title")


class CareTip(SymptomPage):
    """Advice for a span of days after treatment; day 0 is the day of treatment."""

    search_kind = "tip"
    search_number = 1
    clinical_fields = [
        "kind",
        "treatment",
        "main_symptom",
        "symptoms",
        "why",
        "text",
        "from_day",
        "until_day",
    ]

    class Kind(models.TextChoices):
        DO = "do", pgettext_lazy("heading of care tips", "Do")
        DO_NOT = "do_not", pgettext_lazy("heading of care tips", "Do not")

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.DO)
    why = models.CharField(max_length=250, blank=True, help_text="One plain sentence.")
    text = RichTextField(blank=True)
    from_day = models.PositiveSmallIntegerField("from day", default=0, help_text="0 is the day of treatment.")
    until_day = models.PositiveSmallIntegerField(
        "until day", null=True, blank=True, help_text="The last day it holds. Leave empty when it has no end."
    )

    objects: ClassVar = CareTipQuerySet.as_manager()

    class Meta(SymptomPage.Meta):
        abstract = False
        ordering = ["from_day", "title"]
        indexes = [
            *SymptomPage.Meta.indexes,
            models.Index(fields=["from_day", "title", "-id"], name="caretip_in_admin"),
        ]
        constraints = [
            *SymptomPage.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(until_day=None) | models.Q(until_day__gte=models.F("from_day")),
                name="caretip_days_in_order",
                violation_error_message="“Until day” must not be before “from day”.",
            ),
        ]

    def get_absolute_url(self) -> str:
        return address_of("aftercare:detail", self.slug)

    @property
    def is_do(self) -> bool:
        return self.kind == self.Kind.DO

    def phases(self) -> list[Phase]:
        return phases_of(self.from_day, self.until_day)

    def days_in_words(self) -> str:
        """When the tip holds, in words: "Day 0 to day 3"."""
        if self.until_day is None:
            words = (
                gettext("From day %(first)s on") if self.from_day else gettext("From the day of treatment on")
            )
        elif self.until_day == self.from_day:
            words = gettext("On day %(first)s") if self.from_day else gettext("On the day of treatment")
        elif self.from_day:
            words = gettext("From day %(first)s to day %(last)s")
        else:
            words = gettext("From the day of treatment to day %(last)s")
        return words % {"first": self.from_day, "last": self.until_day}

    def search_text(self) -> SearchText:
        return SearchText(title=self.title, summary=self.why, body=to_plain(self.text))

    def passages(self) -> list[Passage]:
        return [
            Passage("title", "Title", "line", self.title),
            Passage("why", "Why", "line", self.why),
            Passage("text", "Text", "html", self.text),
        ]

    def days(self) -> tuple[int, int] | None:
        return self.from_day, LAST_DAY if self.until_day is None else self.until_day

    def missing(self) -> list[tuple[str, str]]:
        gaps = [("why", "Write why, in one sentence."), ("text", "Write the text.")]
        return [(field, sentence) for field, sentence in gaps if getattr(self, field) in (None, "")]

    def clean(self) -> None:
        super().clean()
        if self.kind == self.Kind.DO_NOT and self.title and not self.title.lower().startswith("do not "):
            # The rule mends itself: readers must see "do not" in the line, not only in the heading above.
            self.title = DO_NOT + self.title[0].lower() + self.title[1:]
            if len(self.title) > 120:
                raise ValidationError({"title": "With “Do not ” in front the title is over 120 characters."})
