"""What editors do, and what the public, the history and the audit trail hold afterwards."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from articles.models import Article
from skincare_site.publishing import acts
from skincare_site.publishing.due import publish_due
from skincare_site.publishing.models import AuditEntry, Reviewer
from skincare_site.publishing.records import NotErasable, SignOff, Version
from skincare_site.publishing.texts import changes, digest_of, values_of
from skincare_site.publishing.uses import InUse
from skincare_site.publishing.workflow import NotAllowed, NotComplete, Status
from tests.builders import make_article, make_symptom, make_tip

NOW = timezone.now().replace(microsecond=0)
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(staff):
    """Three people: who writes, who signs, who publishes."""

    class Desk:
        writer = staff("Author")
        reviewer = staff("Clinical reviewer")
        publisher = staff("Publisher")

        def through(self, page):
            """The newest text through review into the public."""
            page.move("submit", self.writer)
            page.move("sign_off", self.reviewer)
            page.move("publish", self.publisher)

    Reviewer.objects.create(name="Dana Roy", role="Registered nurse", account=Desk.reviewer)
    return Desk()


def public_page(desk, **values):
    page = make_article(status=Status.DRAFT, main_symptom=make_symptom(), **values)
    desk.through(page)
    return page


def write(page, by, note="", **changed):
    page.refresh_from_db()
    version = acts.keep_text(page, {**acts.newest_values(page), **changed}, by, note)
    page.refresh_from_db()
    return version


class TestDraftBesideLive:
    def test_saving_a_public_page_changes_nothing_in_public(self, desk, client):
        page = public_page(desk, summary="It settles in 3 days.")

        write(page, desk.writer, summary="It settles in 5 days.")

        shown = client.get(page.get_absolute_url()).content.decode()
        assert "3 days" in shown
        assert "5 days" not in shown
        assert page.newest().summary == "It settles in 5 days."
        assert page.stage == Status.DRAFT
        assert page.status == Status.PUBLISHED

    def test_links_of_a_draft_stay_beside_the_public_ones(self, desk):
        page = public_page(desk)
        other = make_symptom()

        write(page, desk.writer, symptoms=[other.pk])

        assert list(page.symptoms.all()) == []
        assert list(page.newest().symptoms.all()) == [other]

    def test_publishing_the_draft_makes_it_the_public_text(self, desk, client, committed):
        page = public_page(desk, summary="Old answer.")
        with committed():
            write(page, desk.writer, summary="New answer.")
            desk.through(page)

        assert page.draft is None
        assert "New answer." in client.get(page.get_absolute_url()).content.decode()

    def test_discarded_draft_stays_in_history(self, desk):
        page = public_page(desk, summary="Old.")
        version = write(page, desk.writer, summary="Not this.")

        page.move("discard", desk.writer)

        assert page.draft is None
        assert page.newest().summary == "Old."
        assert version in Version.objects.about(page)

    def test_a_save_that_changes_nothing_makes_no_draft(self, desk):
        page = public_page(desk)

        assert write(page, desk.writer) is None
        assert page.draft is None

    def test_white_space_that_an_editor_moves_is_no_change(self, desk):
        page = public_page(desk, what_it_is="<p>One.</p><p>Two.</p>")

        assert write(page, desk.writer, what_it_is="<p>One.</p>\r\n\r\n<p>Two.</p>\r\n") is None

    def test_line_ends_of_a_form_are_no_change_but_a_lost_line_is(self, desk):
        page = public_page(desk, call_lines="it stays\nit spreads")

        assert write(page, desk.writer, call_lines="it stays \r\nit spreads\r\n") is None
        assert write(page, desk.writer, call_lines="it stays it spreads") is not None

    def test_what_only_moved_its_white_space_is_not_told_as_a_change(self, desk):
        page = public_page(desk, call_lines="it stays\nit spreads", what_it_is="<p>One.</p><p>Two.</p>")
        old = values_of(page)
        new = {
            **old,
            "call_lines": "it stays\r\nit spreads",
            "what_it_is": "<p>One.</p>\n<p>Two.</p>",
            "summary": "New.",
        }

        assert [change.field for change in changes(Article, old, new)] == ["summary"]

    def test_staff_read_the_draft_at_the_real_address_and_visitors_the_public_text(self, desk, client):
        page = public_page(desk, summary="Public words.")
        write(page, desk.writer, summary="Draft words.")
        client.force_login(desk.writer)

        draft = client.get(page.get_absolute_url()).content.decode()
        live = client.get(page.get_absolute_url() + "?live=1").content.decode()

        assert "Draft words." in draft
        assert "You are reading the draft" in draft
        assert "noindex" in draft
        assert "Public words." in live
        client.logout()
        visitor = client.get(page.get_absolute_url() + "?live=0").content.decode()
        assert "Public words." in visitor
        assert "draft" not in visitor

    @pytest.mark.parametrize("field", ["main_symptom", "symptoms"])
    def test_a_symptom_that_only_a_draft_uses_cannot_be_deleted(self, desk, field):
        page = public_page(desk)
        only_here = make_symptom()
        write(page, desk.writer, **{field: only_here.pk if field == "main_symptom" else [only_here.pk]})

        with pytest.raises(InUse, match="The draft of explainer"), transaction.atomic():
            only_here.delete()
        page.move("discard", desk.writer)
        only_here.delete()


class TestSignOff:
    def test_a_clinical_change_voids_the_sign_off(self, desk):
        page = make_article(status=Status.DRAFT, main_symptom=make_symptom())
        page.move("submit", desk.writer)
        page.move("sign_off", desk.reviewer)

        write(page, desk.writer, call_after_day=9)

        assert page.stage == Status.DRAFT
        with pytest.raises(NotAllowed):
            page.move("publish", desk.publisher)

    @pytest.mark.parametrize(
        "changed",
        [
            {"title": "Page, mended"},
            {"confirm_note": "Ask."},
            {"slug": "another-address"},
            {"needs_confirmation": True},
        ],
    )
    def test_what_is_not_clinical_keeps_it(self, desk, changed):
        page = make_article(status=Status.DRAFT, main_symptom=make_symptom(), title="Page mended")
        page.move("submit", desk.writer)
        page.move("sign_off", desk.reviewer)

        write(page, desk.writer, **changed)

        assert page.stage == Status.SIGNED_OFF
        page.move("publish", desk.publisher)
        assert page.is_visible()

    @pytest.mark.parametrize("name", Article.clinical_fields)
    def test_every_clinical_field_is_under_the_digest(self, name):
        page = make_article(main_symptom=make_symptom())
        values = values_of(page)
        other = {
            "kind": "guide", "treatment": 99999, "main_symptom": 99999, "symptoms": [99999], "how_common": "rare",
            "urgent_first": True, "call_at_once": True,
        }.get(name, 5 if name.endswith("_day") else "other words")  # fmt: skip

        assert digest_of(Article, {**values, name: other}) != digest_of(Article, values)

    def test_a_not_in_the_title_is_clinical(self):
        tip = make_tip(title="Do not wash")
        values = values_of(tip)

        assert digest_of(type(tip), {**values, "title": "Do wash"}) != digest_of(type(tip), values)
        assert digest_of(type(tip), {**values, "title": "Do not, wash"}) == digest_of(type(tip), values)

    def test_signing_fills_in_name_and_dates_and_clears_the_mark(self, desk):
        page = make_article(status=Status.IN_REVIEW, main_symptom=make_symptom(), needs_confirmation=True)

        page.move("sign_off", desk.reviewer, note="Read it twice.")

        assert page.reviewer.name == "Dana Roy"
        assert page.reviewed_on == timezone.localdate()
        assert (page.next_review_on - page.reviewed_on).days in (365, 366)
        assert not page.needs_confirmation
        assert SignOff.objects.about(page).get().note == "Read it twice."

    def test_a_comma_on_a_public_page_is_published_without_a_new_sign_off(self, desk):
        page = public_page(desk, title="Red skin what helps")

        write(page, desk.writer, title="Red skin: what helps")

        assert page.stage == Status.SIGNED_OFF
        page.move("publish", desk.publisher)
        assert page.title == "Red skin: what helps"

    def test_still_correct_keeps_the_text_and_moves_the_dates(self, desk):
        page = public_page(desk)
        Article.objects.filter(pk=page.pk).update(
            reviewed_on=timezone.localdate() - timedelta(days=400),
            next_review_on=timezone.localdate() - timedelta(days=35),
        )
        page.refresh_from_db()
        assert page.is_overdue()
        digest = page.live_digest

        page.move("still_correct", desk.reviewer, note="Nothing new.")

        assert not page.is_overdue()
        assert page.live_digest == digest
        assert AuditEntry.objects.about(page).first().note == "Nothing new."

    def test_still_correct_checks_a_starter_page(self, desk, starter):
        page = (
            Article.objects.get(slug="redness")
            if Article.objects.filter(slug="redness").exists()
            else (Article.objects.visible().filter(is_starter=True, kind="effect").first())
        )

        page.move("still_correct", desk.reviewer)

        assert not page.is_unchecked_starter()
        assert page.live_digest

    def test_edited_starter_needs_a_sign_off_like_any_other(self, desk, starter):
        page = Article.objects.visible().filter(is_starter=True, kind="effect").first()
        write(page, desk.writer, summary="Changed by a nurse.")

        with pytest.raises(NotAllowed):
            page.move("publish", desk.publisher)
        page.refresh_from_db()
        assert page.summary != "Changed by a nurse."


class TestGate:
    def test_everything_missing_is_named_in_one_go_and_nothing_changes(self, desk):
        page = make_article(
            status=Status.IN_REVIEW, summary="", call_lines="", starts_day=None, call_after_day=None,
            what_it_is="<p>This is completely safe.</p>",
        )  # fmt: skip

        with pytest.raises(NotComplete) as refusal:
            page.move("sign_off", desk.reviewer)

        assert {"summary", "main_symptom", "call_lines", "starts_day", "what_it_is"} <= {
            field for field, _words in refusal.value.missing
        }
        page.refresh_from_db()
        assert page.stage == Status.IN_REVIEW

    def test_an_incomplete_draft_can_be_saved(self, desk):
        page = make_article(status=Status.DRAFT)

        write(page, desk.writer, summary="", starts_day=None, strongest_from_day=2, call_after_day=None)

        assert page.strongest_from_day == 2
        assert {"starts_day", "strongest_to_day", "call_after_day"} <= {field for field, _w in page.missing()}


class TestSchedule:
    def test_a_draft_of_a_public_page_goes_live_on_its_second(self, desk, client, monkeypatch, committed):
        page = public_page(desk, summary="Old.")
        due = NOW + timedelta(hours=1)
        write(page, desk.writer, summary="New.", publish_at=due.isoformat())
        desk.through(page)
        assert page.stage == Status.PUBLISHED
        assert page.draft_due_at == due

        monkeypatch.setattr(timezone, "now", lambda: due - timedelta(seconds=1))
        assert "Old." in client.get(page.get_absolute_url()).content.decode()
        monkeypatch.setattr(timezone, "now", lambda: due)
        assert "New." in client.get(page.get_absolute_url()).content.decode()
        page.refresh_from_db()
        assert page.draft is None

    def test_editing_a_waiting_draft_stops_it(self, desk):
        page = public_page(desk, summary="Old.")
        write(page, desk.writer, summary="New.", publish_at=(NOW + timedelta(hours=1)).isoformat())
        desk.through(page)

        write(page, desk.writer, summary="Newer, not signed.")

        assert page.draft_due_at is None
        publish_due(NOW + timedelta(hours=2))
        page.refresh_from_db()
        assert page.summary == "Old."

    def test_an_archived_page_drops_its_waiting_draft(self, desk):
        page = public_page(desk)
        write(page, desk.writer, summary="New.", publish_at=(NOW + timedelta(hours=1)).isoformat())
        desk.through(page)

        page.move("archive", desk.publisher)
        publish_due(NOW + timedelta(hours=2))

        page.refresh_from_db()
        assert page.status == Status.ARCHIVED


class TestHistory:
    def test_every_save_is_a_version_with_author_time_and_note(self, desk):
        page = make_article(status=Status.DRAFT, summary="First.")

        version = write(page, desk.writer, note="Shorter.", summary="Second.")

        assert (version.by, version.by_name, version.note) == (desk.writer, "author", "Shorter.")
        assert [row.values["summary"] for row in Version.objects.about(page)] == ["Second.", "First."]

    def test_restored_text_is_a_draft_with_its_links_and_never_public_at_once(self, desk):
        first, second = make_symptom(), make_symptom()
        page = public_page(desk, summary="First.")
        write(page, desk.writer, summary="Second.", symptoms=[first.pk])
        desk.through(page)
        old = Version.objects.about(page).filter(values__summary="First.").first()
        write(page, desk.writer, symptoms=[first.pk, second.pk])
        desk.through(page)

        acts.restore(page, old, desk.writer)

        page.refresh_from_db()
        assert page.summary == "Second."
        assert page.newest().summary == "First."
        assert list(page.newest().symptoms.all()) == []
        assert page.stage == Status.DRAFT
        with pytest.raises(NotAllowed):
            page.move("publish", desk.publisher)

    def test_restoring_keeps_address_times_and_review(self, desk):
        page = public_page(desk, slug="first-address")
        old = Version.objects.about(page).first()
        write(page, desk.writer, slug="second-address", summary="Other.")

        acts.restore(page, old, desk.writer)

        page.refresh_from_db()
        assert page.newest().slug == "second-address"

    def test_restoring_names_links_that_are_gone(self, desk):
        gone = make_symptom()
        page = make_article(status=Status.DRAFT, symptoms=[gone])
        old = acts.first_version(page)
        write(page, desk.writer, symptoms=[], summary="Other.")
        gone.delete()

        assert acts.restore(page, old, desk.writer) == ["also helps with"]

    def test_deleted_page_comes_back_as_a_draft_with_everything(self, desk, admin_user):
        symptom = make_symptom()
        page = make_article(status=Status.DRAFT, symptoms=[symptom], summary="Keep me.", slug="kept")
        key = page.pk
        acts.delete(page, admin_user)
        make_article(slug="kept")
        version = Version.objects.filter(object_id=key).first()

        back = acts.recover(version, admin_user)

        assert (back.pk, back.summary, back.status, back.slug) == (key, "Keep me.", Status.DRAFT, "kept-2")
        assert list(back.symptoms.all()) == [symptom]

    def test_history_is_never_changed(self, desk):
        page = make_article(status=Status.DRAFT)
        version = acts.first_version(page)
        entry = AuditEntry.objects.about(page).first()

        for row in (version, entry):
            with pytest.raises(NotErasable):
                row.save()
            with pytest.raises(NotErasable):
                row.delete()

    def test_the_trail_still_says_who_after_the_account_is_gone(self, desk):
        page = make_article(status=Status.DRAFT)
        write(page, desk.writer, summary="New.")

        desk.writer.delete()

        assert AuditEntry.objects.about(page).first().by_name == "author"


class TestAddresses:
    def test_a_changed_address_leaves_a_permanent_redirect(self, desk, client):
        page = public_page(desk, slug="old-one")
        write(page, desk.writer, slug="new-one")
        page.move("publish", desk.publisher)

        answer = client.get("/articles/old-one/")

        assert (answer.status_code, answer["Location"]) == (301, "/articles/new-one/")

    def test_two_changes_lead_to_the_newest(self, desk, client):
        page = public_page(desk, slug="one")
        for slug in ("two", "three"):
            write(page, desk.writer, slug=slug)
            page.move("publish", desk.publisher)

        assert client.get("/articles/one/")["Location"] == "/articles/three/"

    def test_an_archived_page_leads_to_its_symptom(self, desk, client):
        page = public_page(desk)

        page.move("archive", desk.publisher)

        answer = client.get(page.get_absolute_url())
        assert (answer.status_code, answer["Location"]) == (302, page.main_symptom.get_absolute_url())

    def test_an_expired_page_leads_to_its_symptom(self, desk, client):
        page = public_page(desk)
        Article.objects.filter(pk=page.pk).update(
            publish_at=NOW - timedelta(hours=2), expires_at=NOW - timedelta(hours=1)
        )

        assert client.get(page.get_absolute_url()).status_code == 302

    def test_what_was_never_public_is_not_found(self, desk, client):
        for status in (Status.DRAFT, Status.ARCHIVED):
            assert client.get(make_article(status=status).get_absolute_url()).status_code == 404
        waiting = make_article(publish_at=NOW + timedelta(days=1))
        assert client.get(waiting.get_absolute_url()).status_code == 404
