"""The explainer: what a side effect is, how long it lasts, what helps, whom to call."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from skincare_site.clinics.cards import HEADINGS, CardLinesField, Level, split_lines
from skincare_site.images.models import PictureField
from skincare_site.publishing.models import SearchText
from skincare_site.publishing.passages import Passage
from skincare_site.richtext.fields import RichTextField
from skincare_site.richtext.text import to_plain
from skincare_site.seo.addresses import address_of
from skincare_site.seo.languages import as_content
from skincare_site.symptoms.models import SymptomPage

from .timeline import Course


class HowCommon(models.TextChoices):
    ALMOST_EVERYONE = "almost_everyone", _("Almost everyone gets it")
    MANY = "many", _("Many people get it")
    SOME = "some", _("Some people get it")
    FEW = "few", _("A few people get it")
    RARE = "rare", _("Rare")
    NOT_KNOWN = "not_known", _("Not known")


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
    clinical_fields = [
        "kind", "treatment", "main_symptom", "symptoms", "summary", "what_it_is", "course_note", "what_you_can_do",
        "why_it_happens", "who_is_more_likely", "call_lines", "urgent_first", "how_common", "starts_day",
        "strongest_from_day", "strongest_to_day", "settles_from_day", "settles_to_day", "call_after_day", "call_at_once",
    ]  # fmt: skip

    class Kind(models.TextChoices):
        EFFECT = "effect", _("Side effect")
        GUIDE = "guide", _("Guide")

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.EFFECT)
    summary = models.CharField(
        max_length=250, blank=True, help_text="The answer, in one or two short sentences."
    )
    picture = PictureField(null=True, blank=True)

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
        indexes = [
            *SymptomPage.Meta.indexes,
            models.Index(fields=["status", "-kind", "title", "id"], name="article_in_list"),  # lists.py
            models.Index(fields=["status", "kind", "-publish_at"], name="article_newest"),
            models.Index(fields=["title", "-id"], name="article_in_admin"),
        ]
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
                condition=Q(call_after_day=None) | Q(call_at_once=False),
                name="article_course_one_call",
                violation_error_message=(
                    "Say when to call: either a day (“call the clinic if still there after day”) "
                    "or “call the day it appears”, not both."
                ),
            ),
            # A draft may have gaps (`missing` names them); the public never sees half a course.
            models.CheckConstraint(
                condition=~Q(status="published")
                | both_or_none("strongest_from_day", "strongest_to_day")
                & both_or_none("settles_from_day", "settles_to_day"),
                name="article_course_in_pairs",
            ),
            models.CheckConstraint(
                condition=~Q(status="published")
                | Q(starts_day__isnull=False) & (Q(call_after_day__isnull=False) | Q(call_at_once=True))
                | Q(
                    starts_day=None, strongest_from_day=None, strongest_to_day=None, settles_from_day=None,
                    settles_to_day=None, call_after_day=None, call_at_once=False,
                ),
                name="article_course_says_start_and_call",
            ),
        ]  # fmt: skip

    def get_absolute_url(self) -> str:
        return address_of("articles:detail", self.slug)

    @property
    def course(self) -> Course | None:
        """The recovery course, or None for a page without one (or for a draft with half a one)."""
        if self.starts_day is None or self.course_gaps():
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

    def passages(self) -> list[Passage]:
        picture = self.picture
        html = ["what_it_is", "course_note", "what_you_can_do", "why_it_happens", "who_is_more_likely"]
        found = [
            Passage("title", "Title", "line", self.title),
            Passage("summary", "Summary", "line", self.summary),
            *(
                Passage(name, str(self._meta.get_field(name).verbose_name), "html", getattr(self, name))  # type: ignore[union-attr]
                for name in html
            ),
            *(
                Passage(
                    "call_lines",
                    "Call the clinic if",
                    "line",
                    line,
                    lead=as_content(HEADINGS[Level.NON_URGENT]),
                )
                for line in self.call_line_list
            ),
        ]
        if picture is not None:
            found.append(Passage("picture", "Picture caption", "line", picture.caption))
        return found

    def days(self) -> tuple[int, int] | None:
        if self.course is None:
            return None
        last = max(
            day for day in (self.starts_day, self.settles_to_day, self.call_after_day) if day is not None
        )
        return self.course.starts, last

    def usual_days(self) -> tuple[int, int] | None:
        return None if self.call_at_once else self.days()

    def course_gaps(self) -> list[tuple[str, str]]:
        """What a course that was begun still lacks, as (field, sentence)."""
        days = [
            self.starts_day, self.strongest_from_day, self.strongest_to_day, self.settles_from_day, self.settles_to_day,
            self.call_after_day,
        ]  # fmt: skip
        if not self.call_at_once and all(day is None for day in days):
            return []
        gaps = []
        if self.starts_day is None:
            gaps.append(("starts_day", "Fill in the day on which it starts."))
        for words, name in [("strongest", "strongest"), ("usually settles", "settles")]:
            first, last = getattr(self, f"{name}_from_day"), getattr(self, f"{name}_to_day")
            if (first is None) != (last is None):
                empty = f"{name}_from_day" if first is None else f"{name}_to_day"
                gaps.append((empty, f"“{words}” needs both days, or none.".capitalize()))
        if self.call_after_day is None and not self.call_at_once:
            gaps.append(("call_after_day", "Say when to call: after which day, or the day it appears."))
        return gaps

    def missing(self) -> list[tuple[str, str]]:
        wanted = [
            ("summary", "Write a summary: one or two sentences with the answer."),
            ("what_it_is", "Write what it is."),
        ]
        if self.kind == self.Kind.EFFECT:
            wanted += [
                ("main_symptom", "Choose the symptom this page answers."),
                ("starts_day", "Fill in the recovery course: the day it starts and when to call."),
                (
                    "call_lines",
                    "Write at least one “call the clinic if” line: no effect is shown without it.",
                ),
            ]
        gaps = [(field, sentence) for field, sentence in wanted if getattr(self, field) in (None, "")]
        named = {field for field, _sentence in gaps}
        return gaps + [gap for gap in self.course_gaps() if gap[0] not in named]

    def clean(self) -> None:
        super().clean()
        if self.call_at_once and self.call_after_day is not None:
            raise ValidationError(
                {"call_after_day": "Leave this empty when “call the day it appears” is ticked."}
            )
