"""Treatments, symptoms, and the words patients use for them: one `LayName` row per phrase.

Lay names are read when a question is asked and never copied into index rows, so a new phrase works in the
very next search. Every change renews `VocabularyVersion`, which tells each process to read them again.
"""

import datetime
import uuid
from collections.abc import Collection
from functools import lru_cache
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from skincare_site.database.prepared import Prepared
from skincare_site.publishing.models import Publishable, published_kinds
from skincare_site.seo.addresses import address_of

from .tags import FEELS, PLACES, TagsField
from .words import normalise


class VocabularyVersion(models.Model):
    """One row with one stamp that is new after every change to the words below.

    A random stamp, not a counter: after a rollback or a restored backup a counter would come back to a
    number that a process already knows, with other words behind it.
    """

    stamp = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return str(self.stamp)

    @classmethod
    def current(cls) -> uuid.UUID | None:
        rows = _version()(key=1)
        return rows[0].stamp if rows else None

    @classmethod
    def renew(cls) -> None:
        """Give a new stamp, in the transaction of the change itself."""
        cls.objects.update_or_create(pk=1, defaults={"stamp": uuid.uuid4()})


@lru_cache
def _version() -> Prepared:
    return Prepared(VocabularyVersion, lambda key: VocabularyVersion.objects.filter(pk=key), ["id", "stamp"])


class WordsQuerySet(models.QuerySet[Any]):
    """Bulk writes that also renew the version."""

    def update(self, **kwargs: Any) -> int:
        VocabularyVersion.renew()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        VocabularyVersion.renew()
        return super().delete()

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        VocabularyVersion.renew()
        return super().bulk_create(*args, **kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        VocabularyVersion.renew()
        return super().bulk_update(*args, **kwargs)


class Words(models.Model):
    """A row of the vocabulary; saving or deleting it renews the version."""

    objects: ClassVar[models.Manager[Any]] = WordsQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        VocabularyVersion.renew()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        VocabularyVersion.renew()
        return super().delete(*args, **kwargs)


class Treatment(Words):
    """What the clinic did, for example microneedling."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    description = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Symptom(Words):
    """What a patient sees or feels, under its plain name."""

    name = models.CharField(max_length=80, unique=True, help_text="The plain word, for example “Redness”.")
    slug = models.SlugField("web address", max_length=80, unique=True)
    medical_name = models.CharField(max_length=120, blank=True, help_text="Shown once, in brackets.")
    patient_words = models.CharField(
        "in a patient's words", max_length=80, help_text="The tile on the home page: “My face is red”."
    )
    description = models.CharField(max_length=250, blank=True, help_text="One plain sentence.")
    order = models.PositiveSmallIntegerField(
        default=500, help_text="Calm order: what is usual has a small number and comes first."
    )
    feels = TagsField(
        "what it looks or feels like",
        tags=FEELS,
        help_text="For the symptom picker: tick all that fit. With none ticked it is shown whatever a patient picks.",
    )
    places = TagsField(
        "where",
        tags=PLACES,
        help_text="For the symptom picker: tick every place where it can be. None ticked means everywhere.",
    )
    may_suggest = models.BooleanField(
        "suggested while typing",
        default=True,
        help_text="Untick it for what would frighten somebody who only began to type. Search still finds it.",
    )

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("search:symptom", self.slug)


class LayName(Words):
    """One phrase that people use for a symptom or a treatment."""

    class Kind(models.TextChoices):
        ALSO_CALLED = "also_called", "Also called (shown to patients)"
        PEOPLE_TYPE = "people_type", "People type (searched only)"
        BRAND = "brand", "Brand (searched only, never shown)"
        MISSPELLING = "misspelling", "Misspelling (searched only)"
        OTHER_LANGUAGE = "other_language", "Other language (searched only)"

    phrase = models.CharField(max_length=80, help_text="As people type it. One phrase a row.")
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.PEOPLE_TYPE)
    symptom = models.ForeignKey(
        Symptom, on_delete=models.CASCADE, null=True, blank=True, related_name="lay_names"
    )
    treatment = models.ForeignKey(
        Treatment, on_delete=models.CASCADE, null=True, blank=True, related_name="lay_names"
    )
    language = models.CharField(max_length=5, default="en", help_text="en or fr.")

    class Meta:
        ordering = ["phrase"]
        verbose_name = "wording"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(symptom__isnull=False, treatment__isnull=True)
                | models.Q(symptom__isnull=True, treatment__isnull=False),
                name="lay_name_of_one_thing",
                violation_error_message="A wording belongs to one symptom or to one treatment.",
            ),
            models.UniqueConstraint(
                fields=["phrase", "symptom"],
                name="lay_name_once_per_symptom",
                violation_error_message="This wording is already there.",
            ),
            models.UniqueConstraint(
                fields=["phrase", "treatment"],
                name="lay_name_once_per_treatment",
                violation_error_message="This wording is already there.",
            ),
        ]

    def __str__(self) -> str:
        return self.phrase

    def clean(self) -> None:
        super().clean()
        self.phrase = tidy_phrase(self.phrase)


class DangerSign(Words):
    """A phrase that puts a red-flag card above the search results. Kept by clinical reviewers."""

    # The two shared levels of the red-flag cards, by the same words (clinics.cards.Level).
    LEVELS = [("urgent", "Urgent: call the clinic now, or 811"), ("emergency", "Emergency: call 911")]

    phrase = models.CharField(max_length=80, unique=True)
    level = models.CharField(max_length=12, choices=LEVELS)

    class Meta:
        ordering = ["phrase"]

    def __str__(self) -> str:
        return self.phrase

    def clean(self) -> None:
        super().clean()
        self.phrase = tidy_phrase(self.phrase)


class NeverSuggested(Words):
    """A word that no suggestion under the search box may hold. Search still understands it."""

    phrase = models.CharField(
        "word",
        max_length=80,
        unique=True,
        help_text="One word, or a few that stand together. Other forms of it (scar, scars, scarred) are left out too.",
    )

    class Meta:
        ordering = ["phrase"]
        verbose_name = "word never suggested"
        verbose_name_plural = "words never suggested"

    def __str__(self) -> str:
        return self.phrase

    def clean(self) -> None:
        super().clean()
        self.phrase = tidy_phrase(self.phrase)


def tidy_phrase(phrase: str) -> str:
    """A phrase as it is kept: normalised, so that two spellings of the same bytes are one row."""
    tidy = normalise(phrase)
    if not tidy:
        raise ValidationError({"phrase": "Write at least one word."})
    return tidy


class SymptomPage(Publishable):
    """A published page about a treatment and its symptoms: what search lists."""

    treatment = models.ForeignKey(Treatment, on_delete=models.PROTECT, related_name="+")
    main_symptom = models.ForeignKey(
        Symptom,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The one this page answers first. Empty for a page about everything.",
    )
    symptoms = models.ManyToManyField(
        Symptom,
        blank=True,
        related_name="+",
        verbose_name="also helps with",
        help_text="Other symptoms this page really helps with.",
    )

    class Meta(Publishable.Meta):
        abstract = True
        indexes = [
            *Publishable.Meta.indexes,
            # The first pages about a symptom by title, without reading all that are about it.
            models.Index(fields=["main_symptom", "status", "title", "id"], name="%(class)s_by_symptom"),
        ]

    def all_symptoms(self) -> list[Symptom]:
        """The main symptom, then the others in calm order, each once."""
        main = [self.main_symptom] if self.main_symptom else []
        return main + [symptom for symptom in self.symptoms.all() if symptom.pk != self.main_symptom_id]

    def symptom_ids(self) -> list[int]:
        return [symptom.pk for symptom in self.all_symptoms()]

    def usual_days(self) -> tuple[int, int] | None:
        """The days on which it is usual to look for this page; None: any day, above all for what needs a call at once."""
        return self.days()

    def instead_address(self) -> str:
        symptoms = self.all_symptoms()
        return symptoms[0].get_absolute_url() if symptoms else super().instead_address()


def about_any(pages: models.QuerySet[Any], symptoms: Collection[int]) -> models.QuerySet[Any]:
    """Those of `pages` that are about one of these symptoms (primary keys), each once.

    The column `is_beside` is 1 where it is not the one the page is mainly about: order by it first.
    """
    links = pages.model.symptoms.through._default_manager.filter(symptom__in=symptoms)
    beside = links.values(pages.model._meta.model_name)
    mainly = models.Q(main_symptom__in=symptoms)
    is_beside = models.Case(models.When(mainly, then=0), default=1, output_field=models.SmallIntegerField())
    return pages.filter(mainly | models.Q(pk__in=beside)).annotate(is_beside=is_beside)


LISTED = ["id", "title", "slug", "kind", "summary", "why"]  # what lists show of a page, of whatever kind


def first_about(
    model: type[SymptomPage], symptoms: Collection[int], limit: int, without: int = 0
) -> list[Any]:
    """The first public pages of `about_any` by title: those mainly about the symptoms, then the others, with the columns
    of `LISTED` and without the page with the key `without`. Reads few rows of many."""
    mainly, beside = _first_about(model, limit)
    at = timezone.now()
    # Symptom by symptom, because each can be read along the index and left after a few rows.
    found = [page for symptom in symptoms for page in mainly(symptom=symptom, without=without, at=at)]
    if len(symptoms) > 1:
        found = sorted(found, key=lambda page: (page.title, page.pk))[:limit]
    if symptoms and len(found) < limit:
        found += beside(symptoms=tuple(symptoms), without=without, at=at)[: limit - len(found)]
    return found


@lru_cache(maxsize=16)
def _first_about(model: type[SymptomPage], limit: int) -> tuple[Prepared, Prepared]:
    def by_title(without: int, at: datetime.datetime) -> models.QuerySet[Any]:
        return model._default_manager.visible(at).exclude(pk=without).order_by("title", "pk")

    def mainly(symptom: int, without: int, at: datetime.datetime) -> models.QuerySet[Any]:
        return by_title(without, at).filter(main_symptom=symptom)[:limit]

    def beside(symptoms: tuple[int, ...], without: int, at: datetime.datetime) -> models.QuerySet[Any]:
        links = model.symptoms.through._default_manager.filter(symptom__in=symptoms)
        pages = by_title(without, at).filter(pk__in=links.values(str(model._meta.model_name)))
        return pages.exclude(main_symptom__in=symptoms)[:limit]

    return Prepared(model, mainly, LISTED), Prepared(model, beside, LISTED)


def page_kinds() -> list[type[SymptomPage]]:
    """Every kind of page that search lists, in the order the apps are installed."""
    return [model for model in published_kinds() if issubclass(model, SymptomPage)]
