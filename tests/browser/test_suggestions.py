"""Live suggestions, the symptom picker and the two buttons, in real Chromium: keyboard, touch, without JavaScript."""

import pytest
from playwright.sync_api import expect

from skincare_site.publishing.models import PageVotes

SCHEMES = ["light", "dark"]


@pytest.fixture
def box(page, live_server, starter):
    page.goto(f"{live_server.url}/search/")
    return page.get_by_role("combobox")


class TestSuggestions:
    def test_by_keyboard_alone_as_the_combobox_pattern_says(self, box, page, problems):
        listed = page.get_by_role("listbox", name="Suggestions")
        expect(box).to_have_attribute("aria-expanded", "false")
        box.press_sequentially("my")
        expect(listed.get_by_role("option")).to_have_count(6)
        expect(box).to_have_attribute("aria-expanded", "true")
        expect(box).to_have_attribute("aria-activedescendant", "")

        box.press("ArrowDown")
        box.press("ArrowDown")
        chosen = page.get_by_role("option", selected=True)
        expect(chosen).to_have_text("My face is puffy or swollen")
        expect(box).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
        expect(box).to_be_focused()
        expect(box).to_have_value("my")
        box.press("ArrowUp")
        box.press("ArrowUp")
        expect(page.get_by_role("option", selected=True)).to_have_count(0)
        box.press("ArrowUp")
        expect(page.get_by_role("option", selected=True)).to_have_text("My skin is itchy")

        box.press("Enter")
        page.wait_for_url("**/search/?q=My+skin+is+itchy")
        expect(page.locator("[data-symptom]").first).to_have_attribute("data-symptom", "itching")
        assert problems == []

    def test_escape_closes_and_keeps_the_words_and_enter_searches_for_them(self, box, page):
        box.press_sequentially("it")
        expect(page.get_by_role("option")).to_have_text("My skin is itchy")
        box.press("Escape")
        expect(page.get_by_role("listbox")).to_be_hidden()
        expect(box).to_have_value("it")
        expect(box).to_have_attribute("aria-expanded", "false")

        box.press_sequentially("ch")
        expect(page.get_by_role("option")).to_have_count(1)
        box.press("Enter")
        page.wait_for_url("**/search/?q=itch")

    def test_a_tap_chooses_and_leaving_the_box_closes(self, box, page):
        box.press_sequentially("puf")
        expect(page.get_by_role("option")).to_be_visible()
        box.press("Tab")
        expect(page.get_by_role("listbox")).to_be_hidden()

        box.fill("puff")
        page.get_by_role("option", name="My face is puffy or swollen").click()
        page.wait_for_url("**/search/?q=My+face+is+puffy+or+swollen")

    def test_one_letter_and_frightening_words_suggest_nothing(self, box, page):
        asked = []
        page.on("request", lambda request: asked.append(request.url) if "suggest/?" in request.url else None)

        box.press_sequentially("p")
        page.wait_for_timeout(400)
        assert asked == []
        box.press_sequentially("us and fever", delay=20)
        page.wait_for_timeout(400)
        assert len(asked) == 1, "typing quickly asks once"
        expect(page.get_by_role("listbox")).to_be_hidden()

    def test_a_late_answer_does_not_replace_a_newer_one(self, box, page):
        def slow(route):
            if route.request.url.endswith("=my"):
                page.wait_for_timeout(600)
            route.continue_()

        page.route("**/search/suggest/**", slow)
        box.press_sequentially("my")
        page.wait_for_timeout(250)
        box.fill("itch")
        expect(page.get_by_role("option")).to_have_text("My skin is itchy")
        page.wait_for_timeout(900)
        expect(page.get_by_role("option")).to_have_text("My skin is itchy")

    def test_a_server_error_leaves_the_box_as_it_is(self, box, page, live_server):
        page.route("**/search/suggest/**", lambda route: route.fulfill(status=500, body="<p>Failed</p>"))
        box.press_sequentially("my")
        page.wait_for_timeout(400)
        expect(page.get_by_role("listbox")).to_be_hidden()

    @pytest.mark.parametrize("scheme", SCHEMES)
    @pytest.mark.parametrize("width", [320, 1280])
    def test_the_open_list_is_accessible_and_moves_nothing(self, box, page, axe, width, scheme):
        page.set_viewport_size({"width": width, "height": 780})
        page.emulate_media(color_scheme=scheme)
        before = page.get_by_role("button", name="Search").bounding_box()
        box.press_sequentially("my")
        expect(page.get_by_role("option")).to_have_count(6)
        box.press("ArrowDown")
        expect(page.get_by_role("option", selected=True)).to_be_visible()

        assert axe(page) == []
        assert page.get_by_role("button", name="Search").bounding_box() == before
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    def test_without_javascript_it_is_a_plain_search_box(self, live_server, starter, browser):
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{live_server.url}/search/")

        expect(page.get_by_role("searchbox")).to_be_visible()
        expect(page.get_by_role("listbox")).to_be_hidden()
        context.close()


def test_the_picker_by_keyboard_and_without_javascript(live_server, starter, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 780})
    page = context.new_page()
    page.goto(f"{live_server.url}/symptoms/")

    page.get_by_role("checkbox", name="Itchy").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.get_by_role("radio", name="Anywhere").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_label("Which day").select_option("1")
    page.get_by_role("button", name="Show symptoms").press("Enter")
    page.wait_for_url("**/symptoms/?what=itch&where=face&day=1#fits")

    expect(page.get_by_role("heading", name="symptoms to look at")).to_be_in_viewport()
    page.get_by_role("link", name="My skin is itchy").click()
    page.wait_for_url("**/symptoms/itching/")
    context.close()


def test_hot_pus_fever_leads_straight_to_the_red_flags(live_server, starter, page):
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(f"{live_server.url}/symptoms/")

    page.get_by_role("link", name="Hot, pus, fever").click()

    expect(page.get_by_role("heading", name="When to call for help")).to_be_in_viewport()


def test_useful_without_javascript_counts_once_and_helps(live_server, starter, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 780})
    page = context.new_page()
    page.goto(f"{live_server.url}/articles/redness/")

    page.get_by_role("button", name="No", exact=True).press("Enter")
    page.wait_for_url("**/useful/article/redness/no/")
    expect(page.get_by_role("heading", name="Not better? Here is whom to call")).to_be_visible()
    expect(page.get_by_role("link", name="705-555-0142").first).to_be_visible()
    page.reload()

    assert list(PageVotes.objects.values_list("yes", "no")) == [(0, 1)]
    assert context.cookies() == []
    context.close()


def test_a_form_on_another_site_counts_nothing(live_server, starter, page):
    page.route(
        "http://elsewhere.example/",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<form method="post" action="{live_server.url}/useful/article/redness/no/"><button>Go</button></form>',
        ),
    )
    page.goto("http://elsewhere.example/")
    page.get_by_role("button").click()
    page.wait_for_load_state()

    assert not PageVotes.objects.exists()
    assert "911" in page.content()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_report_is_accessible(live_server, starter, staff_page, axe, problems, scheme):
    from articles.models import Article
    from skincare_site.publishing import votes

    article = Article.objects.get(slug="redness")
    for answer in ["no"] * 4 + ["yes"] * 3:
        votes.count(article, answer)
    staff_page.emulate_media(color_scheme=scheme)

    for width in (360, 1280):
        staff_page.set_viewport_size({"width": width, "height": 800})
        staff_page.goto(f"{live_server.url}/admin/reports/useful/")
        expect(staff_page.get_by_role("rowheader", name=article.title)).to_be_visible()
        assert axe(staff_page) == []
        assert staff_page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        staff_page.goto(f"{live_server.url}/admin/symptoms/neversuggested/")
        assert axe(staff_page) == []
    staff_page.goto(f"{live_server.url}/admin/symptoms/symptom/{article.main_symptom_id}/change/")
    assert problems == []
    assert axe(staff_page) == []  # axe itself sets a style on this page, which the policy refuses
