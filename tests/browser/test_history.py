"""History and CSV in real Chromium: nothing written gets lost, and a nurse can see what a file would do."""

import pytest
from playwright.sync_api import expect

from skincare_site.symptoms.models import LayName, Symptom

THEMES = ["light", "dark"]


def check_both_themes(page, axe, problems):
    """No error in the console, no axe fault in light and in dark, and no sideways scroll on a phone."""
    assert problems == []  # before axe, which tries inline style sheets
    size = page.viewport_size
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        while page.evaluate("document.getAnimations().length"):  # links fade from one theme to the other
            page.wait_for_timeout(50)
        assert axe(page) == []
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(size)
    problems.clear()


def save(page, name="Save"):
    with page.expect_navigation():
        page.locator(".submit-row").last.get_by_role("button", name=name, exact=True).click()


def test_a_symptom_with_its_wordings_is_changed_compared_and_brought_back(
    starter, staff_page, live_server, problems, axe
):
    page, symptom = staff_page, Symptom.objects.get(slug="milia")
    words = set(symptom.lay_names.values_list("phrase", flat=True))
    page.goto(f"{live_server.url}/admin/symptoms/symptom/{symptom.pk}/change/")
    page.get_by_label("Description:").fill("Tiny bumps. Call us if they stay for 6 weeks.")
    page.locator("#lay_names-group tr.has_original .delete input").first.check()
    page.get_by_label("Note for the history (optional):").fill("heard at the desk")
    save(page)
    assert symptom.lay_names.count() == len(words) - 1

    page.goto(f"{live_server.url}/admin/symptoms/symptom/{symptom.pk}/history/")
    expect(page.get_by_text("Note: heard at the desk")).to_be_visible()
    check_both_themes(page, axe, problems)
    with page.expect_navigation():
        page.get_by_role("button", name="Show what differs").click()
    expect(page.get_by_text("Look twice: this changes when to call, a number or a unit")).to_be_visible()
    assert page.locator("del").count() >= 1
    check_both_themes(page, axe, problems)

    page.go_back()
    with page.expect_navigation():
        page.locator(".history tbody tr").last.get_by_role("link").first.click()
    check_both_themes(page, axe, problems)
    save(page, "Bring this back")
    assert set(symptom.lay_names.values_list("phrase", flat=True)) == words
    symptom.refresh_from_db()
    assert "6 weeks" not in symptom.description
    page.goto(f"{live_server.url}/admin/symptoms/symptom/{symptom.pk}/history/")
    expect(page.locator(".history tbody tr").first).to_contain_text("Brought back as it was on")
    assert problems == []


def test_what_is_deleted_is_recovered_and_what_is_used_says_where(
    starter, staff_page, live_server, problems, axe
):
    page = staff_page
    row = LayName.objects.filter(symptom__slug="milia").first()
    page.goto(f"{live_server.url}/admin/symptoms/layname/{row.pk}/delete/")
    page.get_by_role("button", name="Yes, I’m sure").click()
    page.get_by_role("link", name="Deleted wordings").click()
    check_both_themes(page, axe, problems)
    with page.expect_navigation():
        page.get_by_role("link", name=row.phrase, exact=True).click()
    check_both_themes(page, axe, problems)
    save(page, "Bring this back")
    assert LayName.objects.get(pk=row.pk).phrase == row.phrase

    used = Symptom.objects.get(slug="redness")
    page.goto(f"{live_server.url}/admin/symptoms/symptom/{used.pk}/delete/")
    expect(page.get_by_text("“Redness” is in use, so it can’t be deleted.")).to_be_visible()
    assert page.locator(".in-use li a").count() > 3
    check_both_themes(page, axe, problems)
    assert problems == []


@pytest.mark.parametrize("javascript", [True, False])
def test_a_csv_file_shows_what_it_would_do_and_is_brought_in(
    starter, browser, client, admin_user, live_server, axe, tmp_path, javascript
):
    from .conftest import sign_in

    context = browser.new_context(java_script_enabled=javascript)
    page = sign_in(context.new_page(), live_server, client, admin_user)
    found = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.goto(f"{live_server.url}/admin/symptoms/layname/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as CSV").click()
    file = tmp_path / "wordings.csv"
    download.value.save_as(file)
    lines = file.read_text(encoding="utf-8-sig").splitlines()

    page.get_by_role("link", name="Import a CSV file").click()
    file.write_text("\n".join([*lines, "quazzly,no-such-symptom,,people_type,en"]), encoding="utf-8-sig")
    page.get_by_label("CSV file:").set_input_files(file)
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_text(f"Line {len(lines) + 1}:")).to_be_visible()
    expect(page.get_by_text("There is no symptom “no-such-symptom”")).to_be_visible()
    if javascript:
        check_both_themes(page, axe, found)

    file.write_text("\n".join([*lines, "quazzly,redness,,people_type,en"]), encoding="utf-8-sig")
    page.get_by_label("CSV file:").set_input_files(file)
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_text("This file brings 1 new and 0 changed wordings.")).to_be_visible()
    if javascript:
        check_both_themes(page, axe, found)
    page.get_by_role("button", name="Save these changes").click()
    expect(page.get_by_text("Imported: 1 new, 0 changed")).to_be_visible()

    page.goto(f"{live_server.url}/search/?q=quazzly")
    expect(page.locator("[data-symptom=redness]").first).to_be_visible()
    assert found == []
    context.close()
