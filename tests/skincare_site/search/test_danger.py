"""Every danger sign puts its card above the results, however the sentence goes on."""

import pytest
from django.utils import timezone

from skincare_site.search.find import find
from skincare_site.symptoms.models import DangerSign

pytestmark = pytest.mark.usefixtures("starter")

FRAMES = ["{}", "help i have {} since day 3", "is it normal: {} after microneedling", "my face {}"]


@pytest.mark.parametrize("frame", FRAMES)
def test_every_danger_sign_shows_its_card(frame):
    signs = list(DangerSign.objects.all())
    assert len(signs) >= 150

    missed = []
    for sign in signs:
        danger = find(frame.format(sign.phrase), at=timezone.now()).danger
        if danger not in (sign.level, "emergency"):
            missed.append((sign.phrase, sign.level, danger))

    assert missed == []


@pytest.mark.parametrize(
    ("question", "level"),
    [
        ("i have a fever", "urgent"),
        ("fever 39 and red cheeks", "urgent"),
        ("there is pus", "urgent"),
        ("the redness is spreading", "urgent"),
        ("it is hot and getting worse", "urgent"),
        ("my eye is swollen shut", "emergency"),
        ("i cant breathe properly", "emergency"),
        ("trouble breathing", "emergency"),
        ("blisters by my eye", "emergency"),
        ("puss coming out of my cheek", "urgent"),
        ("trouble breating", "emergency"),
        ("my tongue is swelling", "emergency"),
    ],
)
def test_danger_in_a_patients_words(question, level):
    assert find(question, at=timezone.now()).danger == level


@pytest.mark.parametrize(
    "question",
    [
        "hay fever",
        "faint lines on my cheek",
        "room temperature",
        "no fever",
        "no pus",
        "eye cream",
        "red cheeks",
        "peeling",
        "parking",
    ],
)
def test_no_alarm_without_a_danger_sign(question):
    assert find(question, at=timezone.now()).danger == ""
