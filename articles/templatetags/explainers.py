"""Explainers in templates of rooms that do not know them."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from skincare_site.page_cache.fragments import fragment, fragment_of
from skincare_site.symptoms.models import Symptom, first_about

from ..models import Article
from ..strip import Strip, strip
from ..timeline import Course

register = template.Library()


@register.simple_tag
def explainers_for(symptoms: list[Symptom], exclude: Article | None = None, limit: int = 4) -> list[Article]:
    """Public explainers about any of `symptoms`, the ones mainly about them first."""
    return first_about(
        Article, [symptom.pk for symptom in symptoms], limit, without=exclude.pk if exclude else 0
    )


@register.simple_tag
def explainer_list(pages: list[Article], wide: str = "") -> SafeString:
    """`_page_list.html` with these explainers; `wide` as it says there."""
    key = (wide, *((page.slug, page.title, page.summary) for page in pages))
    return fragment_of(key, "_page_list.html", pages=pages, wide=wide)


@register.simple_tag
def on_this_page(
    article: Article,
    course: Course | None,
    tips: dict[str, list[Any]],
    related: list[Article],
    symptoms: list[Symptom],
) -> SafeString:
    """Links to the parts that an explainer has (`articles/detail.html`)."""
    return fragment(
        "articles/_on_this_page.html",
        is_guide=article.kind == Article.Kind.GUIDE,
        what=bool(article.what_it_is),
        how_long=bool(course or article.course_note),
        can_do=bool(article.what_you_can_do or any(tips.values())),
        why=bool(article.why_it_happens),
        who=bool(article.who_is_more_likely),
        related=bool(related or symptoms),
    )


@register.simple_tag
def course_in_words(course: Course) -> SafeString:
    """The recovery course as a sentence, a picture and its numbers one by one."""
    return fragment("articles/_course.html", course=course)


@register.simple_tag
def course_strip(course: Course, last: int | None = None, today: tuple[int, int] | None = None) -> SafeString:
    """The recovery course as a picture; the sentence that says the same must stand beside it."""
    return fragment("articles/_strip.html", course=course, last=last, today=today)


@register.simple_tag
def strip_of(course: Course, last: int | None, today: tuple[int, int] | None) -> Strip:
    """What `articles/_strip.html` draws."""
    return strip(course, last, today)
