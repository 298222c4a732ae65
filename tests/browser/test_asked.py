"""Staff close the loop in real Chromium: asked, not answered, added in one click, found, undone."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from skincare_site.search import asked
from skincare_site.search.models import AskedSymptom, AskedWeek
from skincare_site.symptoms.models import Symptom

LIST = "/admin/search/askedphrase/"
WORDS = "wonkified chops"  # one word that nobody knows: shown from 11 searches on 3 days


@pytest.fixture
def visitor(browser, live_server):
    """A page of somebody who is not signed in."""
    asked.forget()
    context = browser.new_context()
    yield context.new_page()
    context.close()
    asked.forget()


def search(page, live_server, words: str = WORDS) -> None:
    page.goto(f"{live_server.url}/search/?q={words.replace(' ', '+')}")


def test_a_question_without_an_answer_becomes_a_wording(
    starter, staff_page, visitor, live_server, problems, monkeypatch
):
    page = staff_page
    today = datetime.date(2026, 3, 2)
    searches = 0
    for day, times in enumerate([4, 4, 2]):
        monkeypatch.setattr(
            timezone, "localdate", lambda *args, day=day: today + datetime.timedelta(days=day)
        )
        for _ in range(times):
            search(visitor, live_server)
            searches += 1
    assert asked.flush()
    assert searches == 10
    page.goto(live_server.url + LIST)
    expect(page.get_by_text("Nothing is waiting here.")).to_be_visible()

    # The eleventh search shows it.
    search(visitor, live_server)
    assert asked.flush()
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="1 question without an answer").click()
    row = page.get_by_role("row", name=WORDS)
    expect(row.locator(".field-searches")).to_have_text("11")
    expect(row.locator(".field-on_days")).to_have_text("3")

    # Look at the difference, then one click.
    row.get_by_role("link", name="Add as a wording of …").click()
    page.get_by_label("Symptom:").select_option(label=Symptom.objects.get(slug="swelling").name)
    page.get_by_role("button", name="Look at the difference").click()
    expect(page.get_by_role("region", name="Now", exact=True)).to_contain_text("Search finds no page.")
    expect(page.get_by_role("region", name="With this wording").get_by_role("listitem").first).to_be_visible()
    search(visitor, live_server)
    expect(visitor.locator("main[data-no-match]")).to_have_count(1)
    page.get_by_role("button", name="Add this wording").click()
    expect(page.locator(".messagelist .success")).to_contain_text(f"“{WORDS}” is a wording of")
    expect(page.get_by_text("Nothing is waiting here.")).to_be_visible()

    search(visitor, live_server)
    expect(visitor.locator("a[data-symptom]").first).to_have_attribute("data-symptom", "swelling")

    # And back.
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Undone")
    expect(page.get_by_role("row", name=WORDS)).to_be_visible()
    search(visitor, live_server)
    expect(visitor.locator("main[data-no-match]")).to_have_count(1)

    # Not for us, and back.
    page.get_by_role("row", name=WORDS).get_by_role("button", name="Not for us").click()
    expect(page.get_by_text("Nothing is waiting here.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("row", name=WORDS).get_by_role("link", name="Write an explainer").click()
    expect(page.get_by_label("Title:")).to_have_value(WORDS.capitalize())
    assert problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_its_pages_have_no_errors_and_no_axe_faults(
    starter, staff_page, live_server, problems, axe, scheme, width
):
    from tests.skincare_site.search.test_asked_admin import make_phrase

    page = staff_page
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    phrase = make_phrase()
    empty = f"{LIST}how-search-does/"
    faults: list[str] = []
    noted: list[str] = []

    def look(address: str) -> None:
        page.goto(live_server.url + address)
        # Before axe runs: axe itself tries inline style sheets, which the strict policy refuses.
        noted.extend(f"{address}: {problem}" for problem in problems)
        faults.extend(f"{address}: {fault}" for fault in axe(page))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        problems.clear()

    look(empty)
    monday = timezone.localdate() - datetime.timedelta(days=timezone.localdate().weekday())
    for back in range(12):
        week = monday - datetime.timedelta(weeks=back)
        AskedWeek.objects.create(week=week, confident=30 + back, unsure=6, no_match=4 + back)
        for symptom in Symptom.objects.all()[:9]:
            AskedSymptom.objects.create(week=week, symptom=symptom, searches=symptom.pk % 7 + back)
    look(LIST)
    look(f"{LIST}{phrase.pk}/change/")
    page.goto(live_server.url + LIST)
    page.get_by_role("button", name="Not for us").click()
    faults += axe(page)
    problems.clear()
    look(empty)
    page.locator("summary").first.click()
    page.locator("summary").last.click()
    faults += axe(page)

    assert noted == []
    assert faults == []
