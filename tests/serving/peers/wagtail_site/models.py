from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from modelcluster.fields import ParentalManyToManyField
from wagtail.blocks import RichTextBlock
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from tests.serving.peers.base import ITEMS


class Filled(Page):
    """What the shared templates need on every page."""

    filler_kind = "list"

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "filler": f"frame/{self.filler_kind}.html"}


class HomePage(Filled):
    template = "wagtail_site/list.html"


class SymptomPage(Filled):
    template = "wagtail_site/list.html"
    filler_kind = "symptom"
    patient_words = models.CharField(max_length=250)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        articles = ArticlePage.objects.live().filter(symptoms=self).order_by("title")[: ITEMS["symptom"]]
        return {
            **super().get_context(request, *args, **kwargs),
            "articles": articles,
            "lead": self.patient_words,
        }


class SymptomIndexPage(Filled):
    template = "wagtail_site/list.html"


class ArticlePage(Filled):
    template = "wagtail_site/article.html"
    filler_kind = "article"
    summary = models.CharField(max_length=250)
    body = StreamField([("paragraph", RichTextBlock())], use_json_field=True)
    symptoms = ParentalManyToManyField(SymptomPage, related_name="articles")
    starts = models.PositiveSmallIntegerField(null=True, blank=True)
    ends = models.PositiveSmallIntegerField(null=True, blank=True)

    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        related = ArticlePage.objects.live().filter(symptoms__in=self.symptoms.all()).exclude(pk=self.pk)
        return {
            **super().get_context(request, *args, **kwargs),
            "related": related.distinct().order_by("title")[: ITEMS["article"]],
        }


class ArticleIndexPage(Filled):
    template = "wagtail_site/list.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        articles = ArticlePage.objects.child_of(self).live().order_by("title")[: ITEMS["list"]]
        return {**super().get_context(request, *args, **kwargs), "articles": articles}


class RecoveryPage(RoutablePageMixin, Filled):
    template = "wagtail_site/list.html"
    filler_kind = "day"

    @path("day/<int:day>/")
    def day(self, request: HttpRequest, day: int) -> HttpResponse:
        articles = ArticlePage.objects.live().filter(starts__isnull=False).order_by("starts", "title")
        return self.render(
            request, context_overrides={"articles": articles[: ITEMS["day"]], "lead": f"Day {day}"}
        )
