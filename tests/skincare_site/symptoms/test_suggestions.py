"""What the search box suggests: in calm order, one a symptom, and nothing that frightens."""

import pytest

from skincare_site.symptoms import suggestions
from skincare_site.symptoms.models import DangerSign, LayName, NeverSuggested, Symptom
from skincare_site.symptoms.suggestions import suggest
from tests.builders import make_symptom


def also_called(symptom: Symptom, *phrases: str) -> None:
    for phrase in phrases:
        LayName.objects.create(symptom=symptom, phrase=phrase, kind=LayName.Kind.ALSO_CALLED)


@pytest.fixture
def glow(db) -> Symptom:
    symptom = make_symptom(name="Zorble", patient_words="My skin zorbles", order=5)
    also_called(symptom, "zorble cheeks", "zippy skin")
    return symptom


class TestWhatIsSuggested:
    def test_patients_words_names_and_shown_names_by_the_beginnings_of_words(self, glow):
        assert suggest("zorb") == ["My skin zorbles"]
        assert suggest("my skin zo") == ["My skin zorbles"]
        assert suggest("CHEEKS zorb") == ["Zorble cheeks"]
        assert suggest("zip") == ["Zippy skin"]
        assert suggest("orble") == []

    def test_words_that_are_only_searched_are_never_shown(self, glow):
        for kind in set(LayName.Kind.values) - {LayName.Kind.ALSO_CALLED}:
            LayName.objects.create(symptom=glow, phrase=f"quux {kind}", kind=kind)

        assert suggest("quux") == []

    def test_one_line_a_symptom_in_calm_order_and_at_most_six(self, db):
        for number in range(8):
            symptom = make_symptom(patient_words=f"Zed {number}", order=90 - number)
            also_called(symptom, f"zed also {number}")

        assert suggest("zed") == [f"Zed {number}" for number in (7, 6, 5, 4, 3, 2)]

    @pytest.mark.parametrize("typed", ["", " ", "z", " z ", "🙂", "'", "\x00", "%", "<!>"])
    def test_nothing_under_two_letters_or_without_a_word(self, glow, typed):
        assert suggest(typed) == []

    def test_a_change_by_staff_is_seen_at_once(self, glow):
        assert suggest("zorb")
        glow.patient_words = glow.name = "Quiet"
        glow.save()
        LayName.objects.filter(phrase="zorble cheeks").delete()

        assert suggest("zorb") == []
        assert suggest("qui") == ["Quiet"]

    def test_of_a_hostile_text_only_the_beginning_is_read(self, glow, monkeypatch):
        read, really = [], suggestions.normalise
        monkeypatch.setattr(suggestions, "normalise", lambda text: read.append(len(text)) or really(text))
        assert suggest("zorb " * 4000) == suggest("zorb") == ["My skin zorbles"]

        for typed in ["my " * 4000, "m" * 9000, "é" * 9000]:
            suggest(typed)

        assert max(read) == suggestions.READ


class TestNothingThatFrightens:
    def test_a_symptom_that_staff_left_out(self, glow):
        glow.may_suggest = False
        glow.save()

        assert suggest("zorb") == []

    def test_a_word_of_the_deny_list_in_any_of_its_forms(self, glow):
        also_called(glow, "glimmering zorb", "sleek zorb")
        assert suggest("zorb gl") == ["Glimmering zorb"]

        NeverSuggested.objects.create(phrase="glimmers")
        NeverSuggested.objects.create(phrase="zorb sleek")

        assert suggest("zorb gl") == []
        assert suggest("zorb sl") == ["Sleek zorb"]  # the words of the list stand the other way round

    def test_danger_signs_whatever_the_order_of_their_words(self, glow):
        also_called(glow, "skin is turning zorb", "zorb glimmering at night")
        assert suggest("zorb gl") == ["Zorb glimmering at night"]

        DangerSign.objects.create(phrase="glimmering zorb", level="urgent")

        assert suggest("zorb gl") == []
        assert suggest("turning") == ["Skin is turning zorb"]

    @pytest.mark.parametrize(
        "typed",
        ["inf", "pus", "fever", "allerg", "hives", "rash", "swollen throat", "scar", "herp", "blist", "kel"],
    )
    def test_the_starter_content_suggests_none_of_these(self, starter, typed):
        assert suggest(typed) == []

    def test_the_starter_content_suggests_calm_words(self, starter):
        assert suggest("re")[0] == "My face is red"
        assert suggest("puf") == ["My face is puffy or swollen"]
        assert suggest("my face is r") == ["My face is red"]
