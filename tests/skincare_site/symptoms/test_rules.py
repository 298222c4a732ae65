"""A8: brand names are never shown."""

import pytest

from skincare_site.symptoms.models import LayName
from tests.builders import make_symptom
from tests.skincare_site.publishing.rules.reading import explainer, found

pytestmark = pytest.mark.django_db


@pytest.fixture
def brands():
    symptom = make_symptom("plain words")
    for phrase in ["glowpen", "glow pen 4", "exceed"]:
        LayName.objects.create(phrase=phrase, symptom=symptom, kind=LayName.Kind.BRAND)


@pytest.mark.parametrize(
    "text", ["After GlowPen it is red.", "A Glow-Pen 4 was used.", "We use the Exceed device."]
)
def test_a_brand_in_the_text_is_advised_against(brands, text):
    (finding,) = found(explainer(text), "A8")
    assert not finding.blocks
    assert "is a brand name" in finding.sentence


@pytest.mark.parametrize(
    "text", ["Plain words.", "Do not exceed 7 days.", "Exceed nothing.", "A glow and a pen."]
)
def test_other_words_are_left_alone(brands, text):
    assert found(explainer(text), "A8") == []


def test_no_brand_is_kept():
    LayName.objects.filter(kind=LayName.Kind.BRAND).delete()
    assert found(explainer("After GlowPen."), "A8") == []
