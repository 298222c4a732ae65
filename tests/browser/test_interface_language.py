"""The French interface in real Chromium: accessible, no wider than a phone, on two sheets of paper, without a network."""

import io

import pytest
from django.test import override_settings
from django.utils import timezone
from pypdf import PdfReader

from aftercare.models import CareTip
from skincare_site.clinics.models import Clinic
from tests.browser.pages import PAGES
from tests.browser.test_recovery import SHEET

SOME = [
    "home",
    "results",
    "danger",
    "symptom picker",
    "explainer",
    "tip",
    "recovery day",
    "clinic",
    "saved pages",
]


@pytest.fixture(autouse=True)
def french():
    with override_settings(LANGUAGE_CODE="fr-ca"):
        yield


def test_pages_are_accessible_and_fit_a_phone(live_server, starter, page, problems, axe):
    page.set_viewport_size({"width": 320, "height": 780})
    faults: dict[str, object] = {}
    for name in SOME:
        page.goto(live_server.url + PAGES[name])
        if found := axe(page):
            faults[name] = found
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 320, f"{name} is {width} px wide"

    assert faults == {}
    assert problems == []


def test_sheet_takes_two_letter_pages(live_server, starter, page):
    page.goto(live_server.url + SHEET)
    pages = PdfReader(io.BytesIO(page.pdf(format="Letter"))).pages
    text = [" ".join(sheet.extract_text().split()) for sheet in pages]

    assert len(pages) == 2
    assert "Soins après le traitement" in text[0]
    assert "Appelez le 911 ou allez à l’urgence" in text[1]


def test_sheet_takes_two_pages_with_every_line_it_can_have(live_server, starter, page):
    CareTip.objects.update(reviewed_on=timezone.localdate())
    for number in range(2):
        Clinic.objects.create(
            name=f"Une clinique avec un nom vraiment long {number}", slug=f"clinique-{number}", street="1, rue Un",
            city="Barrie", postal_code="L4M 0A1", phone="+1 705 555 0142 55", is_example=True,
        )  # fmt: skip
    page.goto(live_server.url + SHEET)

    assert len(PdfReader(io.BytesIO(page.pdf(format="Letter"))).pages) == 2
