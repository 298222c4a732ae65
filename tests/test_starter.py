"""The starter content: complete, by the editorial rules, and never loaded over staff's work."""

import re

import pytest
from django.core.management import CommandError, call_command

from aftercare.models import CareTip
from aftercare.phases import PHASES
from articles.models import Article
from skincare_site import starter
from skincare_site.clinics.models import Clinic
from skincare_site.publishing.models import published_kinds
from skincare_site.publishing.workflow import Status
from skincare_site.richtext.text import to_plain
from skincare_site.symptoms.models import LayName, Symptom

SYMPTOMS = set(
    "redness swelling pinpoint-bleeding sensitivity dryness itching peeling bruising scabbing breakouts milia acne-flare "
    "rosacea-flare cold-sores hyperpigmentation infection allergic-reaction scarring sun-sensitivity".split()
)
pytestmark = pytest.mark.usefixtures("starter")


class TestComplete:
    def test_the_nineteen_symptoms_each_with_many_wordings(self):
        assert set(Symptom.objects.values_list("slug", flat=True)) == SYMPTOMS
        for symptom in Symptom.objects.all():
            assert symptom.lay_names.count() >= 40, symptom
            assert symptom.lay_names.filter(kind=LayName.Kind.MISSPELLING).count() >= 8, symptom
            assert symptom.lay_names.filter(kind=LayName.Kind.ALSO_CALLED).exists(), symptom

    def test_every_symptom_has_its_explainer_and_tips(self):
        for symptom in Symptom.objects.all():
            assert Article.objects.visible().filter(main_symptom=symptom).exists(), symptom
            assert CareTip.objects.visible().filter(main_symptom=symptom).exists() or (
                CareTip.objects.visible().filter(symptoms=symptom).exists()
            ), symptom

    def test_guides_tips_phases_and_clinics(self):
        guides = set(Article.objects.filter(kind="guide").values_list("slug", flat=True))
        assert guides == {"what-to-expect", "who-needs-to-ask-first", "skin-looks-worse"}
        assert CareTip.objects.visible().count() >= 30
        for phase in PHASES:
            assert CareTip.objects.filter(from_day__gte=phase.first, from_day__lte=phase.last).exists(), phase
        assert set(Clinic.objects.values_list("slug", "is_example")) == {("barrie", True), ("toronto", True)}

    def test_an_effect_is_never_shown_without_its_call_line(self):
        for article in Article.objects.filter(kind="effect"):
            assert article.call_line_list, article
            assert article.course, article
            assert "Call the clinic" in article.course.sentence()


class TestLoading:
    def test_again_loads_nothing(self):
        assert starter.load(as_drafts=False) == 0

    def test_again_overwrites_nothing_and_brings_nothing_back(self):
        Article.objects.filter(slug="redness").update(title="Ours now")
        CareTip.objects.filter(slug="let-flakes-fall").delete()

        starter.load(as_drafts=False)

        assert Article.objects.get(slug="redness").title == "Ours now"
        assert not CareTip.objects.filter(slug="let-flakes-fall").exists()

    def test_as_drafts_makes_nothing_public(self):
        from skincare_site.publishing.models import StarterItem

        Article.objects.all().delete()
        CareTip.objects.all().delete()
        StarterItem.objects.filter(kind__in=["articles", "tips"]).delete()

        call_command("load_starter_content", "--as-drafts", verbosity=0)

        for kind in published_kinds():
            assert kind.objects.count() > 20
            assert kind.objects.visible().count() == 0
            assert set(kind.objects.values_list("status", flat=True)) == {Status.DRAFT}

    def test_a_broken_file_is_named_and_nothing_is_loaded(self, tmp_path, monkeypatch):
        import shutil

        folder = tmp_path / "starter_content"
        shutil.copytree(starter.FOLDER, folder)
        (folder / "articles" / "zz-broken.toml").write_text('title = "Half a page')
        monkeypatch.setattr(starter.load, "__kwdefaults__", {**starter.load.__kwdefaults__, "folder": folder})

        with pytest.raises(CommandError, match="zz-broken.toml"):
            call_command("load_starter_content", verbosity=0)


def visible_texts() -> list[tuple[str, str]]:
    """Every word a patient reads of a starter page, as (where, text)."""
    texts = []
    for kind in published_kinds():
        for page in kind.objects.all():
            text = page.search_text()
            texts.append((page.slug, f"{text.title}. {text.summary} {text.body}"))
    return texts


class TestEditorialRules:
    @pytest.mark.parametrize(
        "pattern",
        [
            r"\bnormal(ly)?\b", r"\bshould\b", r"\bexperienc", r"\bguarantee", r"\bcompletely safe\b", r"\bpainless\b",
            r"\bno risk\b", r"\bdetox", r"\bsign (that )?(it|the treatment) is working\b", r"\byou have an? (infection|allergy)\b",
            r"\bmoisturiser\b", r"\bcolor\b", r"\boedema\b", r"%", r"\ba few days\b",
        ],
    )  # fmt: skip
    def test_words_that_are_never_used(self, pattern):
        found = [
            (where, match.group())
            for where, text in visible_texts()
            for match in re.finditer(pattern, text, re.IGNORECASE)
        ]
        assert found == []

    def test_no_brand_name_in_visible_text(self):
        brands = list(
            LayName.objects.filter(kind=LayName.Kind.BRAND, treatment__isnull=False).values_list(
                "phrase", flat=True
            )
        )
        assert len(brands) > 5
        found = [
            (where, brand)
            for where, text in visible_texts()
            for brand in brands
            if re.search(rf"(?<!\w){re.escape(brand)}(?!\w)", text, re.IGNORECASE)
        ]
        assert found == []

    def test_a_do_not_tip_begins_so(self):
        for tip in CareTip.objects.filter(kind="do_not"):
            assert tip.title.startswith("Do not "), tip

    def test_sentences_are_short(self):
        long = [
            (where, sentence)
            for where, text in visible_texts()
            for sentence in re.split(r"(?<=[.!?])\s+", text)
            if len(sentence.split()) > 24
        ]
        assert long == []

    def test_colour_is_also_described_for_brown_and_black_skin(self):
        colours = re.compile(
            r"\b(red|pink|purple|brown|yellow|blue|white)\b(?! (skin|and black))", re.IGNORECASE
        )
        bare = []
        for article in Article.objects.filter(kind="effect"):
            text = to_plain(article.what_it_is)
            if colours.search(text) and not re.search(
                r"brown (and|or) black skin|brown skin|black skin", text
            ):
                bare.append(article.slug)
        assert bare == []
