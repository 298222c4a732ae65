"""Every public page type in real Chromium: accessible, quiet, still."""

import pytest
from django.urls import get_resolver, resolve

from aftercare.models import CareTip
from articles.models import Article
from skincare_site.publishing.workflow import Status

from .pages import OVERFLOW, SCREENS, error_pages, every_page, open_page

# No page a visitor reads: files, answers for machines, and what only staff see.
NO_PAGES = {
    "policy_report", "style_sheet", "suggest", "try", "styleguide", "health", "ready", "worker", "manifest", "robots", "sitemap", "media",
}  # fmt: skip
NO_PAGES_IN = {"admin", "api"}


def test_every_public_address_is_swept(starter):
    def names(resolver):
        for pattern in resolver.url_patterns:
            if hasattr(pattern, "url_patterns"):
                yield from () if pattern.namespace in NO_PAGES_IN else names(pattern)
            else:
                yield pattern.name

    swept = {
        resolve(address.partition("?")[0]).url_name
        for address in every_page().values()
        if address != "/nowhere/"
    }

    assert set(names(get_resolver())) - NO_PAGES == swept


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_every_page_type_is_accessible_and_quiet(live_server, starter, page, problems, axe, width, scheme):
    page.set_viewport_size({"width": width, "height": 780})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    faults: dict[str, object] = {}

    for name, address in every_page().items():
        open_page(page, live_server, name, address)
        found = axe(page)
        if found:
            faults[name] = found
        overflow = page.evaluate(OVERFLOW)
        assert overflow <= 0, f"{name} scrolls sideways by {overflow} px"

    assert faults == {}
    # Chromium itself reports the 404 of the pages that are meant to be one.
    assert [problem for problem in problems if "404" not in problem] == []
    assert page.context.cookies() == []


def served(text: str):
    return lambda route: route.fulfill(body=text, content_type="text/html")


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_every_error_page_is_accessible_and_quiet(live_server, starter, page, problems, axe, width, scheme):
    page.set_viewport_size({"width": width, "height": 780})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    texts = error_pages()
    assert {"400.html", "403.html", "404.html", "500.html"} <= set(texts)
    faults = {}
    for name, text in texts.items():
        page.route(f"{live_server.url}/made/{name}", served(text))
        page.goto(f"{live_server.url}/made/{name}")
        if found := axe(page):
            faults[name] = found
        assert page.evaluate(OVERFLOW) <= 0, name
        assert page.locator("main [href='tel:911']").count() >= 1, name

    assert faults == {}
    assert problems == []


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_a_page_loads(live_server, starter, page, width):
    page.set_viewport_size({"width": width, "height": 780})
    page.add_init_script(
        """window.moved = [];
        new PerformanceObserver((seen) => seen.getEntries().forEach((one) => window.moved.push(one.value)))
            .observe({ type: "layout-shift", buffered: true });"""
    )
    # As slow as a phone far from town: on a quick line everything has arrived before the first paint.
    page.context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 100, "downloadThroughput": 200_000, "uploadThroughput": 100_000},
    )
    moved = {}
    for name, address in every_page().items():
        open_page(page, live_server, name, address)
        # Pictures further down load only now; what moves for them counts, too.
        page.evaluate("window.scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
        page.wait_for_load_state("networkidle")
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        shifts = page.evaluate("window.moved")
        # A page arrives in pieces; the cut may fall inside a button, which then grows by its word (0.0006).
        # Good is below 0.1; a picture without its size is 0.05 and more.
        if round(sum(shifts), 2):
            moved[name] = shifts

    assert moved == {}


def test_draft_shows_to_staff_under_a_bar_and_to_nobody_else(live_server, starter, staff_page, browser):
    Article.objects.filter(slug="milia").update(status=Status.DRAFT)
    CareTip.objects.filter(slug="do-not-pick").update(status=Status.DRAFT)

    for address in ("/articles/milia/", "/aftercare/do-not-pick/"):
        staff_page.goto(live_server.url + address)
        assert staff_page.get_by_text("Draft preview", exact=False).count() >= 1
        stranger = browser.new_page()
        assert stranger.goto(live_server.url + address).status == 404
        stranger.close()
