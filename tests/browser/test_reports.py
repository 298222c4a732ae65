"""The reports and the content checks beside the form, in real Chromium."""

import pytest
from playwright.sync_api import expect

from tests.builders import make_article, make_tip

REPORTS = ["content", "links", "contradictions"]


@pytest.fixture
def bad_pages(starter):
    """A page that breaks rules of many kinds, and one that contradicts the others."""
    tip = make_tip(title="Odd one out", text="<p>Use SPF 15 every day. Do not wear make-up for 5 days.</p>")
    page = make_article(
        title="A page with faults",
        what_it_is="<h4>Small</h4><p>It is painless. You have an infection. It is normal to look red. "
        'You should read <a href="/articles/nowhere/">this page</a> before you go home today.</p>',
        call_lines="",
    )
    return page, tip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("report", REPORTS)
def test_a_report_has_no_axe_fault_and_fits_a_phone(
    bad_pages, staff_page, live_server, problems, axe, report, scheme
):
    staff_page.emulate_media(color_scheme=scheme)
    for width in (1280, 360):
        staff_page.set_viewport_size({"width": width, "height": 800})
        staff_page.goto(f"{live_server.url}/admin/reports/{report}/")
        assert staff_page.locator(".report-rows li, .report-pair").count()
        assert axe(staff_page) == []
        assert staff_page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_findings_beside_the_form_lead_to_their_field(bad_pages, staff_page, live_server, axe, scheme):
    page, _tip = bad_pages
    staff_page.emulate_media(color_scheme=scheme)
    staff_page.goto(f"{live_server.url}/admin/articles/article/{page.pk}/change/")
    box = staff_page.get_by_role("region", name="Content checks")
    box.get_by_role("link", name="No line says when to call the clinic.").click()
    expect(staff_page.locator("#id_call_lines")).to_be_focused()
    assert [fault for fault in axe(staff_page) if "findings" in fault] == []
