"""A page's way from the author's desk into the public, clicked in real Chromium by three people."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article
from skincare_site.publishing import acts
from skincare_site.publishing.models import Reviewer
from skincare_site.publishing.records import Version
from skincare_site.publishing.workflow import Status
from tests.builders import make_article, make_symptom

from .conftest import sign_in
from .forms import editors_open, press, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(staff, starter):
    """Role → account; the reviewer has the name that patients read."""
    made = {
        "author": staff("Author", name="ann"),
        "reviewer": staff("Clinical reviewer", name="rita"),
        "publisher": staff("Publisher", name="pat"),
    }
    Reviewer.objects.create(name="Rita Roy", role="Registered nurse", account=made["reviewer"])
    return made


def local(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M:%S")


def test_author_writes_reviewer_signs_publisher_schedules_and_it_appears_at_its_second(
    page, live_server, client, people, problems, axe
):
    sign_in(page, live_server, client, people["author"])
    page.goto(f"{live_server.url}/admin/articles/article/add/")
    page.get_by_label("Title:").fill("Warm cheeks in the evening")
    page.locator("#id_main_symptom").select_option(label="Redness")
    page.get_by_label("Summary:").fill("Warm cheeks settle by themselves.")
    write(
        page, "what_it_is", "Your cheeks feel warm. Look pink on white skin, darker on brown and black skin."
    )
    page.locator("#id_call_lines").fill("it is still there after day 7")
    page.locator("#id_starts_day").fill("0")
    page.locator("#id_call_after_day").fill("7")
    press(page, "Send for review")
    expect(page.locator(".messagelist")).to_contain_text("In review")
    article = Article.objects.get(title="Warm cheeks in the evening")
    edit = f"{live_server.url}/admin/articles/article/{article.pk}/change/"

    page.context.clear_cookies()
    sign_in(page, live_server, client, people["reviewer"])
    page.goto(edit)
    press(page, "Sign off")
    expect(page.locator(".messagelist")).to_contain_text("Signed off")
    assert axe(page) == []

    page.context.clear_cookies()
    sign_in(page, live_server, client, people["publisher"])
    page.goto(edit)
    due = timezone.now().replace(microsecond=0) + datetime.timedelta(seconds=25)
    page.locator("#id_publish_at").fill(local(due))
    editors_open(page)
    press(page, "Publish")
    expect(page.locator(".messagelist")).to_contain_text("will be public by itself")

    page.context.clear_cookies()
    address = f"{live_server.url}/articles/{article.slug or Article.objects.get(pk=article.pk).slug}/"
    before = page.goto(address)
    assert (before.status == 404) or timezone.now() >= due
    page.wait_for_timeout(max(0, (due - timezone.now()).total_seconds() * 1000) + 50)
    after = page.goto(address)
    assert after.status == 200
    expect(page.locator("main")).to_contain_text("Rita Roy")
    assert [problem for problem in problems if "404" not in problem] == []


def test_a_second_tabs_stale_save_is_caught_with_both_texts(page, context, live_server, client, people, axe):
    article = make_article(status=Status.DRAFT, summary="It settles in 3 days.")
    edit = f"{live_server.url}/admin/articles/article/{article.pk}/change/"
    sign_in(page, live_server, client, people["author"])
    page.goto(edit)
    other = context.new_page()
    other.goto(edit)
    page.get_by_label("Summary:").fill("It settles in 4 days.")
    press(page, "Save and continue editing")
    expect(page.locator(".messagelist")).to_contain_text("successfully")

    other.get_by_label("Summary:").fill("It settles in 5 days.")
    press(other, "Save and continue editing")

    expect(other.locator(".conflict")).to_contain_text("while you were writing")
    expect(other.get_by_label("Summary:")).to_have_value("It settles in 5 days.")
    expect(other.locator(".conflict del")).to_contain_text("4")
    assert axe(other) == []
    press(other, "Save and continue editing")
    expect(other.locator(".messagelist")).to_contain_text("successfully")
    article.refresh_from_db()
    assert article.summary == "It settles in 5 days."
    assert Version.objects.about(article).filter(values__summary="It settles in 4 days.").exists()


def test_a_restored_version_becomes_a_draft(page, live_server, client, people, axe, problems):
    article = make_article(main_symptom=make_symptom(), summary="Public words.")
    for number, words in enumerate(["First draft.", "Second draft."]):
        article.refresh_from_db()
        acts.keep_text(
            article, {**acts.newest_values(article), "summary": words}, people["author"], f"Note {number}"
        )
    edit = f"{live_server.url}/admin/articles/article/{article.pk}/change/"
    sign_in(page, live_server, client, people["author"])
    page.goto(edit)
    expect(page.locator("#state-heading")).to_contain_text("You are editing the draft")
    page.get_by_role("link", name="History").first.click()
    assert axe(page) == []
    page.get_by_role("button", name=re.compile("Compare the two")).click()
    expect(page.locator(".compare del")).to_contain_text("First")
    assert axe(page) == []
    page.go_back()
    page.get_by_role("link", name=re.compile("Bring back")).first.click()
    assert axe(page) == []
    press(page, "Bring this text back as a draft")

    expect(page.locator(".messagelist")).to_contain_text("as a draft")
    article.refresh_from_db()
    assert article.summary == "Public words."
    assert article.newest().summary == "First draft."
    assert article.stage == Status.DRAFT
    assert problems == []
