"""Explainers: the list and the page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from skincare_site.page_cache.reads import cacheable
from skincare_site.publishing.public import find_page
from skincare_site.symptoms.pages import public_page

from . import lists
from .models import Article

_WHOLE = Article.objects.select_related(
    "main_symptom", "reviewer", "picture__consent", "treatment"
).prefetch_related("symptoms", "sources")


@require_safe
@cacheable
def index(request: HttpRequest) -> HttpResponse:
    """Guides first, then side effects: all of them, or the first page."""
    return render(request, "articles/index.html", {"page": lists.first_page()})


@require_safe
@cacheable
def index_from(request: HttpRequest, slug: str) -> HttpResponse:
    """The list from one explainer on, where "Next page" leads. What is not public any more leads to the first page."""
    return _part(request, lists.place_of(slug))


@require_safe
@cacheable
def index_letter(request: HttpRequest, letter: str) -> HttpResponse:
    """The side effects from one letter on."""
    if letter not in lists.LETTERS:
        raise Http404
    return _part(request, lists.Place(lists.EFFECT, letter.upper()), letter.upper())


def _part(request: HttpRequest, place: lists.Place | None, letter: str = "") -> HttpResponse:
    page = lists.page_at(place) if place else None
    if page is None or page.previous is None:
        return redirect("articles:index")
    if not page.articles:  # nothing from this letter on: the last page
        return redirect("articles:index_from", page.previous)
    return render(request, "articles/index.html", {"page": page, "part": letter or page.articles[0].title})


@require_safe
@cacheable
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One explainer; signed-in staff also see its draft, under a bar that says so."""
    article = find_page(request, _WHOLE, slug, lambda slug: public_page(Article, slug, "picture"))
    if isinstance(article, HttpResponse):
        return article
    context = {"article": article, "course": article.course, "symptoms": article.all_symptoms()}
    return render(request, "articles/detail.html", context)
