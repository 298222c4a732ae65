"""Only a save that succeeded tells the browser to drop its copy of what was typed."""

import pytest
from django.urls import reverse

from skincare_site.publishing.templatetags.desk import keeper
from tests.builders import make_symptom

pytestmark = pytest.mark.django_db
COPY = "00ff00ff00ff00ff"


@pytest.fixture
def symptom():
    return make_symptom("my chin flakes")


def save(client, symptom, **values):
    rows = {"lay_names-TOTAL_FORMS": 0, "lay_names-INITIAL_FORMS": 0}
    data = {
        "name": symptom.name,
        "slug": symptom.slug,
        "patient_words": "It flakes",
        "order": 1,
        **rows,
        "_copy": COPY,
    }
    return client.post(reverse("admin:symptoms_symptom_change", args=[symptom.pk]), {**data, **values})


def test_a_save_names_its_copy_for_five_minutes_in_the_admin_only(admin_client, symptom):
    answer = save(admin_client, symptom)
    symptom.refresh_from_db()
    assert symptom.patient_words == "It flakes"
    cookie = answer.cookies["saved_form"]
    assert cookie.value == COPY
    assert (cookie["path"], cookie["max-age"], cookie["samesite"]) == ("/admin/", 300, "Strict")


def test_a_refused_form_a_lost_session_and_a_deleted_row_keep_the_copy(admin_client, client, symptom):
    assert "saved_form" not in save(admin_client, symptom, name="").cookies
    assert "saved_form" not in save(client, symptom).cookies
    symptom_id = symptom.pk
    symptom.lay_names.all().delete()
    symptom.delete()
    symptom.pk = symptom_id
    answer = save(admin_client, symptom)
    assert answer.status_code == 302
    assert "saved_form" not in answer.cookies


@pytest.mark.parametrize("name", ["", "x", "<script>", "a; path=/", "A" * 16, "a" * 41])
def test_only_the_scripts_own_names_are_echoed(admin_client, symptom, name):
    assert "saved_form" not in save(admin_client, symptom, _copy=name).cookies


def test_the_admins_pages_name_the_keeper_as_a_hash(admin_client, admin_user, client):
    page = admin_client.get("/admin/").text
    assert f'data-keeper="{keeper(admin_user)}"' in page
    assert len(keeper(admin_user)) == 20
    assert 'data-keeper=""' in client.get("/admin/login/").text
