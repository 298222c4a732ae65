"""A nurse tries a patient's words from an explainer's form, keeps them as a check, and reads why."""

from importlib import import_module

import pytest
from django.contrib.auth.models import Permission
from playwright.sync_api import expect

from aftercare.models import CareTip
from articles.models import Article
from skincare_site.search.models import KeptPhrase, PromotedPage
from skincare_site.symptoms.models import Symptom

from .conftest import sign_in
from .test_admin_publish import editors_open

MIGRATIONS = ["0001_groups", "0003_trying_permissions"]


def noted_by(page) -> list[str]:
    """Console errors of a tab that a page opened."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def nurse(page, live_server, client, django_user_model):
    """A page signed in as an author: the rights come from the migrations' own lists."""
    user = django_user_model.objects.create_user("ana", is_staff=True)
    for name in MIGRATIONS:
        rights = import_module(f"skincare_site.migrations.{name}").GROUPS["Author"]
        user.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    return sign_in(page, live_server, client, user)


def test_a_nurse_tries_words_from_an_explainers_form_and_keeps_them(starter, nurse, live_server, problems):
    page = nurse
    article = Article.objects.get(slug="peeling")
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    page.get_by_label("What a patient may type").fill("my face is pealing day 3")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Try", exact=True).click()
    tab = opened.value
    tab.wait_for_url("**/admin/search/try/?**")  # a reload would cut a first load short
    noted = noted_by(tab)
    tab.reload()

    expect(tab.get_by_role("heading", level=1)).to_have_text("Try a patient’s words")
    expect(tab.get_by_role("combobox", name="Your page")).to_have_value(f"article:{article.pk}")
    expect(tab.get_by_text("Your page comes 1st")).to_be_visible()
    expect(tab.get_by_role("region", name="What search understood")).to_contain_text("Understood: Peeling")
    expect(tab.get_by_role("region", name="What patients get").get_by_role("listitem").first).to_contain_text(
        "it is the explainer about Peeling"
    )
    expect(tab.get_by_label("It must lead to")).to_have_value(str(article.main_symptom_id))
    tab.get_by_role("button", name="Keep this phrase as a check").click()
    expect(tab.locator(".messagelist .success")).to_contain_text("Kept.")
    expect(tab.get_by_role("row", name="my face is pealing day 3")).to_contain_text("Passes")
    assert KeptPhrase.objects.get().symptom == article.main_symptom

    # The form it came from is still there, with everything in it.
    expect(page.get_by_label("What a patient may type")).to_have_value("my face is pealing day 3")

    tab.get_by_role("link", name="Delete the check").click()
    tab.get_by_role("button", name="Yes").click()
    expect(tab.locator(".messagelist .success")).to_be_visible()
    assert not KeptPhrase.objects.exists()
    assert problems + noted == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_errors_no_axe_faults_and_it_fits_a_phone(starter, staff_page, live_server, problems, axe, scheme):
    page = staff_page
    page.emulate_media(color_scheme=scheme)
    article = Article.objects.get(slug="redness")
    tip = CareTip.objects.filter(main_symptom=article.main_symptom).first() or CareTip.objects.first()
    symptom = Symptom.objects.get(slug="redness")
    KeptPhrase.objects.create(phrase="red like a tomato", symptom=symptom)
    failing = KeptPhrase.objects.create(phrase="where can I park", symptom=symptom)
    PromotedPage.objects.create(symptom=symptom, kind="article", object_id=article.pk)
    Article.objects.filter(pk=article.pk).update(status="draft")
    screens = [
        "/admin/search/try/",
        "/admin/search/try/?phrase=",
        f"/admin/search/try/?phrase=red+face+and+fever+not+itchy+day+3&page=tip:{tip.pk}&symptom={symptom.pk}",
        "/admin/search/try/?phrase=where+can+I+park",
        "/admin/search/keptphrase/",
        f"/admin/search/keptphrase/{failing.pk}/delete/",
        "/admin/search/promotedpage/",
        "/admin/search/promotedpage/add/",
        f"/admin/articles/article/{article.pk}/change/",
        f"/admin/aftercare/caretip/{tip.pk}/change/",
        f"/admin/symptoms/symptom/{symptom.pk}/change/",
    ]
    noted: list[str] = []
    faults: list[str] = []
    for screen in screens:
        page.goto(live_server.url + screen)
        editors_open(page)
        page.wait_for_timeout(200)
        noted += [f"{screen}: {problem}" for problem in problems]  # before axe: it tries inline style sheets
        faults += [f"{screen}: {fault}" for fault in axe(page)]
        problems.clear()
    page.set_viewport_size({"width": 360, "height": 780})
    for screen in [*screens[:4], screens[7]]:
        page.goto(live_server.url + screen)
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            faults.append(f"{screen}: wider than a phone")
    assert noted == []
    assert faults == []


def test_it_works_without_javascript(starter, browser, live_server, client, admin_user):
    context = browser.new_context(java_script_enabled=False)
    page = sign_in(context.new_page(), live_server, client, admin_user)
    symptom = Symptom.objects.get(slug="redness")
    page.goto(f"{live_server.url}/admin/symptoms/symptom/{symptom.pk}/change/")
    page.get_by_label("What a patient may type").fill("red as a lobster")
    with context.expect_page() as opened:
        page.get_by_role("button", name="Try", exact=True).click()
    tab = opened.value
    expect(tab.get_by_role("region", name="Your symptom: Redness")).to_be_visible()
    tab.get_by_role("button", name="Keep this phrase as a check").click()
    expect(tab.locator(".messagelist")).to_contain_text("Kept.")
    assert KeptPhrase.objects.get().symptom == symptom
    context.close()
