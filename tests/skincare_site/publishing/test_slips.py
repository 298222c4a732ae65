"""Slips at the desk: addresses claimed twice, moments out of reach, notes without a change, addresses typed by hand."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from skincare_site.publishing import acts
from skincare_site.publishing.due import publish_due
from skincare_site.publishing.models import AuditEntry
from skincare_site.publishing.workflow import NotComplete, Status
from tests.admin_forms import posted
from tests.builders import make_article, make_symptom, ready_to_publish, sign

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def address(page, name="change", *more):
    return reverse(f"admin:articles_article_{name}", args=[page.pk, *more])


def save(client, page, **typed):
    """The answer to a save of the page's form with `typed` in it."""
    data = posted(client.get(address(page))) | {"_continue": "Save", **typed}
    return client.post(address(page), data, follow=True)


def errors(answer):
    """Field → sentences."""
    return {name: list(said) for name, said in answer.context["adminform"].form.errors.items()}


def draft(page, **values):
    page.refresh_from_db()
    acts.keep_text(page, {**acts.newest_values(page), **values}, None)
    page.refresh_from_db()


def test_an_address_that_another_draft_asks_for_is_refused_by_name(admin_client):
    first, second = make_article(title="First of two"), make_article()
    draft(first, slug="wanted")

    answer = save(admin_client, second, slug="wanted")

    assert errors(answer) == {"slug": ["“First of two” has this web address already. Choose another."]}
    assert save(admin_client, first, slug="wanted", summary="Its own draft may.").status_code == 200
    first.refresh_from_db()
    assert first.newest().summary == "Its own draft may."


def test_a_planned_text_whose_new_address_was_taken_goes_live_at_the_old_one(staff):
    symptom, due = make_symptom(), timezone.now().replace(microsecond=0) + DAY
    pages = [make_article(main_symptom=symptom) for _ in range(2)]
    for number, page in enumerate(pages):
        draft(page, slug=f"new-{number}", summary="New words.", publish_at=due.isoformat())
        Article.objects.filter(pk=page.pk).update(draft_status=Status.PUBLISHED, draft_due_at=due)
    make_article(slug="new-0")
    old = pages[0].slug

    assert publish_due(due + DAY) == 2

    for page in pages:
        page.refresh_from_db()
    assert [page.summary for page in pages] == ["New words."] * 2
    assert [page.slug for page in pages] == [old, "new-1"]
    assert "taken meanwhile" in AuditEntry.objects.about(pages[0]).first().note
    assert AuditEntry.objects.about(pages[1]).first().note == ""


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59", "0001-01-01T00:00:00", "2200-01-01T00:00"])
def test_a_moment_no_calendar_holds_is_a_sentence_not_an_error(admin_client, moment):
    answer = save(admin_client, make_article(), expires_at=moment)
    assert errors(answer)["expires_at"] == ["Choose a year from 2000 to 2199."]


def test_a_day_far_beyond_any_course_is_refused(admin_client):
    article = make_article(status=Status.DRAFT)
    answer = save(admin_client, article, settles_to_day="40000", call_after_day="9" * 19)
    assert sorted(errors(answer)) == ["call_after_day", "settles_to_day"]


def test_an_address_with_spaces_is_refused_in_plain_words(admin_client):
    answer = save(admin_client, make_article(), slug="tiny dots")
    assert "without spaces" in errors(answer)["slug"][0]


def test_a_page_whose_time_is_over_waits_until_it_is_mended(staff):
    article = ready_to_publish(make_article(status=Status.DRAFT, main_symptom=make_symptom()))
    article.expires_at = timezone.now() - DAY
    article.publish_at = timezone.now() - 2 * DAY
    article.save()
    sign(article)
    with pytest.raises(NotComplete) as refused:
        article.move("publish", staff("Publisher"))
    assert [field for field, _sentence in refused.value.missing] == ["expires_at"]


def test_a_note_without_a_change_is_kept(admin_client):
    article = make_article(status=Status.DRAFT)
    save(admin_client, article, version_note="Read on the phone, all well.")
    entry = AuditEntry.objects.about(article).first()
    assert (entry.action, entry.note) == ("Noted", "Read on the phone, all well.")


def test_an_archived_page_offers_no_save(admin_client):
    shown = admin_client.get(address(make_article(status=Status.ARCHIVED, live_digest="")))
    html = shown.content.decode()
    assert 'name="_save"' not in html
    assert 'name="_continue"' not in html
    assert 'name="_move_return_to_draft"' in html


@pytest.mark.parametrize("kind", ["articles_article", "aftercare_caretip"])
@pytest.mark.parametrize("key", ["abc", "²", "9" * 30])
def test_the_history_of_a_key_that_is_none_is_not_found(admin_client, kind, key):
    assert admin_client.get(reverse(f"admin:{kind}_history", args=[key])).status_code == 404


def test_the_history_offers_the_two_newest_texts_for_comparing_whatever_happened_since(admin_client, staff):
    article = make_article(status=Status.DRAFT)
    draft(article, summary="First words.")
    draft(article, summary="Second words.")
    article.move("submit", staff("Author"))  # an entry without a text of its own stands above them

    shown = admin_client.get(address(article, "history"))

    texts = [entry.version_id for entry in shown.context["entries"] if entry.version_id]
    assert shown.context["compared"] == {"from": texts[1], "to": texts[0]}
    assert shown.content.decode().count(" checked") == 2


@pytest.mark.parametrize("state", [Status.IN_REVIEW, Status.SIGNED_OFF])
def test_bringing_back_says_that_the_page_leaves_review(admin_client, state):
    article = make_article(status=Status.DRAFT)
    draft(article, summary="New words.")
    first = acts.Version.objects.about(article).last()
    Article.objects.filter(pk=article.pk).update(status=state)
    shown = admin_client.get(address(article, "restore", first.pk))
    assert "has to be sent for review again" in shown.content.decode()
