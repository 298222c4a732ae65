"""A month of one clinic's searches, about 25 a day: staff see the worries that come back, and nobody's own words.

Drawn with a fixed seed: most questions find their page, six worries come back a few times a week, and every day
brings questions that nobody else asks, some with a name or a number.
"""

import datetime
import random

import pytest
from django.utils import timezone

from skincare_site.search import asked
from skincare_site.search.find import find
from skincare_site.search.models import AskedPhrase, AskedWeek

ANSWERED = [
    "my face is peeling day 3",
    "redness on cheeks",
    "tiny bumps",
    "itchy skin",
    "swelling under eyes",
]
# Worry → wordings of it, and how many times a week somebody has it.
WORRIES = {
    "fly": (["can i fly after", "can i fly"], 4), "hockey": (["when can i play hockey", "play hockey"], 3),
    "tongue": (["my tongue feels metallic", "metallic tongue"], 2), "blood": (["can i donate blood", "donate blood"], 2),
    "ears": (["ears ringing", "ringing ears"], 1), "headache": (["headache after"], 3),
}  # fmt: skip
RARE = [
    "waxy {name}",
    "{name} clicking",
    "smells like {name}",
    "my {name} hums",
    "call {name} 416 555 01{two:02d}",
]
SYLLABLES = ["zu", "quo", "vix", "bram", "tolf", "kery", "ndo", "phys", "wag"]
DAYS, A_DAY = 30, 25
MONDAY = datetime.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def empty_counters():
    asked.forget()
    yield
    asked.forget()


def month(draw):
    """Day by day, what was asked."""
    for _day in range(DAYS):
        questions = [
            draw.choice(wordings) for wordings, times in WORRIES.values() if draw.random() < times / 7
        ]
        for _ in range(6):
            name = "".join(draw.choices(SYLLABLES, k=4))
            questions.append(draw.choice(RARE).format(name=name, two=draw.randrange(100)))
        questions += draw.choices(ANSWERED, k=A_DAY - len(questions))
        yield questions


def test_the_worries_that_come_back_are_shown_and_what_one_person_asked_is_not(starter, monkeypatch):
    searches = 0
    for number, questions in enumerate(month(random.Random(20260302))):
        day = MONDAY + datetime.timedelta(days=number)
        monkeypatch.setattr(timezone, "localdate", lambda *args, day=day: day)
        for question in questions:
            asked.record(find(question, at=timezone.now()))
            searches += 1
        assert asked.flush()

    shown = " | ".join(AskedPhrase.objects.exclude(text="").values_list("text", flat=True))
    assert [word for word in WORRIES if word.rstrip("s") not in shown] == []
    assert AskedPhrase.objects.exclude(text="").count() <= 2 * len(WORRIES)  # a list somebody reads
    assert not any(syllables in shown for syllables in ("416", "555", *SYLLABLES))
    weeks = AskedWeek.objects.all()
    assert sum(week.confident + week.unsure + week.no_match for week in weeks) == searches == DAYS * A_DAY
