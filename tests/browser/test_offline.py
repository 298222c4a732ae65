"""Reading without a network, in real Chromium with its service worker."""

import re

import pytest

from articles.models import Article
from skincare_site.clinics.models import RedFlagCard
from skincare_site.publishing.workflow import Status
from tests.browser.conftest import sign_in
from tests.browser.pages import SCREENS

PAGE = "/articles/redness/"
WAIT = 15_000  # ms


@pytest.fixture
def phone(transactional_db, live_server, starter, browser):
    """A browser whose service worker runs. It closes before the database is emptied."""
    context = browser.new_context(viewport={"width": 360, "height": 780}, timezone_id="America/Toronto")
    yield context
    context.close()


def kept(page) -> list[str]:
    """Paths of all saved copies on this device."""
    return page.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys())
                for (const key of await (await caches.open(name)).keys()) found.push(new URL(key.url).pathname);
            return found;
        }"""
    )


def wait_until(page, question: str, arg=None) -> None:
    """Ask an asynchronous function on the page until it says yes (Playwright's own wait needs eval for that)."""
    for _ in range(WAIT // 100):
        if page.evaluate(question, arg):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {question}")


def wait_until_kept(page, path: str) -> None:
    wait_until(page, "async (path) => !!(await caches.match(path))", path)


def open_and_keep(context, live_server, path: str = PAGE):
    page = context.new_page()
    page.goto(live_server.url + path)
    wait_until_kept(page, path)
    wait_until(page, "() => !!navigator.serviceWorker.controller")
    return page


def test_opened_page_reads_without_network_under_a_bar_that_says_when(phone, live_server):
    page = open_and_keep(phone, live_server)
    assert page.locator(".saved-bar").count() == 0
    phone.set_offline(True)

    page.reload()

    bar = page.locator(".saved-bar").inner_text()
    assert re.search(r"Saved on \d{1,2} \w+ at \d\d:\d\d\. You are offline; this may have changed\.", bar)
    assert "Redness" in page.locator("h1").inner_text()
    assert page.locator("main").evaluate("main => getComputedStyle(main).paddingLeft") is not None
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.lifeline')).backgroundColor")
        != "rgba(0, 0, 0, 0)"
    )


def test_saved_copy_does_not_say_open_now(phone, live_server):
    page = open_and_keep(phone, live_server, "/clinics/")
    assert page.locator(".state").first.is_visible()
    phone.set_offline(True)

    page.reload()

    assert page.locator(".phones a").first.is_visible()
    assert page.locator(".state:visible").count() == 0


def test_page_never_opened_leads_to_red_flags_and_phones(phone, live_server):
    page = open_and_keep(phone, live_server)
    phone.set_offline(True)

    page.goto(live_server.url + "/articles/milia/")

    assert "not saved on this device" in page.locator(".saved-bar").inner_text()
    assert page.locator('main a[href="tel:911"]').count() >= 1
    assert page.locator('main a[href="tel:811"]').count() >= 1
    assert page.get_by_text("705-555-0142").count() >= 1
    page.get_by_role("link", name="Redness after microneedling").click()
    page.wait_for_url("**" + PAGE)
    assert page.locator(".saved-bar").count() == 1


def test_what_a_patient_asked_and_what_is_no_page_is_not_kept(phone, live_server):
    page = open_and_keep(phone, live_server)

    for path in (
        "/search/?q=pus", "/search/", "/recovery/microneedling/?d=2026-01-01", "/admin/login/", "/nowhere/", "/robots.txt",
        "/preview/made-up/", "/articles/peeling/?from=somewhere",
    ):  # fmt: skip
        page.goto(live_server.url + path)
    page.goto(live_server.url + "/symptoms/")
    wait_until_kept(page, "/symptoms/")

    pages = [path for path in kept(page) if not path.startswith("/static/")]
    assert sorted(pages) == [PAGE, "/offline/", "/symptoms/"]


def test_draft_that_staff_read_is_not_kept(phone, live_server, client, admin_user):
    Article.objects.filter(slug="milia").update(status=Status.DRAFT)
    page = open_and_keep(phone, live_server)
    sign_in(page, live_server, client, admin_user)

    page.goto(live_server.url + "/articles/milia/")
    assert "Draft preview" in page.content()
    phone.clear_cookies()
    page.goto(live_server.url + "/symptoms/")
    wait_until_kept(page, "/symptoms/")

    assert "/articles/milia/" not in kept(page)


def test_edit_shows_at_once_online_and_reaches_the_saved_copies(phone, live_server):
    page = open_and_keep(phone, live_server)
    page.goto(live_server.url + "/articles/peeling/")
    wait_until_kept(page, "/articles/peeling/")
    redness = Article.objects.get(slug="redness")
    redness.summary = "Now it says something new."
    redness.save()

    page.goto(live_server.url + PAGE)
    assert "something new" in page.inner_text("main")
    peeling = Article.objects.get(slug="peeling")
    peeling.summary = "Changed while nobody looked."
    peeling.save()
    # The worker is asked for again, as browsers do every few minutes: its bytes hold the new content version.
    page.evaluate(
        "navigator.serviceWorker.register('/sw.js', {updateViaCache: 'none'}).then((found) => found.update())"
    )
    wait_until(
        page,
        """async () => (await caches.keys()).length === 1
           && (await (await caches.match('/articles/peeling/')).text()).includes('nobody looked')""",
    )

    phone.set_offline(True)
    page.goto(live_server.url + "/articles/peeling/")
    assert "nobody looked" in page.inner_text("main")
    assert page.locator(".saved-bar").count() == 1


def test_page_taken_offline_is_dropped(phone, live_server):
    page = open_and_keep(phone, live_server)
    Article.objects.filter(slug="redness").update(status=Status.DRAFT)

    assert page.goto(live_server.url + PAGE).status == 404
    wait_until(page, "async (path) => !(await caches.match(path))", PAGE)


def test_copy_older_than_30_days_is_not_shown(phone, live_server):
    page = open_and_keep(phone, live_server)
    page.evaluate(
        """async (path) => {
            const [name] = await caches.keys(), cache = await caches.open(name), copy = await cache.match(path);
            const headers = new Headers(copy.headers);
            headers.set("date", new Date(Date.now() - 31 * 864e5).toUTCString());
            await cache.put(path, new Response(await copy.text(), {headers}));
        }""",
        PAGE,
    )
    phone.set_offline(True)

    page.goto(live_server.url + PAGE)

    assert "not saved on this device" in page.locator(".saved-bar").inner_text()


def test_at_most_40_pages_are_kept_the_newest(phone, live_server):
    page = open_and_keep(phone, live_server)
    page.evaluate(
        """async (path) => {
            const [name] = await caches.keys(), cache = await caches.open(name), copy = await cache.match(path);
            for (let day = 1; day <= 45; day++) {
                const headers = new Headers(copy.headers);
                headers.set("date", new Date(Date.now() - day * 36e5).toUTCString());
                await cache.put(`/made/${day}/`, new Response("<h1>Made</h1>", {headers}));
            }
        }""",
        PAGE,
    )

    page.goto(live_server.url + "/symptoms/")
    wait_until(page, "async () => !(await caches.match('/made/45/'))")

    pages = [path for path in kept(page) if not path.startswith("/static/") and path != "/offline/"]
    assert len(pages) == 40
    assert "/symptoms/" in pages
    assert "/made/1/" in pages


def test_saved_pages_are_listed_and_forgotten_at_a_press(phone, live_server):
    page = open_and_keep(phone, live_server)

    page.goto(live_server.url + "/offline/")
    page.get_by_role("link", name="Redness after microneedling").wait_for()
    page.get_by_role("button", name="Forget saved pages").click()
    page.get_by_text("gone from this device").wait_for()

    assert [path for path in kept(page) if not path.startswith("/static/")] == ["/offline/"]
    assert page.evaluate("document.activeElement.id") == "kept-said"


def test_saved_copy_and_last_resort_are_accessible_and_quiet(phone, live_server, axe):
    page = open_and_keep(phone, live_server)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(live_server.url + "/offline/")
    faults += axe(page)
    phone.set_offline(True)

    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 780})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for path in (PAGE, "/articles/milia/"):
            page.goto(live_server.url + path)
            assert page.locator(".saved-bar").count() == 1
            faults += axe(page)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    assert faults == []
    assert phone.cookies() == []


def test_red_flags_of_last_resort_follow_their_cards(phone, live_server):
    page = open_and_keep(phone, live_server)
    card = RedFlagCard.objects.get(level="emergency")
    card.lines = "you see something new and grave"
    card.save()
    page.evaluate(
        "navigator.serviceWorker.register('/sw.js', {updateViaCache: 'none'}).then((found) => found.update())"
    )
    wait_until(page, "async () => (await (await caches.match('/offline/')).text()).includes('new and grave')")
    phone.set_offline(True)

    page.goto(live_server.url + "/articles/milia/")

    assert page.get_by_text("new and grave").count() >= 1


def test_without_javascript_nothing_is_kept_and_the_page_still_helps(live_server, starter, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(live_server.url + "/offline/")

    assert "No page is saved on this device" in page.inner_text("main")
    assert not page.get_by_role("button", name="Forget saved pages").is_visible()
    assert page.locator('main a[href="tel:911"]').count() >= 1
    context.close()
