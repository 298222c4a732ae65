"""What a worried patient does, from end to end, by keyboard alone; with JavaScript and without."""

import datetime
import itertools

import pytest
from playwright.sync_api import expect

from skincare_site.publishing.models import PageVotes

from .pages import PAGES

# The focused thing as a person meets it: its words, whether one sees that it is focused, and where it stands.
FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    return {
        words: (one.labels?.[0]?.textContent || one.textContent || one.value || "").replace(/\\s+/g, " ").trim(),
        kind: one.tagName.toLowerCase(),
        outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
        seen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
        around: one.closest("header, footer") ? one.closest("header, footer").tagName : "",
        top: box.top + scrollY, left: box.left, width: box.width, height: box.height,
    };
}"""
# Everything one can tab to, in the order of the text; of a group of radio buttons the chosen or the first.
TABBABLE = """() => [...document.querySelectorAll("a[href], button, input, select, summary")]
    .filter((one) => one.checkVisibility() && !one.disabled)
    .filter((one) => one.type !== "radio" || one.checked)
    .map((one) => (one.labels?.[0]?.textContent || one.textContent || one.value || "").replace(/\\s+/g, " ").trim())"""


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def phone(request, transactional_db, starter, live_server, browser):
    """A page on a phone with a keyboard. It closes before the database is emptied."""
    context = browser.new_context(
        java_script_enabled=request.param, viewport={"width": 360, "height": 780}, service_workers="block",
        base_url=live_server.url, reduced_motion="reduce",
    )  # fmt: skip
    yield context.new_page()
    assert context.cookies() == []
    context.close()


def tab_to(page, words: str, kind: str = "a") -> None:
    """Press Tab until what begins with `words` has the focus; each stop on the way must be seen."""
    for _ in range(200):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["kind"] != "body", f"the whole page was passed without “{words}”"
        assert focused["outline"] >= 2, f"one can't see that “{focused['words']}” has the focus"
        assert focused["seen"], f"“{focused['words']}” has the focus and is out of sight"
        if focused["kind"] == kind and focused["words"].startswith(words):
            return
    raise AssertionError(f"200 times Tab, and no “{words}”")


def follow(page, words: str, address: str, kind: str = "a") -> None:
    tab_to(page, words, kind)
    page.keyboard.press("Enter")
    page.wait_for_url(address)


def test_misspelt_words_lead_to_the_answer_the_red_flags_and_the_phone(phone):
    phone.goto("/")
    tab_to(phone, "Skip to the content")
    phone.keyboard.press("Enter")
    tab_to(phone, "What do you see or feel?", "input")
    phone.keyboard.type("my face is pealing day 3")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/search/?q=my+face+is+pealing+day+3")
    expect(phone.locator("[data-symptom=peeling]")).to_be_visible()

    follow(phone, "Peeling and flaking after microneedling", "**/articles/peeling/")
    follow(phone, "When to call for help", "**/articles/peeling/#when-to-call")
    expect(phone.get_by_role("heading", name="When to call", exact=False).first).to_be_in_viewport()
    tab_to(phone, "Call 911")

    assert phone.evaluate("document.activeElement.href") == "tel:911"
    assert phone.evaluate("!!document.activeElement.closest('#when-to-call')")


def test_who_has_no_word_for_it_picks_what_where_and_which_day(phone):
    phone.goto("/")
    follow(phone, "Pick what you see or feel", "**/symptoms/#pick-heading")
    tab_to(phone, "Itchy", "input")
    phone.keyboard.press("Space")
    tab_to(phone, "Anywhere", "input")
    phone.keyboard.press("ArrowDown")
    tab_to(phone, "Which day after treatment?", "select")
    phone.keyboard.type("Day 1")
    follow(phone, "Show symptoms", "**/symptoms/?what=itch&where=face&day=1#fits", "button")
    expect(phone.get_by_role("heading", name="to look at")).to_be_in_viewport()

    follow(phone, "My skin is itchy", "**/symptoms/itching/")

    expect(phone.get_by_role("heading", level=1)).to_contain_text("Itching")


def test_from_an_explainer_to_the_day_and_to_the_sheet(phone):
    phone.goto("/articles/redness/")
    follow(phone, "All side effects on one timeline", "**/recovery/microneedling/")
    follow(phone, "Day 3", "**/recovery/microneedling/day/3/")
    expect(phone.locator("[aria-current=page]", has_text="3").first).to_be_attached()

    follow(phone, "The care sheet to print", "**/aftercare/sheet/microneedling/")

    expect(phone.get_by_role("heading", level=1)).to_have_text("Care after microneedling")


def test_the_date_of_treatment_shows_today(phone):
    phone.goto("/recovery/microneedling/")
    three_days_ago = datetime.date.fromisoformat(
        phone.get_by_label("Date of your treatment").get_attribute("max")
    ) - datetime.timedelta(3)
    tab_to(phone, "Date of your treatment", "input")
    phone.keyboard.type(f"{three_days_ago:%m%d%Y}")
    phone.keyboard.press("Enter")
    phone.wait_for_url(f"**/recovery/microneedling/?d={three_days_ago}")

    expect(phone.get_by_role("heading", level=1)).to_contain_text("Day 3")
    follow(phone, "← Day 2", "**/recovery/microneedling/day/2/")
    assert phone.evaluate("document.referrer") == ""


def test_a_page_that_did_not_help_says_whom_to_call(phone):
    phone.goto("/articles/redness/")
    follow(phone, "No", "**/useful/article/redness/no/", "button")

    expect(phone.get_by_role("heading", name="Not better? Here is whom to call")).to_be_visible()
    tab_to(phone, "Call the Barrie clinic")
    assert phone.evaluate("document.activeElement.protocol") == "tel:"
    assert list(PageVotes.objects.values_list("yes", "no")) == [(0, 1)]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "name",
    [
        "home",
        "results",
        "symptom picker",
        "explainer",
        "tips",
        "recovery",
        "recovery day",
        "clinic",
        "saved pages",
    ],
)
def test_focus_goes_in_the_order_of_reading_and_is_never_trapped(live_server, starter, page, name, width):
    page.set_viewport_size({"width": width, "height": 780})
    page.emulate_media(reduced_motion="reduce")
    page.goto(live_server.url + PAGES[name])
    page.wait_for_load_state("networkidle")
    expected = page.evaluate(TABBABLE)
    stops = []
    while not stops or stops[-1]["kind"] != "body":
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["kind"] == "input" and stops and stop == stops[-1]:
            continue  # month, day, year and calendar of one date
        stops.append(stop)
        assert len(stops) <= len(expected) + 1, f"trapped at “{stop['words']}”"

    assert [stop["words"] for stop in stops[:-1]] == expected
    assert [stop["words"] for stop in stops[:-1] if stop["outline"] < 2] == []
    back = [
        f"“{before['words']}” → “{after['words']}”"
        for before, after in itertools.pairwise(stops[1:-1])
        if (width == 360 or before["around"] == after["around"] != "") and not reads_on(before, after)
    ]
    assert back == []


def reads_on(before: dict, after: dict) -> bool:
    """Whether `after` stands below `before`, to its right on the same line, or in the column to its right."""
    below = after["top"] >= before["top"] + before["height"] / 2
    next_column = after["left"] >= before["left"] + before["width"]
    same_line = after["left"] > before["left"] and after["top"] > before["top"] - before["height"]
    return below or same_line or next_column
