"""Every save of a symptom, a clinic, a source … is kept, can be compared, brought back and recovered."""

import pytest
from django.urls import reverse
from reversion.models import Revision, Version

from skincare_site.clinics.models import Clinic, OpeningHours, RedFlagCard
from skincare_site.history.record import recorded
from skincare_site.publishing.models import Source
from skincare_site.symptoms.models import LayName, Symptom, VocabularyVersion
from tests.builders import make_symptom

pytestmark = pytest.mark.django_db


def formset(prefix, rows, initial):
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def symptom_form(symptom, *phrases, **changes):
    """What the symptom's form posts: its fields, and its wordings as they shall be."""
    names = ["name", "slug", "medical_name", "patient_words", "description", "order"]
    stored = {row.phrase: row for row in symptom.lay_names.all()} if symptom.pk else {}
    rows = []
    for phrase, row in stored.items():
        rows.append(
            {"id": row.pk, "symptom": symptom.pk, "phrase": phrase, "kind": row.kind, "language": "en"}
        )
        if phrase not in phrases:
            rows[-1]["DELETE"] = "on"
    rows += [
        {"id": "", "phrase": phrase, "kind": "people_type", "language": "en"}
        for phrase in phrases
        if phrase not in stored
    ]
    fields = {name: getattr(symptom, name) for name in names}
    return {**fields, **formset("lay_names", rows, len(stored)), **changes}


def address(thing, name, *args):
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_{name}", args=args)


def versions(thing):
    """Of this thing, the newest first."""
    return list(Version.objects.get_for_object_reference(type(thing), thing.pk).order_by("-pk"))


def words(symptom):
    return sorted(symptom.lay_names.values_list("phrase", flat=True))


def form_of(response):
    """What a browser posts back from a form it was shown."""
    data = {}
    for form in [
        response.context["adminform"].form,
        *(
            f
            for s in response.context["inline_admin_formsets"]
            for f in [s.formset.management_form, *s.formset.forms]
        ),
    ]:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                data[bound.html_name] = value
    return data


@pytest.fixture
def itch():
    return make_symptom("it itches", "prickly", name="Quilling", description="As it was at first.")


def test_a_save_is_kept_with_its_author_its_note_and_what_was_there_before(admin_client, admin_user, itch):
    form = symptom_form(itch, "it itches", "tingly", name="Quillings", history_note="patients say it so")
    assert admin_client.post(address(itch, "change", itch.pk), form).status_code == 302
    newest, before = versions(itch)
    assert newest.revision.user == admin_user
    assert newest.revision.comment.endswith("patients say it so")
    assert "Changed Name" in newest.revision.comment
    assert newest.field_dict["name"] == "Quillings"
    assert before.field_dict["name"] == "Quilling"  # the starter's text, which nobody had saved in the admin
    page = admin_client.get(address(itch, "history", itch.pk))
    assert "Note: patients say it so" in page.content.decode()
    assert admin_user.username in page.content.decode()


def test_a_look_at_a_form_and_a_refused_save_write_nothing_down(admin_client, itch):
    admin_client.get(address(itch, "change", itch.pk))
    admin_client.get(address(itch, "changelist"))
    response = admin_client.post(address(itch, "change", itch.pk), symptom_form(itch, name=""))
    assert response.status_code == 200
    assert not Revision.objects.exists()


def test_what_was_changed_behind_the_admin_is_kept_before_the_next_save(admin_client, itch):
    admin_client.post(address(itch, "change", itch.pk), symptom_form(itch, *words(itch), name="Second"))
    Symptom.objects.filter(pk=itch.pk).update(name="Third, from a script")
    itch.refresh_from_db()
    admin_client.post(address(itch, "change", itch.pk), symptom_form(itch, *words(itch), name="Fourth"))
    assert [row.field_dict["name"] for row in versions(itch)] == [
        "Fourth", "Third, from a script", "Second", "Quilling",
    ]  # fmt: skip


def test_two_saves_in_a_row_are_two_versions_and_not_more(admin_client, itch):
    for name in ("Second", "Third"):
        itch.refresh_from_db()
        admin_client.post(address(itch, "change", itch.pk), symptom_form(itch, *words(itch), name=name))
    assert len(versions(itch)) == 3


def test_bringing_back_restores_the_thing_with_its_own_rows(admin_client, itch):
    admin_client.post(address(itch, "change", itch.pk), symptom_form(itch, "tingly", name="Changed"))
    assert words(itch) == ["tingly"]
    old = versions(itch)[-1]
    stamp = VocabularyVersion.current()

    shown = admin_client.get(address(itch, "revision", itch.pk, old.pk))
    assert "Bring this back" in shown.content.decode()
    itch.refresh_from_db()
    assert (itch.name, words(itch)) == ("Changed", ["tingly"])  # looking changed nothing
    assert VocabularyVersion.current() == stamp

    response = admin_client.post(
        address(itch, "revision", itch.pk, old.pk),
        form_of(shown) | {"_save": "1", "history_note": "too early"},
    )
    assert response.status_code == 302
    itch.refresh_from_db()
    assert (itch.name, words(itch)) == ("Quilling", ["it itches", "prickly"])
    assert VocabularyVersion.current() != stamp
    newest = versions(itch)[0]
    assert newest.revision.comment.startswith("Brought back as it was on")
    assert newest.revision.comment.endswith("too early")
    assert [row.field_dict["name"] for row in versions(itch)] == ["Quilling", "Changed", "Quilling"]


def test_bringing_back_one_leaves_what_was_saved_together_with_it(admin_client, admin_user, itch):
    other = make_symptom("oozy", name="Other")
    with recorded(admin_user, "Both at once.", [itch, other]):
        itch.save()
    old = versions(itch)[0]
    assert old.revision == versions(other)[0].revision
    Symptom.objects.filter(pk__in=[itch.pk, other.pk]).update(description="newer")
    LayName.objects.create(symptom=other, phrase="added since")
    shown = admin_client.get(address(itch, "revision", itch.pk, old.pk))
    admin_client.post(address(itch, "revision", itch.pk, old.pk), form_of(shown) | {"_save": "1"})
    itch.refresh_from_db()
    other.refresh_from_db()
    assert itch.description == "As it was at first."
    assert other.description == "newer"
    assert words(other) == ["added since", "oozy"]


def test_two_wordings_that_swapped_their_words_come_back(admin_client, admin_user, itch):
    with recorded(admin_user, "First.", [itch]):
        pass
    first, second = itch.lay_names.order_by("pk")
    LayName.objects.filter(pk=first.pk).update(phrase="for a moment")
    LayName.objects.filter(pk=second.pk).update(phrase="it itches")
    LayName.objects.filter(pk=first.pk).update(phrase="prickly")
    old = versions(itch)[0]
    shown = admin_client.get(address(itch, "revision", itch.pk, old.pk))
    admin_client.post(address(itch, "revision", itch.pk, old.pk), form_of(shown) | {"_save": "1"})
    assert LayName.objects.get(pk=first.pk).phrase == "it itches"
    assert LayName.objects.get(pk=second.pk).phrase == "prickly"


def test_a_name_that_is_taken_now_is_said_and_nothing_changes(admin_client, admin_user, itch):
    with recorded(admin_user, "First.", [itch]):
        pass
    old = versions(itch)[0]
    Symptom.objects.filter(pk=itch.pk).update(name="Moved on", slug="moved-on")
    make_symptom(name="Quilling")
    response = admin_client.get(address(itch, "revision", itch.pk, old.pk), follow=True)
    assert "can&#x27;t be brought back" in response.content.decode()
    itch.refresh_from_db()
    assert (itch.name, words(itch)) == ("Moved on", ["it itches", "prickly"])


def test_what_was_deleted_can_be_recovered_with_its_rows_and_key(admin_client, itch):
    key = itch.pk
    admin_client.post(address(itch, "delete", key), {"post": "yes"})
    assert not Symptom.objects.filter(pk=key).exists()
    listed = admin_client.get(address(itch, "recoverlist"))
    assert "Quilling" in listed.content.decode()
    (version,) = listed.context["deleted"]
    shown = admin_client.get(address(itch, "recover", version.pk))
    assert not Symptom.objects.filter(pk=key).exists()
    assert (
        admin_client.post(address(itch, "recover", version.pk), form_of(shown) | {"_save": "1"}).status_code
        == 302
    )
    assert words(Symptom.objects.get(pk=key)) == ["it itches", "prickly"]
    again = admin_client.get(address(itch, "recover", version.pk), follow=True)
    assert "is back already" in again.content.decode()


def test_what_is_deleted_in_bulk_can_be_recovered_too(admin_client, itch):
    source = Source.objects.create(key="t1", name="One", seen="2026-01-01")
    other = Source.objects.create(key="t2", name="Two", seen="2026-01-01")
    action = {"action": "delete_selected", "_selected_action": [source.pk, other.pk], "post": "yes"}
    admin_client.post(address(source, "changelist"), action)
    assert not Source.objects.filter(key__in=["t1", "t2"]).exists()
    deleted = admin_client.get(address(source, "recoverlist")).context["deleted"]
    assert {version.object_repr for version in deleted} >= {"One", "Two"}


def test_a_wording_changed_in_its_own_form_stands_in_the_history_of_its_symptom(admin_client, itch):
    row = itch.lay_names.get(phrase="prickly")
    form = {
        "phrase": "scratchy",
        "kind": "people_type",
        "symptom": itch.pk,
        "treatment": "",
        "language": "en",
    }
    admin_client.post(address(row, "change", row.pk), form)
    newest, before = versions(itch)
    link = f"{reverse('admin:history_compare')}?old={before.pk}&new={newest.pk}"
    page = admin_client.get(link).content.decode()
    assert "scratchy" in page
    assert "prickly" in page
    admin_client.post(address(row, "delete", row.pk), {"post": "yes"})
    assert "Deleted wording “scratchy”." in versions(itch)[0].revision.comment


def test_the_list_of_symptoms_keeps_what_is_changed_in_it(admin_client, itch):
    page = admin_client.get(address(itch, "changelist"))
    forms = page.context["cl"].formset
    data = {f"{form.prefix}-{name}": form[name].value() for form in forms for name in ("id", "order")}
    data |= {"form-TOTAL_FORMS": len(forms.forms), "form-INITIAL_FORMS": len(forms.forms), "_save": "Save"}
    data[next(f"{form.prefix}-order" for form in forms if form.instance == itch)] = 3
    admin_client.post(address(itch, "changelist"), data)
    assert [row.field_dict["order"] for row in versions(itch)] == [3, 500]


def test_the_hours_of_a_clinic_and_the_lines_of_a_card_are_part_of_it(admin_client, starter):
    clinic = Clinic.objects.first()
    shown = admin_client.get(address(clinic, "change", clinic.pk))
    admin_client.post(address(clinic, "change", clinic.pk), form_of(shown) | {"hours-0-closes": "12:15"})
    newest, before = versions(clinic)
    page = admin_client.get(
        f"{reverse('admin:history_compare')}?old={before.pk}&new={newest.pk}"
    ).content.decode()
    assert "12:15" in page
    assert "when to call" in page  # hours are about when to call: loud
    back = admin_client.get(address(clinic, "revision", clinic.pk, before.pk))
    admin_client.post(address(clinic, "revision", clinic.pk, before.pk), form_of(back) | {"_save": "1"})
    assert not OpeningHours.objects.filter(closes="12:15").exists()

    card = RedFlagCard.objects.first()
    shown = admin_client.get(address(card, "change", card.pk))
    admin_client.post(address(card, "change", card.pk), form_of(shown) | {"lines": "your eye swells shut"})
    newest, before = versions(card)
    page = admin_client.get(
        f"{reverse('admin:history_compare')}?old={before.pk}&new={newest.pk}"
    ).content.decode()
    assert "Look twice" in page


def test_comparing_takes_two_versions_of_one_thing_that_this_person_may_see(
    admin_client, admin_user, client, staff, itch
):
    source = Source.objects.create(key="t1", name="One", seen="2026-01-01")
    with recorded(admin_user, "x", [itch, source]):
        pass
    mine, other = versions(itch)[0].pk, versions(source)[0].pk
    link = reverse("admin:history_compare")
    for query in (
        "",
        "?old=1",
        "?old=x&new=-1",
        f"?old={mine}&new={other}",
        "?old=999999999999999999&new=1",
    ):
        assert admin_client.get(link + query).status_code == 404
    assert admin_client.get(f"{link}?old={mine}&new={mine}").status_code == 200
    assert client.get(f"{link}?old={mine}&new={mine}").status_code == 302
    nobody = staff(name="nobody")
    client.force_login(nobody, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"{link}?old={mine}&new={mine}").status_code == 403


def test_a_version_of_another_kind_is_not_written_through_this_kind(admin_client, admin_user, itch):
    source, _made = Source.objects.get_or_create(
        pk=itch.pk, defaults={"key": "t1", "name": "One", "seen": "2026-01-01"}
    )
    with recorded(admin_user, "x", [source]):
        pass
    version = Version.objects.get_for_model(Source).first()
    assert admin_client.get(address(itch, "revision", itch.pk, version.pk)).status_code == 404
    assert admin_client.get(address(itch, "recover", version.pk)).status_code == 404


def test_who_may_only_look_sees_the_history_and_brings_nothing_back(client, admin_user, staff, itch):
    with recorded(admin_user, "x", [itch]):
        pass
    old = versions(itch)[0]
    client.force_login(staff("Author"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address(itch, "history", itch.pk)).status_code == 200
    assert "Bring this back" not in client.get(address(itch, "revision", itch.pk, old.pk)).content.decode()
    assert client.post(address(itch, "revision", itch.pk, old.pk), {"_save": "1"}).status_code == 403
    assert client.get(address(itch, "recoverlist")).status_code == 403


def test_what_was_never_saved_here_has_an_empty_history_not_an_error(admin_client, itch):
    shown = admin_client.get(address(itch, "history", itch.pk))
    assert shown.status_code == 200
    assert "The first save begins the history" in shown.content.decode()
