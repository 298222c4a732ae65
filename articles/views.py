"""Explainers: the list and the page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from .models import Article


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Guides first, then side effects in calm order: what is usual before what is rare."""
    articles = Article.objects.visible().select_related("main_symptom")
    effects = sorted(
        (article for article in articles if article.kind == Article.Kind.EFFECT),
        key=lambda article: (article.main_symptom.order if article.main_symptom else 999, article.title),
    )
    guides = [article for article in articles if article.kind == Article.Kind.GUIDE]
    return render(request, "articles/index.html", {"guides": guides, "effects": effects})


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One explainer; signed-in staff also see what is not public yet, under a bar that says so."""
    articles = Article.objects.visible_to(request.user).select_related(
        "main_symptom", "reviewer", "picture", "treatment"
    )
    article = get_object_or_404(articles.prefetch_related("symptoms", "sources"), slug=slug)
    return render(request, "articles/detail.html", {"article": article, "course": article.course})
