"""The board of skin tones: which pages speak of colour on one skin only, and which tones pictures cover."""

import pytest

from skincare_site.images.models import SkinTone
from skincare_site.publishing.models import published_kinds
from skincare_site.skin_tones import TONES, board
from tests.builders import make_article, make_symptom
from tests.skincare_site.images.pictures import make_picture

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/reports/skin-tones/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_page_about_colour_is_named_until_it_says_how_brown_and_black_skin_looks():
    bad = make_article(title="Only red", what_it_is="<p>Your skin turns red on day 2.</p>")
    good = make_article(
        title="Every skin",
        what_it_is="<p>It feels warm. White skin looks red. On brown and black skin the colour is harder to see.</p>",
    )

    named = {row.page.pk for row in board(published_kinds()).one_skin_only}

    assert bad.pk in named
    assert good.pk not in named


def test_tones_are_counted_by_symptom_once_a_picture_and_only_when_they_may_be_shown():
    symptom, bare = make_symptom(), make_symptom()
    brown, white = make_picture(skin_tone="brown"), make_picture(skin_tone="white")
    hidden = make_picture(skin_tone="black", shows_person=True, consent=None)
    inside = "".join(f'<figure data-picture="{each.pk}"></figure>' for each in (brown, white, hidden))
    make_article(main_symptom=symptom, picture=brown, what_it_is=inside)
    make_article(symptoms=[symptom], what_it_is=inside)

    found = board(published_kinds())
    row = next(row for row in found.covered if row.symptom == symptom)

    counts = dict(zip(TONES, row.counts, strict=True))
    assert counts[SkinTone.BROWN] == counts[SkinTone.WHITE] == 1
    assert sum(row.counts) == 2
    assert bare in found.bare


def test_board_says_which_tones_are_missing():
    symptom = make_symptom()
    make_article(main_symptom=symptom, picture=make_picture(skin_tone="white"))

    row = next(row for row in board(published_kinds()).covered if row.symptom == symptom)

    assert row.said == "Brown and black skin are missing."


def test_is_for_staff_who_may_see_pages(client, admin_client, staff, django_user_model):
    assert admin_client.get(ADDRESS).status_code == 200
    client.logout()
    assert client.get(ADDRESS).status_code == 302
    client.force_login(staff("Author"), "django.contrib.auth.backends.ModelBackend")
    assert client.get(ADDRESS).status_code == 200
    nobody = django_user_model.objects.create_user("nobody", is_staff=True)
    client.force_login(nobody, "django.contrib.auth.backends.ModelBackend")
    assert client.get(ADDRESS).status_code == 403
