"""Unsaved work, who else is here, previews: in real Chromium.

The forms with the editor forbid eval, so these tests wait with locators, never with `wait_for_function`.
"""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from skincare_site.clinics.models import Clinic
from skincare_site.publishing.models import AuditEntry, OpenForm, PreviewLink
from tests.builders import make_article, make_symptom

from .conftest import sign_in
from .forms import editor_body, press, write

OFFER = "that was not saved"


def form(page: Page, live_server, thing) -> str:
    """Open the admin form of `thing`; returns when copies are being kept."""
    address = f"{live_server.url}/admin/{thing._meta.app_label}/{thing._meta.model_name}/{thing.pk}/change/"
    page.goto(address)
    ready(page)
    return address


def ready(page: Page) -> None:
    expect(page.locator("form[data-kept=ready]")).to_have_count(1, timeout=15000)


def kept(page: Page) -> int:
    return page.evaluate("() => Object.keys(localStorage).filter(key => key.startsWith('unsaved:')).length")


def copy_is_kept(page: Page) -> None:
    expect(page.locator(".kept-note")).to_contain_text("This browser kept a copy")


def after_crash(page: Page) -> Page:
    """The same browser after the window is gone without a word."""
    context = page.context
    page.close(run_before_unload=False)
    return context.new_page()


@pytest.fixture
def article(transactional_db):
    return make_article(status="draft", title="Flaking at the chin", symptoms=[make_symptom("it flakes")])


def test_after_a_crash_the_text_is_offered_back_and_a_save_clears_it(
    article, staff_page, live_server, problems
):
    page = staff_page
    address = form(page, live_server, article)
    page.get_by_label("Summary:").fill("Flakes fall within a week.")
    write(page, "what_it_is", "Quillwort. ")
    copy_is_kept(page)

    page = after_crash(page)
    page.goto(address)
    offer = page.get_by_role("region", name=OFFER)
    expect(offer.get_by_role("listitem")).to_have_count(2)
    expect(offer).to_contain_text("Summary")
    offer.get_by_text("What it is").click()
    expect(offer).to_contain_text("Quillwort.")
    expect(page.get_by_label("Summary:")).to_have_value("It settles by itself.")  # nothing by itself
    offer.get_by_role("button", name="Bring it back").click()
    expect(page.locator(".copy-offer")).to_have_text("Your text is back in the form. It is not saved yet.")
    expect(page.locator(".copy-offer")).to_be_focused()
    expect(page.get_by_label("Summary:")).to_have_value("Flakes fall within a week.")
    expect(editor_body(page, "what_it_is")).to_contain_text("Quillwort.")
    assert kept(page) == 1

    press(page, "Save and continue editing")
    ready(page)
    assert kept(page) == 0
    expect(page.get_by_role("region", name=OFFER)).to_have_count(0)
    article.refresh_from_db()
    assert article.summary == "Flakes fall within a week."
    assert "Quillwort." in article.what_it_is
    assert problems == []


def test_forgotten_text_stays_forgotten(article, staff_page, live_server):
    page = staff_page
    address = form(page, live_server, article)
    page.get_by_label("Summary:").fill("Not this.")
    copy_is_kept(page)
    page = after_crash(page)
    page.goto(address)
    page.get_by_role("button", name="Forget it").click()
    expect(page.get_by_role("region", name=OFFER)).to_have_count(0)
    assert kept(page) == 0
    page.reload()
    ready(page)
    expect(page.get_by_role("region", name=OFFER)).to_have_count(0)


def test_a_new_page_is_offered_back_too_and_cleared_when_it_is_saved(article, staff_page, live_server):
    page = staff_page
    page.goto(f"{live_server.url}/admin/articles/article/add/")
    ready(page)
    page.get_by_label("Title:").fill("Tiny scratch marks")
    copy_is_kept(page)
    page = after_crash(page)
    page.goto(f"{live_server.url}/admin/articles/article/add/")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Title:")).to_have_value("Tiny scratch marks")
    press(page, "Save and continue editing")
    ready(page)
    page.goto(f"{live_server.url}/admin/articles/article/add/")
    ready(page)
    assert kept(page) == 0


def test_leaving_with_unsaved_text_warns_and_without_does_not(article, staff_page, live_server):
    page = staff_page
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    form(page, live_server, article)
    page.goto(f"{live_server.url}/admin/")
    form(page, live_server, article)
    write(page, "what_it_is", "Only in the editor.")
    page.goto(f"{live_server.url}/admin/")
    assert asked == ["beforeunload"]


def test_a_lost_session_and_a_server_error_give_the_text_back(
    article, staff_page, live_server, admin_user, django_user_model
):
    page = staff_page
    address = form(page, live_server, article)
    admin_user.set_password("a long password")
    admin_user.save()
    page.get_by_label("Summary:").fill("Typed for an hour.")
    page.context.clear_cookies(name="sessionid")
    press(page, "Save")
    assert "/admin/login/" in page.url
    page.get_by_label("Username:").fill(admin_user.username)
    page.get_by_label("Password:").fill("a long password")
    with page.expect_navigation():
        page.get_by_role("button", name="Log in").click()
    assert page.url == address
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Summary:")).to_have_value("Typed for an hour.")

    page.route(address, lambda route: route.fulfill(status=500, body="Sorry"))
    press(page, "Save")
    page.unroute(address)
    page.goto(address)
    expect(page.get_by_role("region", name=OFFER)).to_contain_text("Summary")


def test_a_form_that_comes_back_with_faults_still_counts_as_unsaved(article, staff_page, live_server):
    page = staff_page
    address = form(page, live_server, article)
    page.get_by_label("Summary:").fill("Good words.")
    page.get_by_label("Title:").fill("")
    page.locator("form[data-kept=ready]").evaluate("form => { form.noValidate = true; }")
    press(page, "Save")
    expect(page.locator(".errornote")).to_be_visible()
    copy_is_kept(page)
    page = after_crash(page)
    page.goto(address)
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Summary:")).to_have_value("Good words.")


def test_an_older_text_never_replaces_what_somebody_saved_since_without_a_look(
    article, staff_page, live_server, admin_user
):
    from skincare_site.publishing import acts
    from skincare_site.publishing.texts import values_of

    page = staff_page
    address = form(page, live_server, article)
    page.get_by_label("Summary:").fill("Mine.")
    copy_is_kept(page)
    page = after_crash(page)
    acts.keep_text(article, {**values_of(article), "summary": "Theirs."}, None)
    page.goto(address)
    expect(page.get_by_role("region", name=OFFER)).to_contain_text("has been saved since")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Summary:")).to_have_value("Mine.")
    press(page, "Save")
    expect(page.get_by_role("region", name="while you were writing")).to_be_visible()
    article.refresh_from_db()
    assert article.summary == "Theirs."


def test_signing_out_clears_every_copy_of_this_person_and_of_nobody_else(article, staff_page, live_server):
    page = staff_page
    page.on("dialog", lambda dialog: dialog.accept())
    address = form(page, live_server, article)
    page.evaluate(
        "() => localStorage.setItem('unsaved:another:/admin/x/:1', JSON.stringify({at: Date.now(), fields: {}}))"
    )
    page.get_by_label("Summary:").fill("Private thought.")
    copy_is_kept(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Log out").click()
    stored = page.evaluate("() => JSON.stringify(localStorage)")
    assert "Private thought" not in stored
    assert kept(page) == 1
    page.goto(address)
    assert "Private thought" not in page.evaluate("() => JSON.stringify(localStorage)")


def test_signing_out_in_one_window_ends_keeping_in_another(article, staff_page, live_server):
    page = staff_page
    form(page, live_server, article)
    page.get_by_label("Summary:").fill("Private thought.")
    copy_is_kept(page)
    other = page.context.new_page()
    other.goto(f"{live_server.url}/admin/")
    with other.expect_navigation():
        other.get_by_role("button", name="Log out").click()
    expect(page.locator(".kept-note")).to_contain_text("signed out in another window")
    page.get_by_label("Summary:").fill("Another private thought.")
    page.wait_for_timeout(2500)
    assert kept(page) == 0


def test_copies_go_after_a_week_and_another_person_is_not_offered_them(
    article, staff_page, live_server, django_user_model
):
    page = staff_page
    address = form(page, live_server, article)
    page.get_by_label("Summary:").fill("Mine alone.")
    copy_is_kept(page)
    page = after_crash(page)
    kim = django_user_model.objects.create_superuser("kim")
    sign_in(page, live_server, Client(), kim)
    page.goto(address)
    ready(page)
    expect(page.get_by_role("region", name=OFFER)).to_have_count(0)
    assert kept(page) == 1
    page.evaluate(
        """() => { for (const key of Object.keys(localStorage).filter(key => key.startsWith("unsaved:")))
            localStorage.setItem(key, JSON.stringify({...JSON.parse(localStorage[key]), at: Date.now() - 8 * 24 * 3600 * 1000})); }"""
    )
    page.goto(f"{live_server.url}/admin/")
    assert kept(page) == 0


def test_rows_of_a_symptom_come_back_and_a_clinic_form_keeps_copies_too(
    transactional_db, staff_page, live_server
):
    page = staff_page
    symptom = make_symptom("it flakes")
    address = form(page, live_server, symptom)
    for number, phrase in enumerate(["chin snow", "skin dust", "flaky chops", "crumbly face"], start=1):
        field = page.locator(f"#id_lay_names-{number}-phrase")
        if not field.count():
            page.get_by_role("button", name="Add another Wording").click()
        field.fill(phrase)
    copy_is_kept(page)
    page = after_crash(page)
    page.goto(address)
    expect(page.get_by_role("region", name=OFFER)).to_contain_text("crumbly face")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator("#id_lay_names-4-phrase")).to_have_value("crumbly face")
    press(page, "Save")
    assert sorted(symptom.lay_names.values_list("phrase", flat=True)) == [
        "chin snow", "crumbly face", "flaky chops", "it flakes", "skin dust",
    ]  # fmt: skip
    page.goto(address)
    ready(page)
    assert kept(page) == 0

    clinic = Clinic.objects.create(name="Orillia", slug="orillia", city="Orillia", phone="705-555-0100")
    address = form(page, live_server, clinic)
    page.get_by_label("City:").fill("Orillia South")
    copy_is_kept(page)
    page = after_crash(page)
    page.goto(address)
    expect(page.get_by_role("region", name=OFFER)).to_contain_text("City")


def test_what_is_secret_or_not_text_is_never_kept(article, staff_page, live_server):
    page = staff_page
    form(page, live_server, article)
    page.get_by_label("Summary:").fill("Words.")
    copy_is_kept(page)
    stored = page.evaluate("() => JSON.stringify(localStorage)")
    assert "csrf" not in stored
    assert page.locator("[name=csrfmiddlewaretoken]").first.input_value() not in stored
    assert "_revision" not in stored
    page.goto(f"{live_server.url}/admin/auth/user/add/")
    page.get_by_label("Password:", exact=True).fill("swordfish swordfish")
    page.wait_for_timeout(2500)
    assert "swordfish" not in page.evaluate("() => JSON.stringify(localStorage)")


def test_a_save_that_stays_in_the_form_is_no_leaving(article, staff_page, live_server, admin_user):
    page = staff_page
    form(page, live_server, article)
    since = OpenForm.objects.about(article).get(user=admin_user).opened_at
    press(page, "Save and continue editing")
    ready(page)
    assert OpenForm.objects.about(article).get(user=admin_user).opened_at == since
    press(page, "Save")
    expect_gone(article, admin_user)


def test_the_second_person_is_told_and_told_again_when_the_first_leaves(
    article, staff_page, live_server, django_user_model, context, browser, axe, problems
):
    dana = django_user_model.objects.create_superuser("dana", first_name="Dana", last_name="Roy")
    first = sign_in(browser.new_context().new_page(), live_server, Client(), dana)
    form(first, live_server, article)

    page = staff_page
    page.clock.install()
    address = form(page, live_server, article)
    said = page.locator("[data-others]")
    expect(said).to_contain_text("Dana Roy has had this page open since")
    expect(said).to_have_attribute("aria-live", "polite")
    assert axe(page) == []
    first.goto(f"{live_server.url}/admin/")
    expect_gone(article, dana)
    page.clock.fast_forward(31_000)
    expect(said).to_be_empty()

    form(first, live_server, article)
    page.clock.fast_forward(31_000)
    expect(said).to_contain_text("Dana Roy")
    page.context.clear_cookies(name="sessionid")
    page.clock.fast_forward(31_000)
    expect(said).to_contain_text("You are signed out.")
    assert page.url == address
    assert problems == []
    first.context.close()


def expect_gone(article, user) -> None:
    """Wait for the beacon that a page sends when it is left."""
    import time

    for _try in range(50):
        if not OpenForm.objects.about(article).filter(user=user).exists():
            return
        time.sleep(0.1)
    pytest.fail("the first person's form is still open")


def test_a_preview_link_opens_without_an_account_and_ends_when_revoked(
    article, staff_page, live_server, browser, axe
):
    page = staff_page
    form(page, live_server, article)
    page.get_by_label("Summary:").fill("Still being typed.")
    page.get_by_text("Share a preview").click()
    page.get_by_role("button", name="Make a link").click()
    field = page.get_by_label("made by")
    expect(field).to_be_focused()
    expect(page.locator(".preview-links .words")).to_contain_text("works until")
    expect(page.get_by_label("Summary:")).to_have_value("Still being typed.")  # the form stays as it is
    assert axe(page) == []

    guest = browser.new_context().new_page()
    address = field.input_value()
    assert guest.goto(address).status == 200
    expect(guest.get_by_role("heading", level=1)).to_contain_text(article.title)
    expect(guest.get_by_role("complementary", name="Draft preview")).to_contain_text("not public advice")
    assert guest.context.cookies() == []
    assert axe(guest) == []

    page.get_by_role("button", name="Revoke").click()
    expect(page.locator(".preview-links .words")).to_contain_text("no longer works")
    assert guest.goto(address).status == 404
    expect(guest.get_by_role("heading", level=1)).to_have_text("This preview has ended")
    assert axe(guest) == []
    assert PreviewLink.objects.about(article).get().revoked_at is not None
    assert set(AuditEntry.objects.about(article).values_list("action", flat=True)) >= {
        "Preview link made", "Preview link revoked",
    }  # fmt: skip
    guest.context.close()


def test_without_javascript_a_link_is_made_and_revoked_by_plain_forms(
    article, live_server, browser, admin_user
):
    page = sign_in(
        browser.new_context(java_script_enabled=False).new_page(), live_server, Client(), admin_user
    )
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    page.get_by_text("Share a preview").click()
    page.get_by_role("button", name="Make a link").click()  # leads back to the open panel
    expect(page.get_by_label("made by")).to_have_value(
        f"{live_server.url}/preview/{PreviewLink.objects.get().token}/"
    )
    page.get_by_role("button", name="Revoke").click()
    expect(page.locator(".messagelist")).to_contain_text("The link no longer works.")
    page.context.close()


def test_one_click_shows_the_draft_at_phone_width(article, staff_page, live_server):
    page = staff_page
    form(page, live_server, article)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="At phone width").click()
    phone = opened.value
    expect(phone.get_by_role("heading", level=1)).to_contain_text(article.title)
    assert phone.url == live_server.url + article.get_absolute_url()
    assert phone.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_desk_has_no_faults_in_any_state(article, staff_page, live_server, axe, problems, scheme, width):
    page = staff_page
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    address = form(page, live_server, article)
    page.get_by_label("Summary:").fill("Kept.")
    write(page, "what_it_is", "Quillwort. ")
    copy_is_kept(page)
    page = after_crash(page)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    offer = page.get_by_role("region", name=OFFER)
    offer.get_by_text("What it is").click()
    page.get_by_text("Share a preview").click()
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_label("made by")).to_be_focused()
    assert axe(page) == []
    offer.get_by_role("button", name="Bring it back").click()
    copy_is_kept(page)
    assert axe(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert problems == []
