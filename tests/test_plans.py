"""What visitors and staff ask for most is read along an index, and nothing is sorted: a hundred thousand pages cost a page.

SQLite says so even of an empty table. PostgreSQL rightly reads a small table as a whole, so it is not asked.
"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aftercare.templatetags.recovery import recovery_treatments
from articles import lists
from articles.models import Article
from skincare_site import moments
from skincare_site.symptoms.models import Symptom, first_about

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="its planner looks at how many rows there are"),
]
ASKED = {
    "first page of explainers": (lists.first_page, {"article_in_list"}),
    "explainers from a guide on": (lambda: lists.page_at(lists.Place(lists.GUIDE, "W")), {"article_in_list"}),
    "explainers from an effect on": (
        lambda: lists.page_at(lists.Place(lists.EFFECT, "Milia", 3)),
        {"article_in_list"},
    ),
    "explainers about a symptom": (
        lambda: first_about(Article, [Symptom.objects.get(slug="redness").pk], 1),
        {"article_by_symptom"},
    ),
    "treatments with a course": (recovery_treatments, {"articles_article_treatment_id_4cfb14f9"}),
    "next moments": (
        lambda: list(moments.of_pages(timezone.now())),
        {"article_by_publishing", "article_by_expiry", "caretip_by_publishing", "caretip_by_expiry"},
    ),
}
INDEX = re.compile(r"(?:articles_article|aftercare_caretip|U0) USING (?:COVERING )?INDEX (\w+)")


def indexes(queries):
    """The indexes along which SQLite answers these questions; none of them needs to sort."""
    found = set()
    for query in queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plan = " / ".join(row[3] for row in cursor.fetchall())
        assert "TEMP B-TREE" not in plan, f"{plan}\n{query['sql']}"
        found.update(INDEX.findall(plan))
    return {name for name in found if name.startswith(("article_", "caretip_", "articles_article_treatment"))}


@pytest.mark.parametrize(("ask", "wanted"), ASKED.values(), ids=ASKED.keys())
def test_is_read_along_its_index(starter, ask, wanted):
    with CaptureQueriesContext(connection) as asked:
        ask()

    assert indexes(asked.captured_queries) == wanted


@pytest.mark.parametrize(
    ("address", "order", "wanted"),
    [
        ("/", 'ORDER BY "articles_article"."publish_at" DESC', "article_newest"),
        ("/admin/articles/article/", 'ORDER BY "articles_article"."title" ASC', "article_in_admin"),
        ("/admin/aftercare/caretip/", 'ORDER BY "aftercare_caretip"."from_day" ASC', "caretip_in_admin"),
    ],
)
def test_list_on_a_page_is_read_along_its_index(starter, admin_client, address, order, wanted):
    with CaptureQueriesContext(connection) as asked:
        assert admin_client.get(address).status_code == 200

    lists_asked = [query for query in asked.captured_queries if order in query["sql"]]
    assert lists_asked
    assert indexes(lists_asked) == {wanted}
