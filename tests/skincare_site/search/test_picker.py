"""The symptom picker: what, where and which day as plain filters."""

import datetime

import pytest
from django.http import QueryDict
from django.utils import timezone

from skincare_site.publishing.workflow import Status
from skincare_site.search import picker
from skincare_site.symptoms.models import Symptom
from tests.builders import make_article, make_symptom, make_tip

pytestmark = pytest.mark.django_db


def pick(query: str) -> tuple[list[str], list[str]]:
    """Names of our own symptoms: those that fit, and those that fit but for the day."""
    picked = picker.pick(picker.read(QueryDict(query)), timezone.now())
    ours = [
        [symptom.name for symptom in symptoms if symptom.slug.startswith("symptom-")]
        for symptoms in (picked.fits, picked.other_days)
    ]
    return ours[0], ours[1]


class TestFilters:
    @pytest.fixture(autouse=True)
    def symptoms(self):
        make_symptom(name="Late", order=9, feels="dry itch", places="face")
        make_symptom(name="Early", order=1, feels="dry", places="face lips")
        make_symptom(name="Unsorted", order=5)

    def test_nothing_picked_leaves_everything_in_calm_order(self):
        assert pick("") == (["Early", "Unsorted", "Late"], [])

    def test_any_of_what_was_ticked_is_enough(self):
        assert pick("what=itch") == (["Unsorted", "Late"], [])
        assert pick("what=itch&what=dry") == (["Early", "Unsorted", "Late"], [])

    def test_the_place(self):
        assert pick("where=lips") == (["Early", "Unsorted"], [])
        assert pick("what=itch&where=lips") == (["Unsorted"], [])

    @pytest.mark.parametrize(
        "query", ["what=heat", "where=knee", "day=-1", "day=15", "day=", "what=%00", "x=1"]
    )
    def test_what_is_no_choice_of_ours_counts_as_not_picked(self, query):
        assert not picker.read(QueryDict(query))
        assert len(pick(query)[0]) == 3


class TestDays:
    @pytest.fixture
    def effect(self):
        symptom = make_symptom(name="Effect")
        make_article(
            main_symptom=symptom, starts_day=2, call_after_day=7, settles_from_day=3, settles_to_day=5
        )
        return symptom

    @pytest.mark.parametrize(
        ("day", "fits"), [("0", False), ("1", False), ("2", True), ("7", True), ("8", False), ("21", False)]
    )
    def test_from_the_day_it_starts_to_the_day_to_call(self, effect, day, fits):
        assert pick(f"day={day}") == ((["Effect"], []) if fits else ([], ["Effect"]))

    def test_a_week_meets_every_day_in_it(self, effect):
        make_article(main_symptom=effect, starts_day=20, call_after_day=40)

        assert pick("day=21") == (["Effect"], [])
        assert pick("day=60") == (["Effect"], [])
        assert pick("day=later") == ([], ["Effect"])

    def test_what_needs_a_call_the_day_it_appears_fits_every_day(self):
        make_article(
            main_symptom=make_symptom(name="Danger"), starts_day=2, call_at_once=True, call_after_day=None
        )

        assert pick("day=0") == (["Danger"], [])
        assert pick("day=later") == (["Danger"], [])

    def test_drafts_tips_and_other_symptoms_of_a_page_say_nothing_about_the_day(self, effect):
        other = make_symptom(name="Other")
        make_article(main_symptom=other, starts_day=0, call_after_day=1, status=Status.DRAFT)
        make_article(
            main_symptom=other,
            starts_day=0,
            call_after_day=1,
            publish_at=timezone.now() + datetime.timedelta(1),
        )
        make_article([other], main_symptom=effect, starts_day=3, call_after_day=6)
        make_tip(main_symptom=other, from_day=0, until_day=0)

        assert pick("day=14") == (["Other"], ["Effect"])

    def test_infection_and_allergy_of_the_starter_content_fit_every_day(self, starter):
        for span in picker.SPANS:
            picked = picker.pick(picker.Choice((), "", span), timezone.now())
            shown = {symptom.slug for symptom in picked.fits}
            assert {"infection", "allergic-reaction"} <= shown, span.label


@pytest.mark.usefixtures("starter")
class TestPage:
    def test_filters_stand_above_the_a_to_z_and_lead_to_the_red_flags(self, client):
        text = client.get("/symptoms/").content.decode()

        assert text.index('class="picker"') < text.index('id="letter-')
        assert text.count('name="what"') == 8
        assert '<p class="picker-danger"><a href="#when-to-call">' in text
        assert 'id="when-to-call"' in text

    def test_the_answer_keeps_the_choice_and_shows_calm_tiles(self, client):
        text = client.get("/symptoms/?what=itch&where=lips&day=1").content.decode()

        assert 'value="itch" checked' in text
        assert 'value="lips" checked' in text
        assert '<option value="1" selected>' in text
        assert "/symptoms/itching/" in text
        assert "/symptoms/milia/" not in text
        assert 'id="when-to-call"' in text
        assert '<a href="#when-to-call">' in text

    def test_the_choice_is_kept_nowhere(self, client):
        answer = client.get("/symptoms/?what=itch")
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert not answer.cookies
        assert client.get("/symptoms/")["Cache-Control"] == "no-cache"

    def test_another_day_says_to_call(self, client):
        text = client.get("/symptoms/?what=dry&day=later").content.decode()

        assert "Not usual on this day" in text
        assert "If you have one of them today, call the clinic." in text

    def test_nothing_fits_shows_all_symptoms_and_the_phones(self, client):
        Symptom.objects.update(feels="dry", places="face")

        text = client.get("/symptoms/?what=itch&where=lips&day=3").content.decode()

        assert "Nothing fits all of it" in text
        assert "705-555-0142" in text
        assert all(symptom.get_absolute_url() in text for symptom in Symptom.objects.all())

    @pytest.mark.parametrize("query", ["what=%00", "day=٣", "where=" + "a" * 4000, "what=<script>"])
    def test_hostile_addresses_are_answered(self, client, query):
        answer = client.get(f"/symptoms/?{query}")

        assert answer.status_code in (200, 400)
        assert b"<script>" not in answer.content


class TestSuggestionsAddress:
    def test_options_are_escaped_and_kept_nowhere(self, client):
        make_symptom(patient_words="Zed <b>& co", order=1)

        answer = client.get("/search/suggest/", {"q": "zed"})

        assert answer.content.decode() == (
            '<li role="option" id="option-0" aria-selected="false">Zed &lt;b&gt;&amp; co</li>'
        )
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies

    def test_nothing_is_counted(self, client, starter, monkeypatch):
        monkeypatch.setattr("skincare_site.search.asked.record", lambda found: pytest.fail("counted"))

        assert client.get("/search/suggest/?q=re").content
        assert client.post("/search/suggest/", {"q": "re"}).status_code == 405

    @pytest.mark.parametrize("query", ["", "q=", "q=r", "q=%00%00", "q=" + "a" * 7000, "q=%FF%FE"])
    def test_nothing_to_suggest_is_an_empty_answer(self, client, starter, query):
        answer = client.get(f"/search/suggest/?{query}")

        assert (answer.status_code, answer.content) == (200, b"")

    def test_three_small_queries_at_most(self, client, starter, django_assert_max_num_queries):
        client.get("/search/suggest/?q=re")

        with django_assert_max_num_queries(3):
            client.get("/search/suggest/?q=red")
