"""B8 and A7 of care tips."""

import pytest

from aftercare.models import CareTip
from tests.skincare_site.publishing.rules.reading import found, tip

pytestmark = pytest.mark.django_db


def do_not(title: str, text: str = "Plain words.", **values) -> CareTip:
    return tip(text, **{"title": title, "kind": CareTip.Kind.DO_NOT, **values})


def test_a_do_not_tip_that_does_not_begin_so_blocks_until_the_form_mends_it():
    page = do_not("Pick at scabs")
    (finding,) = found(page, "B8")
    assert finding.blocks
    assert finding.field == "title"
    page.clean()
    assert found(page, "B8") == []


def test_a_do_tip_may_begin_as_it_likes():
    assert found(tip(title="Pick a clean pillowcase"), "B8") == []


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (do_not("Do not swim for 72 hours", until_day=7), "until day 7"),
        (do_not("Do not swim", "Stay out of pools for at least 5 days.", until_day=3), "until day 3"),
        (do_not("Do not wear make-up for 2 weeks", until_day=1), "until day 1"),
        (tip(title="Use sunscreen from day 3", from_day=1), "from day 1"),
        (tip(title="Keep it simple on days 4 to 9", from_day=4, until_day=7), "from day 4 to 7"),
    ],
)
def test_a_text_with_other_days_than_the_fields_is_advised(page, words):
    (finding,) = found(page, "A7")
    assert not finding.blocks
    assert words in finding.sentence


@pytest.mark.parametrize(
    "page",
    [
        do_not("Do not swim for 72 hours", "Stay out for at least 3 days. Some clinics wait for 7 days.", until_day=3),
        do_not("Do not tan for 2 weeks", "Leave out fake tan for 7 days before a session too.", until_day=14),
        do_not("Do not drink alcohol for 48 hours", "Do not drink on day 0 and day 1.", until_day=2),
        do_not("Do not use a sauna", "Wait 7 days.", until_day=None),
        tip("Use it for at least 2 weeks.", title="Use sunscreen from day 1", from_day=1),
    ],
)  # fmt: skip
def test_days_that_agree_or_belong_to_something_else_are_left_alone(page):
    assert found(page, "A7") == []
