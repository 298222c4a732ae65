import datetime

import pytest

from aftercare.sheet import fitting, lines_of, sheet_of
from tests.builders import make_reviewer, make_symptom, make_tip, make_treatment

SHEET = "/aftercare/sheet/microneedling/"
CARDS = [("Call the clinic if:", ["you have a fever"] * 5)] * 2


@pytest.mark.usefixtures("starter")
def test_sheet_has_phones_tips_red_flags_version_and_code(client):
    response = client.get(SHEET)
    text = response.content.decode()

    assert response["X-Robots-Tag"] == "noindex"
    for words in (
        "705-555-0142",
        "416-555-0178",
        "Not checked yet",
        "Version of",
        "Do not use",
        "pus, yellow",
    ):
        assert words in text
    assert text.index("<caption>Do</caption>") < text.index("<caption>Do not</caption>")
    assert 'class="qr"' in text
    assert "style=" not in text


@pytest.mark.django_db
def test_tips_of_the_first_week_that_help_with_most_are_kept_and_the_rest_counted():
    usual, rare = make_symptom(order=1), make_symptom(order=99)
    tips = [make_tip(title=f"Rare {n:02}", main_symptom=rare) for n in range(40)]
    tips += [
        make_tip([usual], title="Helps with two", main_symptom=rare),
        make_tip(title="Usual", main_symptom=usual),
        make_tip([rare], title="Later", from_day=9, main_symptom=usual),
    ]

    sheet = sheet_of(tips, "Care after peeling", ["Barrie clinic: 705-555-0142"], CARDS, {usual.pk: 0})

    titles = [row.tip.title for row in sheet.do]
    assert {"Helps with two", "Usual"} <= set(titles)
    assert "Later" not in titles
    assert sheet.left_out == len(tips) - len(titles)


@pytest.mark.django_db
def test_long_titles_take_more_room():
    short = [make_tip(title="Short") for _ in range(30)]
    long = [make_tip(title="A very long title that goes on " * 3) for _ in range(30)]

    assert len(fitting(long, 400)) < len(fitting(short, 400)) == 20
    assert lines_of("", 10) == 1


@pytest.mark.django_db
def test_review_date_is_shown_only_when_every_tip_has_one():
    reviewed = {"reviewer": make_reviewer(), "reviewed_on": datetime.date(2026, 5, 1)}
    one = make_tip(**reviewed)
    two = make_tip(**reviewed | {"reviewed_on": datetime.date(2026, 6, 1)})

    assert sheet_of([one, two], "Care", [], CARDS, {}).reviewed == datetime.date(2026, 6, 1)
    assert sheet_of([one, make_tip()], "Care", [], CARDS, {}).reviewed is None


@pytest.mark.django_db
def test_treatment_without_tips_has_a_sheet_that_helps(client):
    text = client.get(f"/aftercare/sheet/{make_treatment().slug}/").content.decode()

    assert "no care tips for this treatment yet" in text
