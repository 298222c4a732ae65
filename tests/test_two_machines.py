"""What is saved through one machine is public on the other a second later; its pictures at once."""

import time

import pytest
from django.urls import reverse

from skincare_site import backup_drill
from skincare_site.backup_drill import scratch
from skincare_site.backup_places import standing_in, this_site
from skincare_site.images.models import Picture
from skincare_site.symptoms.models import Symptom
from tests.faults.browser import Browser
from tests.faults.people import editor
from tests.skincare_site.images.pictures import encoded
from tests.two_machines import two_machines

pytestmark = pytest.mark.django_db
A_SECOND = 1.0


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, s3, tmp_path_factory):
    """The database, and two machines of two processes each."""
    with django_db_blocker.unblock(), scratch(this_site()) as place:
        backup_drill.fill(place)
        with two_machines(place, s3, tmp_path_factory.mktemp("machines")) as machines:
            yield place, machines


def test_an_edit_through_one_is_public_on_the_other_a_second_later(site):
    place, machines = site
    with standing_in(place.database):
        symptom = Symptom.objects.get(slug="peeling")
        staff = editor(machines[0].port)
    page, form = symptom.get_absolute_url(), reverse("admin:symptoms_symptom_change", args=[symptom.pk])
    visitors = [Browser(machine.port) for machine in machines]
    for visitor in visitors * 4:  # every process keeps the page, if it keeps pages
        assert visitor.get(page).status == 200

    for number in range(6):
        words = f"Peeling, edit {number}"
        staff.port = machines[number % 2].port
        staff.close()
        fields = {**staff.form(form), "name": [words]}
        assert staff.post(form, fields).saved
        time.sleep(A_SECOND)

        shown = [words in visitor.get(page).text for visitor in visitors * 4]

        assert all(shown), f"edit {number}: {shown.count(False)} of {len(shown)} pages were old"


def test_a_picture_uploaded_through_one_is_served_by_the_other(site):
    place, machines = site
    with standing_in(place.database):
        staff = editor(machines[0].port)
    add = reverse("admin:images_picture_add")
    fields = {**staff.form(add), "title": ["Cheek"], "alt": ["A cheek"], "skin_tone": ["brown"]}
    answer = staff.post(add, fields, file=("file", "photo.png", encoded()))
    assert answer.saved, answer.text

    with standing_in(place.database):
        picture = Picture.objects.get(title="Cheek")
    for name in picture.file_names():
        first, second = (Browser(machine.port).get(f"/media/{name}") for machine in machines)
        assert (first.status, second.status) == (200, 200)
        assert first.text == second.text
