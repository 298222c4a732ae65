"""Ways to the recovery pages: `{% recovery_treatments as treatments %}`, `{% day_picker treatment days day %}`."""

from django import template
from django.db.models import Exists, OuterRef
from django.utils.safestring import SafeString

from articles.models import Article
from skincare_site.page_cache.fragments import fragment
from skincare_site.symptoms.models import Treatment

from ..recovery import Day

register = template.Library()


@register.simple_tag
def recovery_treatments() -> list[Treatment]:
    """Treatments with at least one public recovery course."""
    courses = Article.objects.visible().filter(starts_day__isnull=False, treatment=OuterRef("pk"))
    return list(
        Treatment.objects.filter(Exists(courses))
    )  # one course of each is looked for, not all of them


@register.simple_tag
def day_picker(
    treatment: Treatment, days: tuple[Day, ...], day: Day | None = None, asked: object = None
) -> SafeString:
    """Every day and week as a link. `day`: the page itself, if it is one of them; `asked`: it answers a typed date."""
    return fragment(
        "aftercare/_day_picker.html",
        treatment=treatment.slug,
        days=tuple(one for one in days if not one.is_week),
        weeks=tuple(one for one in days if one.is_week),
        day=day,
        asked=bool(asked),
    )
