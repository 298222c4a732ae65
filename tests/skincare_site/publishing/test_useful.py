"""“Was this page useful?”: counts only, from our own pages only, and help for who says no."""

import datetime

import pytest
from django.db import DatabaseError
from django.utils import timezone

from skincare_site.publishing import useful, votes
from skincare_site.publishing.models import PageVotes
from skincare_site.publishing.workflow import Status
from tests.builders import make_article, make_tip

pytestmark = pytest.mark.django_db
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def limit(monkeypatch):
    monkeypatch.setattr(useful, "limit", useful.Limit())


@pytest.fixture
def article():
    return make_article(slug="some-effect", title="Some effect")


def say(client, answer="yes", page="article/some-effect", headers=OURS):
    return client.post(f"/useful/{page}/{answer}/", headers=headers)


class TestCounting:
    def test_one_click_is_one_count_in_the_week_of_the_page(self, client, article):
        tip = make_tip(slug="some-tip")
        for answer in ("yes", "yes", "no"):
            assert say(client, answer).status_code == 303
        say(client, "no", "tip/some-tip")

        today = timezone.localdate()
        monday = today - datetime.timedelta(days=today.weekday())
        assert [(row.page, row.week, row.yes, row.no) for row in PageVotes.objects.order_by("pk")] == [
            (article, monday, 2, 1), (tip, monday, 0, 1),
        ]  # fmt: skip

    def test_the_answer_is_a_redirect_so_that_a_reload_counts_nothing(self, client, article):
        answer = say(client, "no")
        assert answer["Location"] == "/useful/article/some-effect/no/"

        client.get(answer["Location"])
        client.head(answer["Location"])

        assert votes.tally_of(article) == votes.Tally(0, 1)

    def test_works_where_csrf_is_checked_and_sets_no_cookie(self, article):
        from django.test import Client

        strict = Client(enforce_csrf_checks=True)
        answer = say(strict)

        assert answer.status_code == 303
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store, private"

    def test_nothing_but_page_week_and_two_numbers_can_be_kept(self):
        names = {field.name for field in PageVotes._meta.get_fields()}

        assert names == {"id", "content_type", "object_id", "week", "yes", "no"}

    def test_what_is_sent_along_is_not_even_read(self, client, article):
        client.post("/useful/article/some-effect/yes/?x=1", {"answer": "no", "yes": "99"}, headers=OURS)

        assert votes.tally_of(article) == votes.Tally(1, 0)

    @pytest.mark.parametrize(
        "address",
        ["article/some-effect/maybe", "article/some-effect/object_id", "article/nowhere/yes", "symptom/redness/yes",
         "article/draft/yes", "article/later/no"],
    )  # fmt: skip
    def test_only_two_answers_about_a_public_page(self, client, article, address):
        make_article(slug="draft", status=Status.DRAFT)
        make_article(slug="later", publish_at=timezone.now() + datetime.timedelta(1))

        assert client.post(f"/useful/{address}/", headers=OURS).status_code == 404
        assert client.get(f"/useful/{address}/").status_code == 404
        assert not PageVotes.objects.exists()

    def test_staff_try_the_buttons_without_being_counted(self, client, article, staff):
        client.force_login(staff("Author"), backend="django.contrib.auth.backends.ModelBackend")

        assert say(client).status_code == 303
        assert not PageVotes.objects.exists()

    def test_a_database_that_is_away_is_not_the_readers_problem(self, client, article, monkeypatch):
        def away(*args):
            raise DatabaseError("secret")

        monkeypatch.setattr(votes, "count", away)

        assert say(client).status_code == 303


class TestOtherSites:
    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"},
            {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
            {"Origin": "https://elsewhere.example"},
            {"Origin": "null"},
            {"Origin": "http://testserver.elsewhere.example"},
        ],
    )
    def test_are_refused_kindly(self, client, article, headers):
        answer = say(client, headers=headers)

        assert answer.status_code == 403
        assert b"tel:911" in answer.content
        assert not PageVotes.objects.exists()

    @pytest.mark.parametrize("origin", ["http://testserver", "https://clinic.example"])
    def test_an_older_browser_says_its_origin(self, client, article, settings, origin):
        settings.CSRF_TRUSTED_ORIGINS = ["https://clinic.example"]

        assert say(client, headers={"Origin": origin}).status_code == 303
        assert votes.tally_of(article).yes == 1


class TestFlood:
    def test_a_page_counts_ten_a_minute_and_every_reader_is_thanked(self, client, article, monkeypatch):
        monkeypatch.setattr("time.monotonic", lambda: 600.0)
        tip = make_tip(slug="some-tip")

        assert {say(client).status_code for _ in range(30)} == {303}
        say(client, "no", "tip/some-tip")

        assert votes.tally_of(article) == votes.Tally(10, 0)
        assert votes.tally_of(tip) == votes.Tally(0, 1)

        monkeypatch.setattr("time.monotonic", lambda: 661.0)
        say(client)
        assert votes.tally_of(article).yes == 11

    def test_all_pages_together_count_sixty_a_minute(self, monkeypatch):
        monkeypatch.setattr("time.monotonic", lambda: 600.0)
        limit = useful.Limit()

        assert sum(limit.allows(f"page {number % 30}") for number in range(900)) == 60


class TestThanks:
    def test_yes_is_short_and_no_offers_the_page_of_whom_to_call(self, client, article):
        yes = client.get("/useful/article/some-effect/yes/").content.decode()
        no = client.get("/useful/article/some-effect/no/").content.decode()

        assert "Not better?" not in yes
        assert "Not better? Here is whom to call" in no
        assert "it is still there after day 7" in no
        assert 'id="when-to-call"' in no
        assert 'href="/articles/some-effect/"' in no

    def test_a_tip_has_no_lines_of_its_own_and_shows_the_phones(self, client, starter):
        text = client.get("/useful/tip/do-not-pick/no/").content.decode()

        assert "705-555-0142" in text.split("Or look for something else")[0]


class TestButtons:
    def test_stand_on_public_pages_and_not_on_drafts_or_previews(self, client, admin_client, article):
        draft = make_article(status=Status.DRAFT)
        tip = make_tip()

        assert "/useful/article/some-effect/yes/" in client.get("/articles/some-effect/").content.decode()
        assert f"/useful/tip/{tip.slug}/no/" in client.get(f"/aftercare/{tip.slug}/").content.decode()
        assert b"/useful/" not in admin_client.get(f"/articles/{draft.slug}/").content


class TestForStaff:
    def test_old_answers_are_not_told(self, article):
        today = timezone.localdate()
        votes.count(article, "no", today - datetime.timedelta(weeks=votes.WEEKS))
        votes.count(article, "yes", today - datetime.timedelta(weeks=votes.WEEKS - 1))

        assert votes.tally_of(article) == votes.Tally(1, 0)
        row = votes.with_votes(type(article).objects.filter(pk=article.pk)).get()
        assert (row.votes_yes, row.votes_no) == (1, 0)

    def test_counts_of_another_kind_with_the_same_key_are_not_mixed_up(self):
        article, tip = make_article(pk=900_001), make_tip(pk=900_001)
        votes.count(tip, "no")

        assert votes.tally_of(article).total == 0
        assert votes.with_votes(type(article).objects.filter(pk=article.pk)).get().votes_no == 0

    def test_list_column_and_line_beside_the_form(self, admin_client, article):
        for answer in ("yes", "yes", "no"):
            votes.count(article, answer)

        listed = admin_client.get("/admin/articles/article/?o=7").content.decode()
        form = admin_client.get(f"/admin/articles/article/{article.pk}/change/").content.decode()

        assert '<td class="field-useful">2 of 3</td>' in listed
        assert "2 of 3 said yes, 1 said no" in form
