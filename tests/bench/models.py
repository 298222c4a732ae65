"""The peers' copies of the same text; every column of theirs is made for them, none is shared with ours."""

from django.db import models
from modelsearch import index


class Document(index.Indexed, models.Model):
    """The plain text of one page as the peers get it."""

    title = models.CharField(max_length=120)
    body = models.TextField()
    symptoms = models.TextField()  # slugs of the page's symptoms, for judging only

    search_auto_update = False
    search_fields = [index.SearchField("title", boost=3), index.SearchField("body")]

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.title


class NamedDocument(index.Indexed, models.Model):
    """The same with the wordings of the page's main symptom as a keyword field."""

    title = models.CharField(max_length=120)
    body = models.TextField()
    keywords = models.TextField()
    symptoms = models.TextField()

    search_auto_update = False
    search_fields = [
        index.SearchField("title", boost=3),
        index.SearchField("keywords", boost=3),
        index.SearchField("body"),
    ]

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.title
