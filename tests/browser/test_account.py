"""The pages around signing in, as a person with a phone, with or without a script, meets them."""

import pytest
from playwright.sync_api import expect

from skincare_site.accounts import two_step
from tests.skincare_site.accounts.codes import PASSWORD, fresh, shown

from .conftest import sign_in


@pytest.fixture
def ana(transactional_db, staff):
    return staff("Author", name="ana")


def first_step(page, live_server):
    page.goto(f"{live_server.url}/admin/login/")
    page.get_by_label("Username").fill("ana")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button").last.click()


@pytest.mark.parametrize("script", [True, False])
def test_setting_up_and_signing_in_with_it(browser, live_server, ana, script):
    context = browser.new_context(java_script_enabled=script, viewport={"width": 360, "height": 740})
    page = context.new_page()
    first_step(page, live_server)
    page.goto(f"{live_server.url}/admin/account/")
    page.get_by_role("link", name="Set up a second step").click()
    key = two_step.unsealed(ana, page.locator("[name=sealed]").get_attribute("value"))
    page.get_by_label("Code", exact=False).last.fill(shown(key))
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    page.context.clear_cookies()

    first_step(page, live_server)
    expect(page.get_by_role("heading", name="Type your code")).to_be_visible()
    page.get_by_label("Code").fill(fresh(key))
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", name="What to do next")).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_have_no_faults(page, live_server, client, ana, axe, problems, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    faults = {}

    def look(name):
        faults[name] = axe(page)
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, name

    page.goto(f"{live_server.url}/admin/login/")
    look("sign in")
    sign_in(page, live_server, client, ana)
    for path in ("account/", "account/two-step/"):
        page.goto(f"{live_server.url}/admin/{path}")
        look(path)
    key = two_step.unsealed(ana, page.locator("[name=sealed]").get_attribute("value"))
    page.get_by_role("button", name="Turn it on").click()
    look("set up, refused")
    page.get_by_label("Code", exact=False).last.fill(shown(key))
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Turn it on").click()
    look("codes")
    for path in ("account/", "account/remove/", "account/codes/"):
        page.goto(f"{live_server.url}/admin/{path}")
        look(path)
    page.context.clear_cookies()
    first_step(page, live_server)
    look("code")

    assert {name: found for name, found in faults.items() if found} == {}
    assert problems == []
