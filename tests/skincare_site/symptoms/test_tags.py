"""The tick boxes behind the symptom picker."""

import re

import pytest
from django.core.exceptions import ValidationError

from skincare_site.symptoms.models import Symptom
from skincare_site.symptoms.tags import FEELS, PLACES

pytestmark = pytest.mark.django_db


def test_every_starter_symptom_is_sorted_and_every_tag_is_used(starter):
    symptoms = Symptom.objects.filter(slug__in=["redness", "milia", "infection"])
    assert all(symptom.feels and symptom.places for symptom in symptoms)
    assert symptoms.count() == 3
    starter_symptoms = Symptom.objects.exclude(feels="")
    assert starter_symptoms.count() >= 19
    assert {tag for symptom in starter_symptoms for tag in symptom.feels.split()} == set(FEELS)
    assert {tag for symptom in starter_symptoms for tag in symptom.places.split()} == set(PLACES)
    assert not Symptom.objects.get(slug="infection").may_suggest
    assert not Symptom.objects.get(slug="allergic-reaction").may_suggest


def test_an_unknown_tag_is_refused_by_name():
    with pytest.raises(ValidationError, match="“heat” is none of: colour, swelling"):
        Symptom(name="A", slug="a", patient_words="A", feels="colour heat").full_clean()


def test_staff_tick_boxes_and_what_was_ticked_comes_back(admin_client, starter):
    symptom = Symptom.objects.get(slug="milia")
    address = f"/admin/symptoms/symptom/{symptom.pk}/change/"
    ticked = re.findall(
        r'name="feels" value="(\w+)"[^>]* checked', admin_client.get(address).content.decode()
    )
    fields = ["name", "slug", "medical_name", "patient_words", "description", "order"]
    inline = {f"lay_names-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}

    answer = admin_client.post(
        address, {**{name: getattr(symptom, name) for name in fields}, **inline, "feels": ["pain", "bumps"]}
    )

    symptom.refresh_from_db()
    assert ticked == ["bumps"]
    assert answer.status_code == 302
    assert (symptom.feels, symptom.places, symptom.may_suggest) == ("pain bumps", "", False)
