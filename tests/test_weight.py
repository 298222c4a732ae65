"""First view of every page type: at most 14 kB compressed, pictures aside.

Counted: the page itself with Brotli 5 (what a server does while the visitor waits; the stored pages of a cache can only
be smaller), and each style sheet, script, icon and manifest it names, with Brotli 11, as collectstatic stores them.
Compressing the pages is safe (BREACH): they hold no token and no secret, and set no cookie.
"""

import re

import brotli
import pytest

from skincare_site.face.models import Face
from tests.browser.pages import PAGES, texts

BUDGET = 14_000  # bytes

LOADED = re.compile(r'<(?:link|script)\b[^>]*?\b(?:href|src)="(/[^"]+)"[^>]*>')
NOT_LOADED = re.compile(r'rel="(?:canonical|alternate|prev|next|search)"')


def loaded_by(text: str) -> set[str]:
    """The addresses that a browser fetches before or while it shows the page, pictures aside."""
    return {found[1] for found in LOADED.finditer(text) if not NOT_LOADED.search(found[0])}


def weight(client, text: str) -> tuple[int, dict[str, int]]:
    """Bytes of the page, and of each thing it loads."""
    parts = {}
    for part in loaded_by(text):
        response = client.get(part)
        assert response.status_code == 200, part
        parts[part] = len(brotli.compress(response.getvalue(), quality=11))
    return len(brotli.compress(text.encode(), quality=5)), parts


@pytest.mark.usefixtures("starter")
def test_first_view_of_every_page_type_is_within_the_budget(client):
    Face.objects.create(name="A clinic with a long name", tagline="Care after your visit", accent="#0a4f8f")
    weights = {name: weight(client, text) for name, text in texts(client).items()}
    totals = {name: page + sum(parts.values()) for name, (page, parts) in weights.items()}

    assert any("site.css" in part for _page, parts in weights.values() for part in parts)
    too_heavy = {name: (totals[name], weights[name]) for name in totals if totals[name] > BUDGET}
    assert too_heavy == {}


@pytest.mark.usefixtures("starter")
def test_pages_hold_nothing_that_compression_could_give_away(client):
    for address in PAGES.values():
        response = client.get(address)
        assert "csrfmiddlewaretoken" not in response.content.decode(), address
        assert not response.cookies, address
