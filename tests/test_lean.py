"""A fixed number of queries on every page, whatever there is to show: lean.tsv says how many.

Each page is asked for with ten and with a thousand explainers, tips, wordings, pictures and entries of the trail.
A new page or list of the admin needs a line; a number that grew needs a reason. Counted are SELECTs.

An explainer and a tip ask more and cheaper than joins would: statements that Django writes once (database/prepared.py).
What a running site keeps in memory (page_cache/kept.py) is counted here too: these tests live in a transaction.
"""

import datetime
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from aftercare.models import CareTip
from articles.models import Article
from skincare_site import content_tally
from skincare_site.images.models import Picture
from skincare_site.publishing.models import AuditEntry, Source
from skincare_site.publishing.workflow import Status
from skincare_site.search import index
from skincare_site.symptoms.models import DangerSign, LayName, Symptom, Treatment

TABLE = Path(__file__).with_name("lean.tsv")
FEW, MANY = 10, 1000
QUESTIONS = ("SELECT", "DECLARE")  # PostgreSQL reads long lists through a cursor
PUBLIC = [
    "/", "/articles/", "/articles/from/redness/", "/articles/letter/r/", "/articles/redness/", "/aftercare/", "/aftercare/do-not-pick/", "/aftercare/sheet/microneedling/",
    "/recovery/microneedling/", "/recovery/microneedling/day/3/", "/recovery/microneedling/?d=2026-01-01", "/symptoms/",
    "/symptoms/redness/", "/symptoms/?what=itch&day=3", "/clinics/", "/clinics/barrie/", "/search/", "/search/?q=redness",
    "/search/suggest/?q=re", "/offline/", "/sw.js", "/manifest.webmanifest", "/sitemap.xml", "/robots.txt",
    "/useful/article/redness/yes/",
]  # fmt: skip
STAFF = [
    "/admin/", "/admin/pages/overdue/", "/admin/schedule/", "/admin/reports/useful/",
    "/admin/reports/skin-tones/", "/admin/search/try/?phrase=redness",
]  # fmt: skip

# Search asks once more for candidates where the words of a question stand on very many pages, and never a third time.
# A short list has no second page and leads to its first; a symptom's page that is full looks for no further pages.
VARYING = [
    "/search/?q=redness", "/admin/search/try/?phrase=redness", "/articles/from/redness/", "/articles/letter/r/",
    "/symptoms/redness/",
]  # fmt: skip


def fill(first: int, last: int) -> None:
    """Rows number `first` to `last` of everything that grows, in bulk."""
    treatment, symptom = Treatment.objects.get(slug="microneedling"), Symptom.objects.get(slug="redness")
    numbers, at = range(first, last), timezone.now() - datetime.timedelta(days=3)
    page = {
        "treatment": treatment, "main_symptom": symptom, "status": Status.PUBLISHED, "publish_at": at,
        "live_digest": "x", "is_starter": True,
    }  # fmt: skip
    articles = Article.objects.bulk_create(
        Article(
            **page, title=f"Many {n}", slug=f"many-{n}", summary="Words.", what_it_is="<p>Words.</p>",
            starts_day=0, call_after_day=7, draft_due_at=None,
        )
        for n in numbers
    )  # fmt: skip
    tips = CareTip.objects.bulk_create(
        CareTip(
            **page, title=f"Tip {n}", slug=f"tip-{n}", why="Words.", text="<p>Words.</p>", from_day=n % 30
        )
        for n in numbers
    )
    for rows in (articles, tips):
        links = type(rows[0]).symptoms.through
        name = type(rows[0])._meta.model_name
        links.objects.bulk_create(links(**{f"{name}_id": row.pk, "symptom_id": symptom.pk}) for row in rows)
    LayName.objects.bulk_create(
        LayName(phrase=f"wording {n}", symptom=symptom, kind=LayName.Kind.ALSO_CALLED) for n in numbers
    )
    DangerSign.objects.bulk_create(DangerSign(phrase=f"danger {n}", level="urgent") for n in numbers)
    Source.objects.bulk_create(
        Source(key=f"many-{n}", name=f"Source {n}", seen=timezone.localdate()) for n in numbers
    )
    drawing = Picture.objects.filter(drawing__gt="").first().drawing
    Picture.objects.bulk_create(
        Picture(title=f"Picture {n}", alt="Words", drawing=drawing, width=10, height=10) for n in numbers
    )
    kind = ContentType.objects.get_for_model(Article)
    AuditEntry.objects.bulk_create(
        AuditEntry(content_type=kind, object_id=row.pk, action="Published", title=row.title)
        for row in articles
    )
    content_tally.tally()
    index.rebuild()


def admin_addresses() -> list[str]:
    """Every list of the admin, every form for a new row and the form of one row of each kind."""
    found = list(STAFF)
    for model in admin.site._registry:
        meta = model._meta
        row = model._default_manager.order_by("pk").first()
        for view, arguments in [("changelist", []), ("add", []), ("change", [row.pk] if row else None)]:
            if arguments is None:
                continue
            try:
                found.append(reverse(f"admin:{meta.app_label}_{meta.model_name}_{view}", args=arguments))
            except NoReverseMatch:
                continue
    return found


def name_of(address: str) -> str:
    """The address without primary keys, as the table has it."""
    return "/".join("1" if part.isdigit() and "admin" in address else part for part in address.split("/"))


def count(client, addresses: list[str]) -> dict[str, int]:
    found = {}
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert response.status_code in (200, 302, 403), address
        # Questions only: that a session is in use is written down once a minute, whatever the page.
        statements = [query["sql"] for query in queries.captured_queries]
        found[name_of(address)] = sum(sql.lstrip("(").startswith(QUESTIONS) for sql in statements)
    return found


def written_down() -> dict[str, int]:
    lines = [line.split("\t") for line in TABLE.read_text().splitlines()[1:]]
    return {address: int(number) for address, number in lines}


@pytest.mark.parametrize("who", ["visitor", "staff"])
def test_as_many_queries_with_a_thousand_of_everything_as_with_ten(starter, client, admin_user, who):
    addresses = PUBLIC
    if who == "staff":
        client.force_login(admin_user, backend="django.contrib.auth.backends.ModelBackend")
        addresses = admin_addresses()
    fill(0, FEW)
    content_tally.tally()  # to its end: a page reads only for a moment, and how far it gets is the machine's business
    count(client, addresses)  # what a process remembers once and for all: content types, the vocabulary
    few = count(client, addresses)
    fill(FEW, MANY)
    content_tally.tally()
    count(client, addresses)
    many = count(client, addresses)

    grown = {address: (few[address], many[address]) for address in few if few[address] != many[address]}
    assert {address: pair for address, pair in grown.items() if address not in VARYING} == {}
    table = written_down()
    # Whether a second look for candidates is needed hangs on where rows lie, too: of a search the table has the most.
    searches = {address for address in VARYING if "redness" in address.partition("=")[2]}
    assert {address: number for address, number in many.items() if number > table.get(address, 0)} == {}
    asked = {address: number for address, number in many.items() if address not in searches}
    assert {address: table.get(address) for address in asked} == asked
