"""The explainer: what a side effect is, how long it lasts, what helps, whom to call."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from skincare_site.clinics.cards import CardLinesField, split_lines
from skincare_site.images.models import Picture
from skincare_site.publishing.models import SearchText
from skincare_site.richtext.fields import RichTextField
from skincare_site.richtext.text import to_plain
from skincare_site.symptoms.models import SymptomPage

from .timeline import Course


class HowCommon(models.TextChoices):
    ALMOST_EVERYONE = "almost_everyone", "Almost everyone gets it"
    MANY = "many", "Many people get it"
    SOME = "some", "Some people get it"
    FEW = "few", "A few people get it"
    RARE = "rare", "Rare"
    NOT_KNOWN = "not_known", "Not known"


def in_order(earlier: str, later: str) -> Q:
    """Both empty, one empty, or `earlier` ≤ `later`."""
    return Q(**{earlier: None}) | Q(**{later: None}) | Q(**{f"{later}__gte": F(earlier)})


def both_or_none(first: str, second: str) -> Q:
    return Q(**{first: None, second: None}) | Q(**{f"{first}__isnull": False, f"{second}__isnull": False})


class Article(SymptomPage):
    """An explainer for patients. Day 0 is the day of treatment; all course fields are day numbers."""

    search_kind = "article"
    search_number = 0
    search_leads = True

    class Kind(models.TextChoices):
        EFFECT = "effect", "Side effect"
        GUIDE = "guide", "Guide"

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.EFFECT)
    summary = models.CharField(
        max_length=250, blank=True, help_text="The answer, in one or two short sentences."
    )
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    what_it_is = RichTextField(
        blank=True,
        help_text="What it feels and looks like. Feel first, then colour on white, brown and black skin.",
    )
    course_note = RichTextField(
        "how long, in words", blank=True, help_text="A sentence or two beside the day numbers."
    )
    what_you_can_do = RichTextField(blank=True, help_text="Do first, then do not.")
    why_it_happens = RichTextField(blank=True)
    who_is_more_likely = RichTextField(blank=True)
    call_lines = CardLinesField(
        "call the clinic if",
        help_text="One line each, at most 5. Each ends the sentence “Call the clinic if: …”. "
        "Fever, pus, breathing and the like stand on the shared red-flag cards.",
    )
    urgent_first = models.BooleanField(
        "red flags at the top",
        default=False,
        help_text="Puts the red-flag cards above the text of this page.",
    )

    how_common = models.CharField(max_length=16, choices=HowCommon.choices, default=HowCommon.NOT_KNOWN)
    starts_day = models.PositiveSmallIntegerField("starts on day", null=True, blank=True)
    strongest_from_day = models.PositiveSmallIntegerField("strongest from day", null=True, blank=True)
    strongest_to_day = models.PositiveSmallIntegerField("strongest to day", null=True, blank=True)
    settles_from_day = models.PositiveSmallIntegerField("usually settles from day", null=True, blank=True)
    settles_to_day = models.PositiveSmallIntegerField("usually settles by day", null=True, blank=True)
    call_after_day = models.PositiveSmallIntegerField(
        "call the clinic if still there after day", null=True, blank=True
    )
    call_at_once = models.BooleanField(
        "call the day it appears",
        default=False,
        help_text="Instead of a day number: call as soon as it is seen.",
    )

    class Meta(SymptomPage.Meta):
        abstract = False
        ordering = ["title"]
        verbose_name = "explainer"
        constraints = [
            *SymptomPage.Meta.constraints,
            models.CheckConstraint(
                condition=in_order("starts_day", "strongest_from_day")
                & in_order("strongest_from_day", "strongest_to_day")
                & in_order("strongest_to_day", "settles_to_day")
                & in_order("starts_day", "settles_from_day")
                & in_order("settles_from_day", "settles_to_day")
                & in_order("starts_day", "call_after_day"),
                name="article_course_in_order",
                violation_error_message="The days of the recovery course are out of order.",
            ),
            models.CheckConstraint(
                condition=both_or_none("strongest_from_day", "strongest_to_day")
                & both_or_none("settles_from_day", "settles_to_day"),
                name="article_course_in_pairs",
                violation_error_message="“Strongest” and “settles” need both days or none.",
            ),
            models.CheckConstraint(
                condition=Q(starts_day__isnull=False)
                | Q(
                    strongest_from_day=None, strongest_to_day=None, settles_from_day=None, settles_to_day=None,
                    call_after_day=None, call_at_once=False,
                ),
                name="article_course_has_start",
                violation_error_message="A recovery course needs the day on which it starts.",
            ),
            models.CheckConstraint(
                condition=Q(starts_day=None)
                | Q(call_after_day__isnull=False, call_at_once=False)
                | Q(call_after_day=None, call_at_once=True),
                name="article_course_says_when_to_call",
                violation_error_message=(
                    "Say when to call: either a day (“call the clinic if still there after day”) "
                    "or “call the day it appears”, not both."
                ),
            ),
        ]  # fmt: skip

    def get_absolute_url(self) -> str:
        return reverse("articles:detail", args=[self.slug])

    @property
    def course(self) -> Course | None:
        """The recovery course, or None for a page without one."""
        if self.starts_day is None:
            return None
        return Course(
            starts=self.starts_day,
            strongest_from=self.strongest_from_day,
            strongest_to=self.strongest_to_day,
            settles_from=self.settles_from_day,
            settles_to=self.settles_to_day,
            call_after=self.call_after_day,
            call_at_once=self.call_at_once,
        )

    @property
    def call_line_list(self) -> list[str]:
        return split_lines(self.call_lines)

    def search_text(self) -> SearchText:
        parts = [
            self.what_it_is,
            self.course_note,
            self.what_you_can_do,
            self.why_it_happens,
            self.who_is_more_likely,
        ]
        return SearchText(
            title=self.title,
            summary=self.summary,
            body=" ".join(
                filter(
                    None, [*(to_plain(part) for part in parts), *(f"{line}." for line in self.call_line_list)]
                )
            ),
        )

    def days(self) -> tuple[int, int] | None:
        if self.course is None:
            return None
        last = max(
            day for day in (self.starts_day, self.settles_to_day, self.call_after_day) if day is not None
        )
        return self.course.starts, last

    def missing(self) -> list[tuple[str, str]]:
        gaps = [
            ("summary", "Write a summary: one or two sentences with the answer."),
            ("what_it_is", "Write what it is."),
        ]
        if self.kind == self.Kind.EFFECT:
            gaps += [
                ("main_symptom", "Choose the symptom this page answers."),
                ("starts_day", "Fill in the recovery course: the day it starts and when to call."),
                (
                    "call_lines",
                    "Write at least one “call the clinic if” line: no effect is shown without it.",
                ),
            ]
        if not self.is_starter:
            gaps += [
                ("reviewer", "Choose the clinician who reviewed the page."),
                ("reviewed_on", "Fill in the date of the review."),
            ]
        return [(field, sentence) for field, sentence in gaps if getattr(self, field) in (None, "")]

    def clean(self) -> None:
        super().clean()
        if self.call_at_once and self.call_after_day is not None:
            raise ValidationError(
                {"call_after_day": "Leave this empty when “call the day it appears” is ticked."}
            )
