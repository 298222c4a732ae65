import datetime
import re

import pytest
from django.utils import timezone

from skincare_site.search import asked
from skincare_site.search.asked_admin import after_adding, closest_symptom
from skincare_site.search.find import find
from skincare_site.search.models import AskedPhrase, AskedSymptom, AskedWeek
from skincare_site.symptoms import vocabulary
from skincare_site.symptoms.models import LayName, Symptom, VocabularyVersion

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
LIST = "/admin/search/askedphrase/"
WORDS = "qwyzzle blorping"

pytestmark = pytest.mark.usefixtures("starter")


def make_phrase(text: str = WORDS, searches: int = 12, **values) -> AskedPhrase:
    today = timezone.localdate()
    phrase = AskedPhrase.objects.create(key=text[:64] or "hidden", text=text, last_asked=today, **values)
    phrase.days.create(day=today, searches=searches - 1)
    phrase.days.create(day=today - datetime.timedelta(days=1), searches=1)
    return phrase


@pytest.fixture
def author(client, staff):
    client.force_login(staff("Author"), backend=MODEL_BACKEND)
    return client


def add(client, phrase: AskedPhrase, symptom: str = "peeling") -> str:
    """Add the phrase as a wording; the undo token of the message."""
    address = f"{LIST}{phrase.pk}/change/"
    data = {"symptom": Symptom.objects.get(slug=symptom).pk, "phrase": phrase.text, "_add": "1"}
    page = client.post(address, data, follow=True).content.decode()
    return re.search(r'name="token" value="([^"]+)" class="undo"', page).group(1)


class TestList:
    def test_shows_only_phrases_with_words_most_asked_first(self, author):
        make_phrase("banana tax", 5)
        make_phrase(WORDS, 12)
        make_phrase("")
        make_phrase("dealt with", status=AskedPhrase.Status.NOT_FOR_US)

        page = author.get(LIST).content.decode()

        assert re.findall(r"<strong>([^<]+)</strong></t", page) == [WORDS, "banana tax"]
        assert "hidden" not in re.findall(r"<td[^>]*>([^<]*)</td>", page)
        assert 'field-searches">12<' in page
        assert 'field-on_days">2<' in page
        assert "dealt with" in author.get(LIST, {"status": "not_for_us"}).content.decode()

    def test_a_hidden_phrase_has_no_page(self, author):
        hidden = make_phrase("")

        assert author.get(f"{LIST}{hidden.pk}/change/").status_code == 404
        assert author.post(f"{LIST}{hidden.pk}/not-for-us/").status_code == 404

    def test_words_are_escaped(self, author):
        make_phrase("<script>alert(1)</script>")

        assert b"<script>alert" not in author.get(LIST).content

    @pytest.mark.parametrize("group", ["Author", "Clinical reviewer", "Publisher"])
    def test_every_group_may_work_here(self, client, staff, group):
        client.force_login(staff(group), backend=MODEL_BACKEND)
        phrase = make_phrase()

        page = client.get(LIST).content.decode()

        assert "Add as a wording of" in page
        assert f"/admin/articles/article/add/?title={WORDS.capitalize().replace(' ', '+')}" in page
        assert "Not for us" in page
        assert client.get(f"{LIST}{phrase.pk}/change/").status_code == 200

    def test_nobody_else_may(self, client, staff):
        client.force_login(staff(name="nobody"), backend=MODEL_BACKEND)
        phrase = make_phrase()

        assert client.get(LIST).status_code == 403
        for action in ("how-search-does/", f"{phrase.pk}/change/"):
            assert client.get(LIST + action).status_code == 403
        for action in (f"{phrase.pk}/change/", f"{phrase.pk}/not-for-us/", f"{phrase.pk}/reopen/", "undo/"):
            assert client.post(LIST + action).status_code == 403

    def test_state_changes_by_post_with_csrf_only(self, author):
        from django.test import Client

        phrase = make_phrase()
        for action in (f"{phrase.pk}/not-for-us/", f"{phrase.pk}/reopen/", "undo/"):
            assert author.get(LIST + action).status_code == 405
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = author.cookies
        for action in (f"{phrase.pk}/not-for-us/", f"{phrase.pk}/change/", "undo/"):
            assert strict.post(LIST + action).status_code == 403

    def test_policy_is_strict(self, author):
        phrase = make_phrase()
        for action in ("", f"{phrase.pk}/change/", "how-search-does/"):
            response = author.get(LIST + action)
            assert "unsafe" not in response["Content-Security-Policy"]
            assert b" style=" not in response.content
            assert b"<style" not in response.content


class TestWording:
    def test_before_and_after_leak_nowhere(self, author):
        phrase = make_phrase()
        known, stamp = vocabulary.current(), VocabularyVersion.current()
        peeling = Symptom.objects.get(slug="peeling")

        page = author.post(
            f"{LIST}{phrase.pk}/change/", {"symptom": peeling.pk, "phrase": WORDS, "_look": "1"}
        ).content.decode()

        assert "Search finds no page." in page
        assert "Search is sure:" in page
        assert vocabulary.current() is known
        assert VocabularyVersion.current() == stamp
        assert not LayName.objects.filter(phrase=WORDS).exists()
        assert find(WORDS, at=timezone.now()).answer == "no match"

    def test_after_is_what_search_answers_once_it_is_added(self, author):
        peeling = Symptom.objects.get(slug="peeling")
        after = after_adding(LayName(symptom=peeling, phrase=WORDS), WORDS)
        add(author, make_phrase())

        really = find(WORDS, at=timezone.now(), size=5)

        assert [hit.thing for hit in after.hits] == [hit.thing for hit in really.hits] != []
        assert after.recognised[0].symptom == really.recognised[0].symptom == peeling

    def test_added_found_and_undone(self, author):
        phrase = make_phrase()
        token = add(author, phrase)
        phrase.refresh_from_db()
        assert phrase.status == AskedPhrase.Status.ADDED
        assert find(WORDS, at=timezone.now()).symptoms[0].slug == "peeling"
        assert WORDS not in re.findall(r"<strong>([^<]+)</strong>", author.get(LIST).content.decode())

        author.post(f"{LIST}undo/", {"token": token})

        phrase.refresh_from_db()
        assert phrase.status == AskedPhrase.Status.OPEN
        assert not LayName.objects.filter(phrase=WORDS).exists()
        assert find(WORDS, at=timezone.now()).answer == "no match"

    def test_undo_takes_back_nothing_but_its_own(self, author):
        phrase = make_phrase()
        token = add(author, phrase)
        LayName.objects.filter(phrase=WORDS).update(phrase="changed since")

        author.post(f"{LIST}undo/", {"token": token})
        author.post(f"{LIST}undo/", {"token": token[:-2]})
        author.post(f"{LIST}undo/", {"token": ""})

        assert LayName.objects.filter(phrase="changed since").exists()

    @pytest.mark.parametrize("data", [{}, {"phrase": ""}, {"phrase": "x" * 300}, {"symptom": "0"}])
    def test_bad_input_is_told_and_nothing_is_added(self, author, data):
        phrase = make_phrase()
        count = LayName.objects.count()
        given = {"symptom": Symptom.objects.first().pk, "phrase": "", "_add": "1", **data}

        response = author.post(f"{LIST}{phrase.pk}/change/", given)

        assert response.status_code == 200
        assert b"errorlist" in response.content
        assert LayName.objects.count() == count

    def test_a_wording_that_is_there_already_is_told(self, author):
        phrase = make_phrase()
        LayName.objects.create(phrase=WORDS, symptom=Symptom.objects.get(slug="peeling"))
        peeling = Symptom.objects.get(slug="peeling").pk

        response = author.post(
            f"{LIST}{phrase.pk}/change/", {"symptom": peeling, "phrase": WORDS, "_add": "1"}
        )

        assert b"This wording is already there." in response.content

    @pytest.mark.parametrize(
        ("text", "slug"), [("my face is peeling", "peeling"), ("qwyz peeling", "peeling")]
    )
    def test_the_closest_symptom_is_preset(self, text, slug):
        assert closest_symptom(find(text, at=timezone.now())).slug == slug

    def test_nothing_is_preset_for_words_like_no_other(self, author):
        phrase = make_phrase()

        page = author.get(f"{LIST}{phrase.pk}/change/").content.decode()

        assert closest_symptom(find(WORDS, at=timezone.now())) is None
        assert '<option value="" selected>' in page
        assert "With this wording" not in page

    def test_a_long_question_is_cut_to_a_wording(self, author):
        phrase = make_phrase("banana tax garden " * 10)

        page = author.get(f"{LIST}{phrase.pk}/change/").content.decode()

        assert len(re.search(r'name="phrase" value="([^"]*)"', page).group(1)) <= 80

    def test_not_for_us_and_back(self, author):
        phrase = make_phrase()
        page = author.post(f"{LIST}{phrase.pk}/not-for-us/", follow=True).content.decode()
        phrase.refresh_from_db()
        assert phrase.status == AskedPhrase.Status.NOT_FOR_US

        undo = re.search(r'formaction="([^"]+)"[^>]*class="undo"', page).group(1)
        author.post(undo)

        phrase.refresh_from_db()
        assert phrase.status == AskedPhrase.Status.OPEN


class TestHow:
    def test_without_searches_it_says_so(self, author):
        page = author.get(f"{LIST}how-search-does/").content.decode()

        assert "No search was counted" in page
        assert "<svg viewBox" not in page

    def test_pictures_and_tables_say_the_same(self, author):
        today = timezone.localdate()
        monday = today - datetime.timedelta(days=today.weekday())
        AskedWeek.objects.create(week=monday, confident=30, unsure=6, no_match=4)
        AskedWeek.objects.create(week=monday - datetime.timedelta(weeks=11), confident=1)
        AskedWeek.objects.create(week=monday - datetime.timedelta(weeks=12), confident=999)
        AskedSymptom.objects.create(week=monday, symptom=Symptom.objects.get(slug="peeling"), searches=17)

        page = author.get(f"{LIST}how-search-does/").content.decode()

        assert "41 searches" in page
        assert "<strong>76 %</strong>" in page
        assert "<td>40</td><td>30</td><td>6</td><td>4</td><td>75 %</td>" in page
        assert '<th scope="row">Peeling' in page or "peeling" in page.casefold()
        assert "<td>17</td>" in page
        assert page.count("<svg viewBox") == 3
        assert ">999<" not in page

    def test_the_dashboard_leads_to_both(self, author, client, staff):
        make_phrase()
        page = author.get("/admin/").content.decode()
        assert "1 question without an answer" in page
        assert f"{LIST}how-search-does/" in page
        assert asked.waiting() == 1

        client.force_login(staff(name="nobody"), backend=MODEL_BACKEND)
        assert LIST not in client.get("/admin/").content.decode()
