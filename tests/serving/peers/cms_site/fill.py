"""`python -m tests.serving.peers.cms_site.fill TEXTS.json`: the tables, the tree and the texts."""

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


def _pages(told: dict[str, Any]) -> None:
    from cms.api import add_plugin, create_page
    from django.contrib.sites.models import Site

    from tests.serving.peers.base import ITEMS

    site = Site.objects.get(pk=1)
    site.domain = "127.0.0.1"
    site.save()
    page = "cms_site/page.html"
    create_page("Home", page, "en", slug="home", in_navigation=True).set_as_homepage()
    listed = create_page("Side effects and guides", page, "en", slug="articles", in_navigation=True)

    def add(to: Any, kind: str, **values: Any) -> None:
        content = to.get_content_obj("en")
        content.rescan_placeholders()
        add_plugin(content.get_placeholders().get(slot="content"), kind, "en", **values)

    add(listed, "ListingPlugin", items=ITEMS["list"])
    for row in told["articles"]:
        made = create_page(
            row["title"], page, "en", slug=row["slug"], parent=listed, meta_description=row["summary"]
        )  # fmt: skip
        add(made, "TextPlugin", summary=row["summary"], body="".join(row["parts"]))


if __name__ == "__main__":
    main()
