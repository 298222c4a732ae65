"""A term that something uses is not deleted, by whatever road; the refusal names where."""

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse

from skincare_site.clinics.models import Clinic
from skincare_site.images.models import Picture
from skincare_site.publishing import uses
from skincare_site.publishing.models import Reviewer, Source
from skincare_site.publishing.uses import Use
from skincare_site.search.models import AskedSymptom, KeptPhrase, PromotedPage
from skincare_site.symptoms.models import LayName, Symptom, Treatment
from tests.builders import make_article, make_reviewer, make_symptom, make_tip, make_treatment

pytestmark = pytest.mark.django_db


def source():
    return Source.objects.create(key="t9", name="A source", seen="2026-01-01")


def cited():
    term, page = source(), make_article(title="Citing page")
    page.sources.add(term)
    return term, page


def also_helps():
    term = make_symptom("oozy")
    return term, make_tip(title="Helping page", symptoms=[term])


def main_symptom():
    term = make_symptom("oozy")
    return term, make_article(title="Main page", main_symptom=term)


def treatment():
    term = make_treatment()
    return term, make_article(title="Treated page", treatment=term)


def reviewer():
    term = make_reviewer()
    return term, make_article(title="Reviewed page", reviewer=term)


def kept():
    term = make_symptom("oozy")
    return term, KeptPhrase.objects.create(phrase="my face is oozy", symptom=term)


def promoted():
    term = make_symptom("oozy")
    return term, PromotedPage.objects.create(symptom=term, kind="article", object_id=1)


USED = [cited, also_helps, main_symptom, treatment, reviewer, kept, promoted]


def address(term, name, *args):
    return reverse(f"admin:{term._meta.app_label}_{term._meta.model_name}_{name}", args=args)


def remains(term):
    return type(term).objects.filter(pk=term.pk).exists()


@pytest.mark.parametrize("make", USED)
def test_a_used_term_survives_a_delete_in_code(make):
    term, user = make()
    with pytest.raises(ProtectedError), transaction.atomic():
        term.delete()
    with pytest.raises(ProtectedError), transaction.atomic():
        type(term).objects.filter(pk=term.pk).delete()
    assert remains(term)
    assert [str(user) in use.what for use in uses.uses_of(term)] == [True]


@pytest.mark.parametrize("make", USED)
def test_the_admin_names_the_place_with_a_link_and_deletes_nothing(admin_client, make):
    term, user = make()
    place = address(user, "change", user.pk)
    for answer in (
        admin_client.get(address(term, "delete", term.pk)),
        admin_client.post(address(term, "delete", term.pk), {"post": "yes"}),
        admin_client.post(
            address(term, "changelist"),
            {"action": "delete_selected", "_selected_action": [term.pk], "post": "yes"},
        ),
    ):
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "is in use, so it can’t be deleted" in page
        assert f'href="{place}"' in page
        assert page.count(f'href="{place}"') == 1
        assert str(user) in page
    assert remains(term)


def test_one_used_term_holds_back_the_whole_bulk_deletion(admin_client):
    term, _page = cited()
    free = Source.objects.create(key="t8", name="Free", seen="2026-01-01")
    action = {"action": "delete_selected", "_selected_action": [term.pk, free.pk], "post": "yes"}
    admin_client.post(address(term, "changelist"), action)
    assert remains(term)
    assert remains(free)


def test_a_use_that_appears_after_the_question_is_a_message_not_an_error(admin_client, monkeypatch):
    term, _page = cited()
    monkeypatch.setattr("skincare_site.publishing.terms.uses_of", lambda term: iter(()))
    answer = admin_client.post(address(term, "delete", term.pk), {"post": "yes"}, follow=True)
    assert "Citing page" in answer.content.decode()
    answer = admin_client.post(
        address(term, "changelist"),
        {"action": "delete_selected", "_selected_action": [term.pk], "post": "yes"},
        follow=True,
    )
    assert "Citing page" in answer.content.decode()
    assert remains(term)


def test_an_unused_symptom_goes_with_its_wordings_and_counts():
    term = make_symptom("oozy")
    AskedSymptom.objects.create(week="2026-11-02", symptom=term)
    term.delete()
    assert not LayName.objects.filter(phrase="oozy").exists()


def test_unused_terms_can_be_deleted(admin_client):
    for term in (make_treatment(), source(), make_reviewer(), make_symptom("oozy")):
        admin_client.post(address(term, "delete", term.pk), {"post": "yes"})
        assert not remains(term)


def test_places_that_have_no_link_of_djangos_are_asked(monkeypatch):
    """A draft's stored form, for example; also for clinics and pictures."""
    monkeypatch.setattr(uses, "USES", [*uses.USES, lambda term: [Use("Draft of “Redness”", "/admin/x/")]])
    clinic = Clinic.objects.create(
        name="C", slug="c", street="s", city="c", postal_code="p", phone="705-555-0100"
    )
    for term in (clinic, make_symptom(), make_treatment(), source(), make_reviewer()):
        with pytest.raises(uses.InUse, match="Draft of “Redness”") as refused, transaction.atomic():
            type(term).objects.filter(pk=term.pk).delete()
        assert '<a href="/admin/x/">' in refused.value.args[0]
        assert remains(term)
    with pytest.raises(uses.InUse):
        uses.refuse_when_used(Picture, Picture(pk=1, title="P"))


def test_names_are_escaped_and_a_long_list_ends():
    term = make_symptom(name="<b>Bold</b>")
    for number in range(25):
        make_tip(title=f"<i>Tip {number}</i>", main_symptom=term)
    said = uses.told(term, list(uses.uses_of(term)))
    assert "<b>" not in said
    assert "<i>" not in said
    assert said.count("<a href") == uses.NAMED
    assert "and more" in said


@pytest.mark.parametrize("model", [Symptom, Treatment, Source, Reviewer, Clinic, Picture])
def test_every_kind_of_term_is_guarded(model):
    from django.db.models.signals import pre_delete

    assert uses.refuse_when_used in [
        receiver for group in pre_delete._live_receivers(model) for receiver in group
    ]
