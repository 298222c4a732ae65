"""Staff at work in real Chromium: from "add" to public in one sitting, and what the editor lets through.

The forms with the editor forbid eval, so these tests wait with locators, never with `wait_for_function`.
"""

import re
from importlib import import_module

import pytest
from django.contrib.auth.models import Permission
from playwright.sync_api import Page, expect

from articles.models import Article
from skincare_site.publishing.models import Reviewer
from skincare_site.richtext.editor import BUTTONS

from .conftest import sign_in

TITLE = "Tiny scratch marks after microneedling"
SCREENS = [
    "/admin/",
    "/admin/articles/article/",
    "/admin/articles/article/add/",
    "/admin/articles/article/{article}/change/",
    "/admin/aftercare/caretip/",
    "/admin/aftercare/caretip/add/",
    "/admin/symptoms/symptom/",
    "/admin/symptoms/symptom/add/",
    "/admin/clinics/clinic/add/",
    "/admin/clinics/redflagcard/",
    "/admin/images/picture/add/",
    "/admin/publishing/source/add/",
    "/admin/password_change/",
]


def editor_body(page: Page, field: str):
    """What is written in the editor of `field`; waits until the editor has opened."""
    return page.frame_locator(f".field-{field} iframe.cke_wysiwyg_frame").locator("body")


def write(page: Page, field: str, text: str) -> None:
    body = editor_body(page, field)
    body.click()
    body.press_sequentially(text)


def editors_open(page: Page) -> None:
    """Wait until every editor on the page has opened."""
    expect(page.locator("iframe.cke_wysiwyg_frame")).to_have_count(
        page.locator("textarea[data-type=ckeditortype]").count()
    )


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator(".submit-row").last.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def reviewer(db) -> Reviewer:
    return Reviewer.objects.create(name="Sam Osei", role="Registered nurse")


def test_an_explainer_goes_from_add_to_public_in_one_sitting(
    starter, reviewer, staff_page, live_server, problems
):
    page = staff_page
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="Write a new explainer").click()
    page.get_by_label("Title:").fill(TITLE)
    page.get_by_label("Main symptom:").select_option(label="Redness")
    page.get_by_label("Summary:").fill("Fine lines like scratches. They fade within a week.")
    write(page, "what_it_is", "You may see fine quillwort lines where the pen went over your skin.")
    write(page, "what_you_can_do", "Leave them alone.")
    page.get_by_label("Call the clinic if:").fill("the lines are still there after a week")
    page.get_by_label("Starts on day:").fill("0")
    page.get_by_label("Call the clinic if still there after day:").fill("7")

    # Nothing is lost when the page is not complete; every gap leads to its field.
    press(page, "Publish")
    gaps = page.get_by_role("region", name="Now: Draft").get_by_role("listitem")
    expect(gaps).to_have_text(
        ["Choose the clinician who reviewed the page.", "Fill in the date of the review."]
    )
    gaps.first.get_by_role("link").click()
    expect(page.get_by_label("Reviewer:")).to_be_focused()
    page.get_by_label("Reviewer:").select_option(label=str(reviewer))
    page.get_by_label("Last reviewed:").fill("2026-11-01")
    expect(page.get_by_role("link", name="Preview")).to_be_visible()
    press(page, "Publish")
    expect(page.locator(".messagelist .success")).to_contain_text("is public now")

    # A patient, who is not signed in, reads it and finds it.
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/articles/tiny-scratch-marks-after-microneedling/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    expect(page.get_by_text("fine quillwort lines")).to_be_visible()
    page.goto(f"{live_server.url}/search/?q=redness+with+scratch+lines")
    expect(
        page.locator("li[data-kind=article][data-slug=tiny-scratch-marks-after-microneedling]")
    ).to_be_visible()
    assert problems == []


def test_an_author_sends_for_review_and_cannot_publish(
    starter, page, live_server, client, django_user_model, problems
):
    author = django_user_model.objects.create_user("ana", is_staff=True)
    # A live server's test empties the tables, groups too: the rights come from the migration's own list.
    rights = import_module("skincare_site.migrations.0001_groups").GROUPS["Author"]
    author.user_permissions.set(Permission.objects.filter(codename__in=rights))
    sign_in(page, live_server, client, author)
    page.goto(f"{live_server.url}/admin/articles/article/add/")
    page.get_by_label("Title:").fill(TITLE)
    write(page, "what_it_is", "A first line.")
    expect(page.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    press(page, "Send for review")

    assert Article.objects.get(title=TITLE).status == "in_review"
    address = Article.objects.get(title=TITLE).get_absolute_url()
    with page.expect_navigation():
        page.get_by_role("link", name="Preview").click()
    assert page.url == live_server.url + address
    page.context.clear_cookies()
    assert page.goto(live_server.url + address).status == 404
    assert problems == [
        "console: Failed to load resource: the server responded with a status of 404 (Not Found)"
    ]


def test_the_editor_offers_what_is_allowed_and_filters_what_is_pasted(
    starter, staff_page, live_server, problems
):
    page = staff_page
    article = Article.objects.get(slug="redness")
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    editors_open(page)
    shown = page.locator("#cke_id_what_it_is").locator(".cke_button, .cke_combo")
    names = shown.evaluate_all(
        r"all => all.map(one => one.className.match(/cke_(?:button|combo)__(\w+)/)[1])"
    )
    assert sorted(names) == sorted(button.lower() for button in BUTTONS)
    expect(page.locator("#cke_id_what_it_is .cke_bottom")).to_have_count(0)
    expect(page.get_by_role("application", name="What it is", exact=True)).to_be_visible()

    pasted = page.evaluate(
        """() => new Promise(done => {
            const editor = CKEDITOR.instances.id_what_it_is;
            editor.setData("", { callback: () => {
                editor.focus();
                editor.once("afterPaste", () => done(editor.getData()));
                editor.fire("paste", { type: "html", method: "paste", dataTransfer: new CKEDITOR.plugins.clipboard.dataTransfer(),
                    dataValue: '<h1 style="color:red" onclick="window.hit=1">Big</h1><p style="font-size:40px" class="x">Keep <b>this</b>' +
                      '<script>window.hit=1<\\/script><img src="/static/x.png" onerror="window.hit=1"></p><iframe src="/"></iframe>' });
            } });
        })"""
    )
    assert "Big" in pasted
    assert "Keep <strong>this</strong>" in pasted
    assert not re.search(r"script|<h1|<img|<iframe|style|class|onclick", pasted)
    press(page, "Save and continue editing")
    article.refresh_from_db()
    assert "Keep <strong>this</strong>" in article.what_it_is
    assert page.evaluate("window.hit") is None
    assert problems == []


def test_publishing_times_are_the_clinics_own(starter, staff_page, live_server, problems):
    page = staff_page
    article = Article.objects.get(slug="redness")
    address = f"{live_server.url}/admin/articles/article/{article.pk}/change/"
    page.goto(address)
    page.get_by_label("Take offline at:").fill("2031-07-01T09:30")
    press(page, "Save and continue editing")
    before = article.publish_at
    article.refresh_from_db()
    assert article.expires_at.isoformat() == "2031-07-01T13:30:00+00:00"
    assert article.publish_at == before.replace(microsecond=article.publish_at.microsecond)
    assert page.get_by_label("Take offline at:").input_value() == "2031-07-01T09:30"
    assert problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_staff_pages_have_no_errors_and_no_axe_faults(
    starter, staff_page, live_server, problems, axe, scheme
):
    page = staff_page
    page.emulate_media(color_scheme=scheme)
    article = Article.objects.order_by("pk").first()
    faults: list[str] = []
    noted: list[str] = []
    for screen in SCREENS:
        page.goto(live_server.url + screen.format(article=article.pk))
        editors_open(page)
        page.wait_for_timeout(200)
        # Before axe runs: axe itself tries inline style sheets, which the strict policy refuses.
        noted += [f"{screen}: {problem}" for problem in problems]
        faults += [f"{screen}: {fault}" for fault in axe(page)]
        problems.clear()
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/admin/login/")
    noted += problems
    faults += axe(page)
    assert noted == []
    assert faults == []


@pytest.mark.parametrize("screen", [SCREENS[0], SCREENS[1], SCREENS[2], SCREENS[4], SCREENS[5]])
def test_staff_pages_fit_a_phone(starter, staff_page, live_server, screen):
    page = staff_page
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(live_server.url + screen)
    editors_open(page)
    beyond = page.evaluate(
        """() => [...document.querySelectorAll("main :is(input, select, textarea, .cke, h1, a.button)")]
            .filter(one => one.offsetParent && !one.closest(".results") && one.getBoundingClientRect().right > innerWidth)
            .map(one => one.outerHTML.slice(0, 100))"""
    )
    assert beyond == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
