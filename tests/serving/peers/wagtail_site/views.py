from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tests.serving.peers.base import ITEMS

from .models import ArticlePage


def search(request: HttpRequest) -> HttpResponse:
    """As Wagtail's project template has it."""
    question = request.GET.get("q")
    found = ArticlePage.objects.live().search(question) if question else ArticlePage.objects.none()
    articles = Paginator(found, ITEMS["search"]).get_page(request.GET.get("page", 1))
    context = {"articles": articles, "lead": question, "filler": "frame/search.html"}
    return render(request, "wagtail_site/list.html", context)
