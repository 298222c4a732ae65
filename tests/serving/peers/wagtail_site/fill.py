"""`python -m tests.serving.peers.wagtail_site.fill TEXTS.json`: the tables, the tree and the texts."""

import json
import sys
from pathlib import Path
from typing import Any

import django


def main() -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    told = json.loads(Path(sys.argv[1]).read_text())
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        _pages(told)
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)


def _pages(told: dict[str, Any]) -> None:
    from django.utils.dateparse import parse_datetime
    from wagtail.models import Page, Site
    from wagtail.rich_text import RichText

    from .models import ArticleIndexPage, ArticlePage, HomePage, RecoveryPage, SymptomIndexPage, SymptomPage

    root = Page.get_first_root_node()
    root.get_children().delete()
    root = Page.objects.get(pk=root.pk)
    home = root.add_child(instance=HomePage(title="Home", slug="home"))
    Site.objects.all().delete()
    Site.objects.create(hostname="127.0.0.1", root_page=home, is_default_site=True)
    listed = home.add_child(
        instance=ArticleIndexPage(title="Side effects and guides", slug="articles", show_in_menus=True)
    )
    named = home.add_child(instance=SymptomIndexPage(title="Symptoms", slug="symptoms", show_in_menus=True))
    home.add_child(instance=RecoveryPage(title="Recovery", slug="recovery", show_in_menus=True))
    symptoms = {
        row["slug"]: named.add_child(
            instance=SymptomPage(title=row["name"], slug=row["slug"], patient_words=row["patient_words"])
        )
        for row in told["symptoms"]
    }
    for row in told["articles"]:
        page = ArticlePage(
            **{name: row[name] for name in ("title", "slug", "summary", "starts", "ends")},
            search_description=row["summary"],
            first_published_at=parse_datetime(row["published"]),
            body=[("paragraph", RichText(part)) for part in row["parts"]],
        )
        page.symptoms = [symptoms[slug] for slug in row["symptoms"]]
        listed.add_child(instance=page)


if __name__ == "__main__":
    main()
