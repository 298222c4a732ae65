"""What waits for whom, and the lists in full."""

import datetime

import pytest
from django.utils import timezone

from skincare_site import page_lists
from skincare_site.publishing import acts
from skincare_site.publishing.models import Version
from skincare_site.publishing.texts import values_of
from skincare_site.publishing.workflow import Status

from .builders import make_article, make_reviewer, make_tip

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
TODAY = timezone.localdate


def titles(name, user):
    return [row.title for row in page_lists.look(name, user).rows()]


def write(page, by, **changes):
    """A change of the text by somebody, as their form would save it."""
    page.refresh_from_db()
    acts.keep_text(page, {**values_of(page), **changes}, by)
    page.refresh_from_db()


def draft_by(author, title, **values):
    page = make_article(title=title, status=Status.DRAFT, **values)
    acts.first_version(page, author, Version.Kept.SAVED)
    return page


@pytest.fixture
def author(staff):
    return staff("Author")


@pytest.fixture
def reviewer(staff):
    account = staff("Clinical reviewer")
    make_reviewer(account=account)
    return account


class TestWaitingFor:
    def test_an_author_sees_own_drafts_and_not_those_of_others(self, author, staff):
        draft_by(author, "Mine")
        draft_by(staff("Author", name="other"), "Theirs")

        assert titles("mine", author) == ["Mine"]

    def test_a_draft_beside_a_public_page_is_listed_with_its_own_title(self, author):
        page = make_article(title="Public title")
        write(page, author, title="New title")

        assert titles("mine", author) == ["New title"]
        assert titles("drafts-beside", author) == ["New title"]

    def test_what_came_back_says_who_sent_it_and_why(self, author, reviewer):
        page = draft_by(author, "Mine")
        page.move("submit", author)
        assert titles("mine", author) == []
        page.move("return_to_draft", reviewer, "Please give numbers.")

        [row] = page_lists.look("mine", author).rows()

        assert row.detail == "sent back by clinical-reviewer: Please give numbers."

    def test_it_no_longer_came_back_after_the_next_save(self, author, reviewer):
        page = draft_by(author, "Mine")
        page.move("submit", author)
        page.move("return_to_draft", reviewer, "Please give numbers.")
        write(page, author, summary="It settles in 3 days.")

        assert [row.detail for row in page_lists.look("mine", author).rows()] == [""]

    def test_a_reviewer_is_asked_for_what_others_wrote(self, author, reviewer):
        theirs, own = draft_by(author, "By the author"), draft_by(reviewer, "By the reviewer")
        theirs.move("submit", author)
        own.move("submit", reviewer)

        assert titles("to-sign", reviewer) == ["By the author"]
        assert titles("to-sign", author) == []

    def test_a_clinic_that_allows_it_asks_writers_too(self, reviewer, settings):
        settings.OWN_SIGN_OFF = True
        draft_by(reviewer, "By the reviewer").move("submit", reviewer)

        assert titles("to-sign", reviewer) == ["By the reviewer"]

    def test_a_publisher_sees_signed_texts_of_new_and_of_public_pages(self, staff, author):
        publisher = staff("Publisher")
        make_tip(title="New and signed", status=Status.SIGNED_OFF)
        page = make_article(title="Public")
        write(page, author, title="Public, changed")
        type(page).objects.filter(pk=page.pk).update(draft_status=Status.SIGNED_OFF)

        assert set(titles("to-publish", publisher)) == {"New and signed", "Public, changed"}
        assert titles("to-publish", author) == []

    def test_overdue_pages_of_all_kinds_stand_in_the_order_of_their_dates(self, author):
        year_ago = TODAY() - datetime.timedelta(days=400)
        for make, title, days in [
            (make_article, "Second", 10),
            (make_tip, "First", 20),
            (make_tip, "Third", 1),
        ]:
            due = TODAY() - datetime.timedelta(days=days)
            make(title=title, reviewed_on=year_ago, next_review_on=due)
        make_article(title="Not yet", reviewed_on=year_ago, next_review_on=TODAY())

        assert titles("overdue", author) == ["First", "Second", "Third"]


class TestListsInFull:
    def test_every_list_opens_for_the_clinics_owner(self, admin_client, starter):
        for name in page_lists.LISTS:
            assert admin_client.get(f"/admin/pages/{name}/").status_code == 200, name

    def test_a_list_is_for_those_who_act_on_it(self, client, author, staff):
        client.force_login(author, backend=MODEL_BACKEND)
        assert client.get("/admin/pages/to-sign/").status_code == 403
        assert client.get("/admin/pages/mine/").status_code == 200
        assert client.get("/admin/pages/nothing-like-it/").status_code == 404
        client.force_login(staff(name="nobody"), backend=MODEL_BACKEND)
        assert client.get("/admin/pages/overdue/").status_code == 403

    def test_long_lists_are_cut_into_pages(self, client, author):
        client.force_login(author, backend=MODEL_BACKEND)
        for number in range(53):
            make_tip(title=f"Archived {number}", status=Status.ARCHIVED)

        first = client.get("/admin/pages/state-archived/").content.decode()
        second = client.get("/admin/pages/state-archived/?p=2").content.decode()

        assert "1 to 50 of 53" in first
        assert "Archived 0<" in first
        assert "Archived 52<" in second
        assert "Archived 52<" not in first
