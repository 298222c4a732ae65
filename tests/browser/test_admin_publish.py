"""Staff at work in real Chromium: what the editor lets through, whose clock counts, every page without a fault."""

import datetime
import re
from importlib import import_module

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from playwright.sync_api import expect
from reversion import add_to_revision

from articles.models import Article
from skincare_site.history.record import recorded
from skincare_site.publishing import acts
from skincare_site.publishing.around import PreviewLink
from skincare_site.publishing.records import Version, about
from skincare_site.richtext.editor import BUTTONS
from tests.builders import make_article, make_symptom

from .conftest import sign_in
from .forms import editors_open, press, write

TITLE = "Tiny scratch marks after microneedling"
SCREENS = [
    "/admin/",
    "/admin/articles/article/",
    "/admin/articles/article/add/",
    "/admin/articles/article/{article}/change/",
    "/admin/articles/article/{article}/history/",
    "/admin/articles/article/{article}/compare/",
    "/admin/articles/article/deleted/",
    "/admin/articles/article/{article}/restore/{version}/",
    "/admin/articles/article/{article}/change/#preview-links",
    "/admin/articles/article/{archived}/change/",
    "/admin/aftercare/caretip/",
    "/admin/aftercare/caretip/add/",
    "/admin/symptoms/symptom/",
    "/admin/symptoms/symptom/add/",
    "/admin/symptoms/symptom/{symptom}/change/",
    "/admin/symptoms/symptom/{symptom}/history/",
    "/admin/symptoms/symptom/{symptom}/delete/",
    "/admin/symptoms/symptom/recover/",
    "/admin/symptoms/symptom/import/",
    "/admin/symptoms/layname/",
    "/admin/symptoms/layname/import/",
    "/admin/clinics/clinic/add/",
    "/admin/clinics/redflagcard/",
    "/admin/images/picture/",
    "/admin/images/picture/add/",
    "/admin/images/consent/",
    "/admin/images/consent/add/",
    "/admin/publishing/source/add/",
    "/admin/publishing/reviewer/add/",
    "/admin/publishing/auditentry/",
    "/admin/schedule/",
    "/admin/schedule/?day={today}&month={month}",
    "/admin/pages/mine/",
    "/admin/pages/unchecked/",
    "/admin/pages/drafts-beside/",
    "/admin/pages/to-mend/",
    "/admin/reports/content/",
    "/admin/reports/links/",
    "/admin/reports/contradictions/",
    "/admin/reports/skin-tones/",
    "/admin/content/export/",
    "/admin/password_change/",
]


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
    assert "Keep <strong>this</strong>" in article.newest().what_it_is
    assert "Keep" not in article.what_it_is  # patients still read the public text
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
    draft = article.newest()
    assert draft.expires_at.isoformat() == "2031-07-01T13:30:00+00:00"
    assert draft.publish_at == before.replace(microsecond=0)
    assert page.get_by_label("Take offline at:").input_value() == "2031-07-01T09:30"
    assert problems == []


def a_desk_in_use(user) -> dict[str, object]:
    """What the addresses of `SCREENS` name, with something to see on each: a draft beside a public page that goes
    live today, a preview link, an archived page, a deleted page and a deleted symptom."""
    article = Article.objects.order_by("pk").first()
    draft = acts.keep_text(article, {**acts.newest_values(article), "summary": "It settles in 4 days."}, user)
    PreviewLink.objects.create(**about(article), made_by=user)
    acts.delete(make_article(status="draft", title="Deleted page"), user)
    today = timezone.localdate()
    make_article(publish_at=timezone.now() + datetime.timedelta(minutes=1), title="Appears soon")
    with recorded(user, "Deleted."):
        gone = make_symptom("gone words")
        add_to_revision(gone)
    gone.delete()
    return {
        "article": article.pk,
        "version": Version.objects.about(article).exclude(pk=draft.pk).first().pk,
        "archived": make_article(status="archived").pk,
        "symptom": article.main_symptom_id,
        "today": today.isoformat(),
        "month": f"{today:%Y-%m}",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_staff_pages_have_no_errors_and_no_axe_faults(
    starter, staff_page, admin_user, live_server, problems, axe, scheme
):
    page = staff_page
    page.emulate_media(color_scheme=scheme)
    rows = a_desk_in_use(admin_user)
    faults: list[str] = []
    noted: list[str] = []
    for screen in SCREENS:
        page.goto("about:blank")  # so that an address that differs only after the # is opened too
        page.goto(live_server.url + screen.format(**rows))
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


def test_staff_pages_fit_a_phone(starter, staff_page, admin_user, live_server):
    page = staff_page
    page.set_viewport_size({"width": 360, "height": 780})
    rows = a_desk_in_use(admin_user)
    faults: list[str] = []
    for screen in SCREENS:
        page.goto(live_server.url + screen.format(**rows))
        editors_open(page)
        beyond = page.evaluate(
            """() => [...document.querySelectorAll("main :is(input, select, textarea, .cke, h1, a.button)")]
                .filter(one => one.offsetParent && !one.closest(".results, .sideways, .inline-group") && one.getBoundingClientRect().right > innerWidth)
                .map(one => one.outerHTML.slice(0, 100))"""
        )
        faults += [f"{screen}: {one}" for one in beyond]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{screen}: scrolls sideways")
    assert faults == []
