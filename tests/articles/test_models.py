import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.builders import make_article


@pytest.mark.django_db
@pytest.mark.parametrize(
    "course",
    [
        {"starts_day": 3, "strongest_from_day": 1, "strongest_to_day": 4},
        {"strongest_from_day": 4, "strongest_to_day": 2},
        {"strongest_from_day": 1, "strongest_to_day": 9, "settles_from_day": 2, "settles_to_day": 5},
        {"settles_from_day": 9, "settles_to_day": 5},
        {"starts_day": 8, "call_after_day": 7},
        {"strongest_from_day": 1},
        {"settles_to_day": 5},
        {"starts_day": None},
        {"call_after_day": None},
        {"call_at_once": True},
    ],
)
def test_database_refuses_a_course_out_of_order(course):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_article(**course)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "course",
    [
        {},
        {"strongest_from_day": 0, "strongest_to_day": 1, "settles_from_day": 1, "settles_to_day": 3},
        {"call_after_day": None, "call_at_once": True},
        {"starts_day": None, "call_after_day": None},
        {"starts_day": 14, "settles_from_day": 42, "settles_to_day": 180, "call_after_day": 90},
    ],
)
def test_database_takes_a_course_in_order(course):
    assert make_article(**course).pk


@pytest.mark.django_db
def test_full_clean_says_in_words_what_is_out_of_order():
    article = make_article()
    article.starts_day, article.call_after_day = 9, 2

    with pytest.raises(ValidationError) as refusal:
        article.full_clean()

    assert "out of order" in str(refusal.value)


@pytest.mark.django_db
def test_card_takes_at_most_five_lines():
    article = make_article()
    article.call_lines = "\n".join(f"line {number}" for number in range(6))

    with pytest.raises(ValidationError, match="at most 5"):
        article.full_clean()


@pytest.mark.django_db
def test_days_reach_from_the_start_to_the_last_number():
    assert make_article(starts_day=2, call_after_day=10, settles_from_day=5, settles_to_day=7).days() == (
        2,
        10,
    )
    assert make_article(starts_day=None, call_after_day=None).days() is None
