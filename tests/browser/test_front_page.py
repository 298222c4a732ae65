"""The admin's front page, its lists, the schedule and the audit trail in real Chromium."""

import csv
import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from skincare_site.publishing import acts
from skincare_site.publishing.models import AuditEntry
from skincare_site.publishing.texts import values_of
from skincare_site.publishing.workflow import Status
from tests.builders import make_article, make_tip

from .conftest import sign_in

SCREENS = [
    "/admin/",
    "/admin/pages/overdue/",
    "/admin/pages/unchecked/?p=2",
    "/admin/schedule/",
    "/admin/schedule/?month={month}&day={day}#day",
    "/admin/articles/article/",
    "/admin/publishing/auditentry/",
]


@pytest.fixture
def content(starter, admin_user):
    """A page in every state, a draft beside a public page, something planned and something overdue."""
    today, now = timezone.localdate(), timezone.now()
    make_article(
        title="An overdue page",
        reviewed_on=today - datetime.timedelta(days=400),
        next_review_on=today - datetime.timedelta(days=35),
    )
    for status in (Status.IN_REVIEW, Status.SIGNED_OFF, Status.ARCHIVED):
        make_tip(title=f"In state {status.label}", status=status)
    for minute in range(5):
        make_tip(title=f"Comes later {minute}", publish_at=now + datetime.timedelta(days=1, minutes=minute))
    beside = make_article(title="Beside")
    acts.keep_text(beside, {**values_of(beside), "title": "Beside, changed"}, admin_user, "Clearer")
    return timezone.localtime(now + datetime.timedelta(days=1)).date()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_they_are_accessible_and_quiet(content, staff_page, live_server, problems, axe, scheme, width):
    page = staff_page
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    faults, noted = [], []
    for address in SCREENS:
        address = address.format(month=f"{content:%Y-%m}", day=f"{content:%Y-%m-%d}")  # noqa: PLW2901
        assert page.goto(live_server.url + address).status == 200, address
        # Before axe runs: axe itself tries inline style sheets, which the strict policy refuses.
        noted += [f"{address}: {problem}" for problem in problems]
        faults += [f"{address}: {fault}" for fault in axe(page)]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        problems.clear()

    assert noted == []
    assert faults == []


def test_a_reviewer_finds_her_turn_and_opens_it(content, staff, page, live_server, client):
    sign_in(page, live_server, client, staff("Clinical reviewer"))
    page.goto(f"{live_server.url}/admin/")

    panels = page.locator(".panel h3")
    expect(panels).to_have_text(["Review overdue 1", "Waiting for your sign-off 1"])
    page.get_by_role("link", name="5 changes planned").click()
    expect(page).to_have_url(f"{live_server.url}/admin/schedule/")
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="In state In review").click()
    expect(page.get_by_label("Title:", exact=False).first).to_have_value("In state In review")


def test_the_month_is_walked_by_keyboard_and_read_as_a_table(content, staff_page, live_server):
    page = staff_page
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{live_server.url}/admin/schedule/?month={content:%Y-%m}")

    table = page.get_by_role("table", name="What appears, changes and disappears")
    expect(table.get_by_role("columnheader")).to_have_count(7)
    day = table.get_by_role("link", name=f"{content.day} {content:%B}: 5 planned")
    day.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"{content:%A}, {content.day} {content:%B %Y}")).to_be_visible()
    expect(page.locator("section[aria-labelledby=day] li")).to_have_count(5)
    page.get_by_role("navigation", name="Months").get_by_role("link").last.press("Enter")
    after = (content.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    expect(page.get_by_role("heading", name=f"{after:%B %Y}")).to_be_visible()


def test_the_audit_trail_is_filtered_and_taken_along(content, staff_page, live_server):
    page = staff_page
    AuditEntry.objects.create(action="Signed off", title="Found by filter", by_name="Dana Roy")
    page.goto(f"{live_server.url}/admin/publishing/auditentry/")
    filters = page.get_by_role("navigation", name="Filter")
    filters.get_by_role("link", name="Signed off").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save this list as CSV").click()

    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        assert [row["what"] for row in csv.DictReader(file)] == ["Found by filter"]
