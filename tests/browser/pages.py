"""Every page a visitor can meet, one address a type, for whatever sweeps over them."""

import datetime
from pathlib import Path

from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

from articles import lists
from articles.models import Article
from skincare_site.face.current import kept
from skincare_site.publishing.models import PreviewLink
from skincare_site.publishing.records import about
from skincare_site.publishing.workflow import Status
from skincare_site.symptoms.models import Treatment

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
PAGES = {
    "home": "/",
    "results": "/search/?q=my+face+is+pealing+day+3",
    "results, one word": "/search/?q=skin",
    "danger": "/search/?q=pus+and+fever",
    "no answer": "/search/?q=parking",
    "empty search": "/search/",
    "symptoms": "/symptoms/",
    "symptom picker": "/symptoms/?what=bumps&what=dry&where=eyes&day=9",
    "symptom picker, one kind": "/symptoms/?what=itch&where=face&day=1",
    "symptom": "/symptoms/redness/",
    "explainers": "/articles/",
    "explainer": "/articles/redness/",
    "explainer, red flags first": "/articles/infection/",
    "guide": "/articles/what-to-expect/",
    "tips": "/aftercare/",
    "tip": "/aftercare/do-not-pick/",
    "recovery": "/recovery/microneedling/",
    "recovery day": "/recovery/microneedling/day/3/",
    "recovery week": "/recovery/microneedling/day/21/",
    "recovery, no such day": "/recovery/microneedling/day/17/",
    "recovery, my date": f"/recovery/microneedling/?d={datetime.date.today() - datetime.timedelta(3)}",
    "recovery, wrong date": "/recovery/microneedling/?d=tomorrow",
    "sheet": "/aftercare/sheet/microneedling/",
    "clinics": "/clinics/",
    "clinic": "/clinics/barrie/",
    "useful": "/useful/article/redness/yes/",
    "not useful": "/useful/tip/do-not-pick/no/",
    "saved pages": "/offline/",
    "preview, ended": "/preview/made-up/",
    "not found": "/nowhere/",
}
MISSING = {"recovery, no such day", "preview, ended", "not found"}  # these answer 404
SCREENS = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def every_page() -> dict[str, str]:
    """`PAGES` and those that need a row of their own; writes the rows."""
    Treatment.objects.create(name="Gentle peel", slug="gentle-peel")
    link = PreviewLink.objects.create(**about(Article.objects.get(slug="peeling")))
    # More explainers than one page of their list takes, old and without a course: no other page shows them.
    treatment, at = Treatment.objects.get(slug="microneedling"), timezone.now() - datetime.timedelta(days=999)
    Article.objects.bulk_create(
        Article(
            title=f"Many {n:02}", slug=f"many-{n:02}", treatment=treatment, status=Status.PUBLISHED, publish_at=at,
            live_digest="x",
        )
        for n in range(lists.PAGE)
    )  # fmt: skip
    return {
        **PAGES,
        "explainers, in the middle": "/articles/from/many-05/",
        "explainers, a letter": "/articles/letter/p/",
        "recovery, none yet": "/recovery/gentle-peel/",
        "preview": f"/preview/{link.token}/",
    }


def error_pages() -> dict[str, str]:
    """The HTML of each error page by its template: hardly one has an address that leads there."""
    request = RequestFactory().get("/")
    request.face = kept()
    return {
        template.name: render_to_string(template.name, request=request)
        for template in sorted(TEMPLATES.glob("*.html"))
        if '{% extends "_error.html" %}' in template.read_text()
    }


def texts(client) -> dict[str, str]:
    """The HTML of every page and every error page, as a visitor gets it; writes the rows."""
    found = {}
    for name, address in every_page().items():
        response = client.get(address)
        assert response.status_code == (404 if name in MISSING else 200), name
        found[name] = response.text
    return found | error_pages()


def open_page(page, live_server, name: str, address: str) -> None:
    """Open it and see that it answers as it should."""
    response = page.goto(live_server.url + address)
    assert response.status == (404 if name in MISSING else 200), name
