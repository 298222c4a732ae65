import json

import pytest
from django.core import serializers
from django.core.management import call_command

from articles.models import Article
from tests.admin_forms import posted
from tests.builders import make_article

SNIPPET = '<p>ok</p><script>alert(1)</script><a href="javascript:alert(1)" onclick="x()">x</a>'
CLEAN = '<p>ok</p><a rel="noopener noreferrer">x</a>'


def stored(pk: int) -> str:
    return Article.objects.values_list("what_it_is", flat=True).get(pk=pk)


@pytest.mark.django_db
class TestEveryWriteRoadStoresCleanText:
    def test_save(self):
        article = make_article(what_it_is=SNIPPET)

        assert stored(article.pk) == CLEAN
        assert article.what_it_is == CLEAN  # the instance too, not only the row

    def test_queryset_update(self):
        article = make_article()

        Article.objects.filter(pk=article.pk).update(what_it_is=SNIPPET)

        assert stored(article.pk) == CLEAN

    def test_bulk_create(self):
        like = make_article()

        Article.objects.bulk_create(
            [Article(title="b", slug="bulk", treatment=like.treatment, what_it_is=SNIPPET)]
        )

        assert stored(Article.objects.get(slug="bulk").pk) == CLEAN

    def test_bulk_update(self):
        article = make_article()
        article.what_it_is = SNIPPET

        Article.objects.bulk_update([article], ["what_it_is"])

        assert stored(article.pk) == CLEAN

    def test_loaddata(self, tmp_path):
        article = make_article()
        rows = json.loads(serializers.serialize("json", [article]))
        rows[0]["fields"]["what_it_is"] = SNIPPET
        fixture = tmp_path / "hostile.json"
        fixture.write_text(json.dumps(rows))

        call_command("loaddata", str(fixture), verbosity=0)

        assert stored(article.pk) == CLEAN

    def test_admin_form(self, admin_client):
        article = make_article()
        page = admin_client.get(f"/admin/articles/article/{article.pk}/change/")
        data = {**posted(page), "what_it_is": SNIPPET}

        response = admin_client.post(f"/admin/articles/article/{article.pk}/change/", data)

        assert response.status_code == 302, response.context["errors"]
        article.refresh_from_db()
        assert article.draft.values["what_it_is"] == CLEAN


@pytest.mark.django_db
def test_form_with_oversize_text_says_so_and_keeps_what_was_typed(admin_client):
    page = admin_client.post("/admin/articles/article/add/", {"title": "Long", "what_it_is": "<div>" * 400})

    assert page.status_code == 200
    assert "plain text" in str(page.context["adminform"].form.errors["what_it_is"])
    assert b'value="Long"' in page.content


@pytest.mark.django_db
def test_check_rich_text_names_what_was_written_behind_the_fields_back(capsys):
    from django.core.management.base import CommandError
    from django.db import connection

    article = make_article()
    call_command("check_rich_text")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET what_it_is = %s WHERE id = %s", [SNIPPET, article.pk])

    with pytest.raises(CommandError, match="1 of"):
        call_command("check_rich_text")
