from cms.models.pluginmodel import CMSPlugin
from django.db import models


class Text(CMSPlugin):
    """A text of an article."""

    summary = models.CharField(max_length=250, blank=True)
    body = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.summary


class Listing(CMSPlugin):
    """The first pages below the page that this plugin is on."""

    items = models.PositiveIntegerField()
