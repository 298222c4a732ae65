"""Recovery pages and the printed sheet in real Chromium: a date without JavaScript, paper, and the code on it."""

import io

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from aftercare.models import CareTip
from skincare_site.clinics.models import Clinic, RedFlagCard
from skincare_site.symptoms.models import Treatment
from tests.builders import make_tip

COURSE = "/recovery/microneedling/"
SHEET = "/aftercare/sheet/microneedling/"
LETTER = (612, 792)


def printed(page, address: str) -> PdfReader:
    page.goto(address)
    reader = PdfReader(io.BytesIO(page.pdf(format="Letter")))
    assert all(tuple(map(round, sheet.mediabox[2:])) == LETTER for sheet in reader.pages)
    return reader


def test_treatment_date_shows_today_without_javascript(live_server, starter, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 780})
    page = context.new_page()
    page.goto(live_server.url + COURSE)
    today = page.get_by_label("Date of your treatment").get_attribute("max")

    page.get_by_label("Date of your treatment").fill(today)
    page.get_by_role("button", name="Show today").click()
    page.wait_for_url("**?d=*")

    assert "today is the day of treatment" in page.inner_text("main")
    page.get_by_role("link", name="Day 1", exact=True).first.click()
    page.wait_for_url("**/day/1/")
    assert page.evaluate("document.referrer") == ""
    assert context.cookies() == []
    context.close()


def test_days_by_keyboard(live_server, starter, page):
    page.goto(live_server.url + COURSE)

    page.get_by_label("Date of your treatment").focus()
    page.get_by_role("link", name="Day 3", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/day/3/")

    assert page.locator("[aria-current=page]", has_text="3").count() >= 1


def test_sheet_takes_two_letter_pages(live_server, starter, page):
    pages = printed(page, live_server.url + SHEET).pages
    text = [sheet.extract_text() for sheet in pages]

    assert len(pages) == 2
    assert "705-555-0142" in text[0]
    assert "416-555-0178" in text[0]
    assert "Not checked yet" in text[0]
    assert "Do not" in text[1]
    assert "Call 911" in text[1]
    assert "This is general information" not in "".join(text)


def test_sheet_takes_two_pages_with_the_longest_texts_the_forms_allow(live_server, starter, page):
    treatment = Treatment.objects.get(slug="microneedling")
    Treatment.objects.filter(pk=treatment.pk).update(name="Wide words make long headings " * 2 + "and longer")
    CareTip.objects.all().delete()
    for number in range(60):
        make_tip(
            treatment=treatment, kind=("do", "do_not")[number % 2], title=("Wash hands warmly " * 7)[:117] + f"{number:03}",
            from_day=3, until_day=10, reviewed_on=None,
        )  # fmt: skip
    for card in RedFlagCard.objects.all():
        card.lines = "\n".join([("you feel warm and woozy " * 7)[:160]] * 5)
        card.save()
    for number in range(6):
        Clinic.objects.create(
            name=("Clinic with many wide words " * 3)[:78] + str(number), slug=f"clinic-{number}", street="1 Street",
            city="Barrie", postal_code="L4M 0A1", phone="+1 705 555 0142 55", is_example=True,
        )  # fmt: skip

    pages = printed(page, live_server.url + SHEET).pages

    assert len(pages) == 2
    assert "Wash hands" in pages[0].extract_text()
    assert "woozy" in pages[1].extract_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_code_on_the_sheet_leads_to_the_sheet(live_server, starter, page, scheme):
    page.emulate_media(color_scheme=scheme, media="screen" if scheme == "dark" else "print")
    page.goto(live_server.url + SHEET)

    picture = Image.open(io.BytesIO(page.locator(".qr").screenshot())).convert("1")

    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [live_server.url + SHEET]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/", "Is this usual"),
        (COURSE, "Redness"),
        (f"{COURSE}day/3/", "Care tips"),
        ("/articles/redness/", "How long it usually lasts"),
        ("/articles/redness/", "systematic review"),  # the sources, closed on the screen
        ("/aftercare/do-not-pick/", "What this means"),
        ("/clinics/", "705-555-0142"),
    ],
)
def test_other_pages_print_without_what_only_a_screen_needs(live_server, starter, page, address, kept):
    text = "".join(sheet.extract_text() for sheet in printed(page, live_server.url + address).pages)

    assert kept in text
    assert "911" in text
    for gone in ("Skip to the content", "Use your own words", "Symptoms A to Z", "Another day", "Show today"):
        assert gone not in text, gone
