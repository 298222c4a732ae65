"""`{% recovery_treatments as treatments %}`: the way to the recovery pages from pages that know no treatment."""

from django import template
from django.db.models import Exists, OuterRef

from articles.models import Article
from skincare_site.symptoms.models import Treatment

register = template.Library()


@register.simple_tag
def recovery_treatments() -> list[Treatment]:
    """Treatments with at least one public recovery course."""
    courses = Article.objects.visible().filter(starts_day__isnull=False, treatment=OuterRef("pk"))
    return list(
        Treatment.objects.filter(Exists(courses))
    )  # one course of each is looked for, not all of them
