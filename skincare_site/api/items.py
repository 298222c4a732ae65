"""What the API says about an explainer, a care tip and a symptom: plain values for JSON.

Every text comes with what keeps it safe: its review, the day to call the clinic, and the red flags.
"""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from aftercare.models import CareTip
from articles.models import Article
from skincare_site.clinics.models import RedFlagCard
from skincare_site.images.models import Picture
from skincare_site.publishing.models import Publishable
from skincare_site.richtext.templatetags.rich_text import rich_text
from skincare_site.seo.addresses import absolute
from skincare_site.symptoms.models import LayName, Symptom, SymptomPage

Data = dict[str, Any]

STARTER = "This is a starter text. The clinic has not checked it yet."
SECTIONS = ["what_it_is", "course_note", "what_you_can_do", "why_it_happens", "who_is_more_likely"]
COURSE = [
    "starts",
    "strongest_from",
    "strongest_to",
    "settles_from",
    "settles_to",
    "call_after",
    "call_at_once",
]


def explainers() -> QuerySet[Article]:
    rows = Article.objects.visible().select_related(
        "main_symptom", "treatment", "reviewer", "picture__consent"
    )
    return rows.prefetch_related("symptoms", "sources")


def tips() -> QuerySet[CareTip]:
    rows = CareTip.objects.visible().select_related("main_symptom", "treatment", "reviewer")
    return rows.prefetch_related("symptoms", "sources")


def symptoms() -> QuerySet[Symptom]:
    shown = LayName.objects.filter(kind=LayName.Kind.ALSO_CALLED).order_by("phrase")
    return Symptom.objects.prefetch_related(Prefetch("lay_names", shown, to_attr="also_called"))


def _page(request: HttpRequest, page: SymptomPage, kind: str) -> Data:
    """What a list says about a page of either kind."""
    return {
        "slug": page.slug,
        "title": page.title,
        "page": absolute(request, page.get_absolute_url()),
        "self": absolute(request, reverse("api:item", args=[kind, page.slug])),
        "treatment": page.treatment.slug,
        "symptoms": [symptom.slug for symptom in page.all_symptoms()],
        "review": _review(page),
    }


def _review(page: Publishable) -> Data:
    """Dates are ISO 8601 days. `notice` must be shown with the text where it is not empty."""
    return {
        "reviewed_on": page.reviewed_on,
        "next_review_on": page.next_review_on,
        "overdue": page.is_overdue(),
        "reviewer": {"name": page.reviewer.name, "role": page.reviewer.role}
        if page.reviewer and page.reviewed_on
        else None,
        "notice": STARTER if page.is_unchecked_starter() else "",
    }


def _sources(page: Publishable) -> list[Data]:
    return [
        {"name": source.name, "link": source.link or None, "seen": source.seen}
        for source in page.sources.all()
    ]


def _picture(request: HttpRequest, picture: Picture | None) -> Data | None:
    """None without a picture, and for a person whose consent does not hold any more."""
    if picture is None or not picture.may_be_shown:
        return None
    return {
        "src": absolute(request, picture.src),
        "width": picture.width,
        "height": picture.height,
        "alt": picture.shown_alt,
        "caption": picture.caption,
        "long_description": picture.long_description,
    }


def red_flags() -> list[Data]:
    """The shared cards, most serious first: they belong to every text about an effect."""
    return [
        {"level": card.level, "heading": card.heading, "lines": card.line_list}
        for card in RedFlagCard.objects.all().in_order_of_urgency()
    ]


def explainer_short(request: HttpRequest, article: Article) -> Data:
    return {
        **_page(request, article, "explainers"),
        "kind": article.kind,
        "summary": article.summary,
        "call_the_clinic": article.course.call_sentence() if article.course else None,
    }


def explainer(request: HttpRequest, article: Article) -> Data:
    course = article.course
    return {
        **explainer_short(request, article),
        "how_common": None if article.how_common == "not_known" else article.get_how_common_display(),
        "course": course
        and {"sentence": course.sentence(), **{name: getattr(course, name) for name in COURSE}},
        "sections": {name: rich_text(getattr(article, name)) for name in SECTIONS if getattr(article, name)},
        "call_lines": article.call_line_list,
        "red_flags_first": article.urgent_first,
        "red_flags": red_flags(),
        "picture": _picture(request, article.picture),
        "sources": _sources(article),
    }


def tip_short(request: HttpRequest, tip: CareTip) -> Data:
    return {
        **_page(request, tip, "tips"),
        "kind": tip.kind,
        "why": tip.why,
        "from_day": tip.from_day,
        "until_day": tip.until_day,
        "when": tip.days_in_words(),
    }


def tip(request: HttpRequest, tip: CareTip) -> Data:
    return {
        **tip_short(request, tip),
        "text": rich_text(tip.text),
        "red_flags": red_flags(),
        "sources": _sources(tip),
    }


def symptom_short(request: HttpRequest, symptom: Symptom) -> Data:
    return {
        "slug": symptom.slug,
        "name": symptom.name,
        "medical_name": symptom.medical_name or None,
        "patient_words": symptom.patient_words,
        "also_called": [name.phrase for name in symptom.also_called],  # type: ignore[attr-defined]
        "description": symptom.description,
        "page": absolute(request, symptom.get_absolute_url()),
        "self": absolute(request, reverse("api:item", args=["symptoms", symptom.slug])),
    }


def symptom(request: HttpRequest, symptom: Symptom) -> Data:
    """With the slugs of its public pages: those about it above all first."""

    def slugs(pages: Any) -> list[str]:
        main = list(pages.filter(main_symptom=symptom).order_by("title").values_list("slug", flat=True))
        others = pages.filter(symptoms=symptom).exclude(main_symptom=symptom).order_by("title")
        return [*main, *others.values_list("slug", flat=True)]

    return {
        **symptom_short(request, symptom),
        "explainers": slugs(Article.objects.visible()),
        "tips": slugs(CareTip.objects.visible()),
        "red_flags": red_flags(),
    }
