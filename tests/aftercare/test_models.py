import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from aftercare.phases import PHASES, phases_of
from tests.builders import make_tip


@pytest.mark.django_db
def test_do_not_title_mends_itself():
    tip = make_tip()
    tip.kind, tip.title = "do_not", "Pick at scabs"

    tip.full_clean()

    assert tip.title == "Do not pick at scabs"


@pytest.mark.django_db
def test_do_not_title_too_long_to_mend_says_so():
    tip = make_tip()
    tip.kind, tip.title = "do_not", "x" * 118

    with pytest.raises(ValidationError, match="over 120"):
        tip.full_clean()


@pytest.mark.django_db
def test_database_refuses_an_end_before_the_start():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_tip(from_day=3, until_day=2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (0, 0, "On the day of treatment"),
        (0, 3, "From the day of treatment to day 3"),
        (2, 2, "On day 2"),
        (1, None, "From day 1 on"),
    ],
)
def test_days_in_words(first, last, words):
    assert make_tip(from_day=first, until_day=last).days_in_words() == words


def test_phases_cover_every_day_once():
    for day in range(366):
        assert len([phase for phase in PHASES if phase.first <= day <= phase.last]) == 1


def test_phases_of_a_span():
    assert [phase.slug for phase in phases_of(1, 4)] == ["day-1", "days-2-to-3", "days-4-to-7"]
    assert phases_of(15, None) == [PHASES[-1]]
