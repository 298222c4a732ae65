import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from skincare_site.clinics.models import Clinic, RedFlagCard, tel

TORONTO = ZoneInfo("America/Toronto")


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("705-555-0142", "tel:+17055550142"),
        ("+44 20 7946 0000", "tel:+442079460000"),
        ("1-705-555-0142", "tel:17055550142"),
    ],
)
def test_tel(phone, link):
    assert tel(phone) == link


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime.datetime(2026, 11, 23, 8, 59), False),  # a Monday
        (datetime.datetime(2026, 11, 23, 9, 0), True),
        (datetime.datetime(2026, 11, 23, 16, 59), True),
        (datetime.datetime(2026, 11, 23, 17, 0), False),
        (datetime.datetime(2026, 11, 22, 12, 0), False),  # a Sunday
    ],
)
def test_open_by_the_clinics_own_clock(starter, moment, is_open):
    clinic = Clinic.objects.get(slug="barrie")

    assert clinic.is_open(moment.replace(tzinfo=TORONTO)) is is_open
    assert clinic.is_open(moment.replace(tzinfo=TORONTO).astimezone(datetime.UTC)) is is_open


def test_red_flag_cards_cannot_be_deleted_or_emptied(starter):
    card = RedFlagCard.objects.get(level="urgent")

    with pytest.raises(ProtectedError):
        card.delete()
    card.lines = " \n "
    with pytest.raises(ValidationError):
        card.full_clean()


def test_only_clinical_reviewers_edit_red_flags(starter, staff, client):
    card = RedFlagCard.objects.get(level="urgent")
    address = f"/admin/clinics/redflagcard/{card.pk}/change/"

    for group, may in [("Author", False), ("Publisher", False), ("Clinical reviewer", True)]:
        client.force_login(staff(group), backend="django.contrib.auth.backends.ModelBackend")
        response = client.post(address, {"lines": f"seen by {group}"})
        card.refresh_from_db()
        assert (card.lines == f"seen by {group}") is may, (group, response.status_code)


def test_red_flags_stand_on_explainers_results_and_empty_results(starter, client):
    line = RedFlagCard.objects.get(level="emergency").line_list[0]

    for address in ("/articles/redness/", "/search/?q=redness", "/search/?q=parking"):
        assert line[:30] in client.get(address).content.decode(), address
