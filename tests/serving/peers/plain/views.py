from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import DetailView, ListView

from tests.serving.peers.base import ITEMS

from .models import Article, Symptom


class Public:
    model = Article
    context_object_name = "articles"
    kind = "list"

    def get_queryset(self) -> QuerySet[Article]:
        return super().get_queryset().filter(published__lte=timezone.now())  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(filler=f"frame/{self.kind}.html", **kwargs)  # type: ignore[misc]


class ArticleDetail(Public, DetailView):
    template_name = "plain/article.html"
    context_object_name = "article"
    kind = "article"

    def get_queryset(self) -> QuerySet[Article]:
        return super().get_queryset().prefetch_related("symptoms")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        related = Article.objects.filter(symptoms__in=self.object.symptoms.all()).exclude(pk=self.object.pk)
        return super().get_context_data(related=related.distinct()[: ITEMS["article"]], **kwargs)


class ArticleList(Public, ListView):
    template_name = "plain/list.html"
    paginate_by = ITEMS["list"]
    extra_context = {"title": "Side effects and guides"}


class SymptomList(Public, ListView):
    template_name = "plain/list.html"
    kind = "symptom"
    paginate_by = ITEMS["symptom"]

    def get_queryset(self) -> QuerySet[Article]:
        self.symptom = get_object_or_404(Symptom, slug=self.kwargs["slug"])
        return super().get_queryset().filter(symptoms=self.symptom)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.symptom.name, lead=self.symptom.patient_words, **kwargs)


class DayList(Public, ListView):
    """Every effect with its course, as our day page has them in groups."""

    template_name = "plain/list.html"
    kind = "day"
    paginate_by = ITEMS["day"]

    def get_queryset(self) -> QuerySet[Article]:
        return super().get_queryset().filter(starts__isnull=False).order_by("starts", "title")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=f"Day {self.kwargs['day']}", **kwargs)


class Search(Public, ListView):
    template_name = "plain/list.html"
    kind = "search"
    paginate_by = ITEMS["search"]

    def get_queryset(self) -> QuerySet[Article]:
        found = super().get_queryset()
        for word in self.request.GET.get("q", "").split():
            found = found.filter(Q(title__icontains=word) | Q(body__icontains=word))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title="Search", lead=self.request.GET.get("q", ""), **kwargs)
