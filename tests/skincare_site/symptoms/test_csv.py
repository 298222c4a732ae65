"""Symptoms and wordings as CSV: a round trip changes nothing, mistakes are named, formulas stay asleep."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from skincare_site.search.find import find
from skincare_site.symptoms.models import LayName, Symptom, Treatment
from skincare_site.symptoms.resources import SpreadsheetCSV, SymptomResource, WordingResource
from tests.builders import make_symptom, make_treatment

pytestmark = pytest.mark.django_db
BOM = "\ufeff"


def address(kind, name):
    return reverse(f"admin:symptoms_{kind}_{name}")


def export(client, kind):
    answer = client.get(address(kind, "export"))
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    return answer.content


def choose(client, kind, data):
    """The preview of an uploaded file."""
    file = SimpleUploadedFile("words.csv", data if isinstance(data, bytes) else data.encode(), "text/csv")
    return client.post(address(kind, "import"), {"import_file": file, "resource": "0", "format": "0"})


def say_yes(client, kind, shown):
    form = shown.context["confirm_form"]
    return client.post(
        address(kind, "process_import"), {field.html_name: field.value() for field in form}, follow=True
    )


def bring(client, kind, data):
    """Choose a file and say yes; the messages of the page after it."""
    return [str(message) for message in say_yes(client, kind, choose(client, kind, data)).context["messages"]]


def numbers(shown):
    preview = shown.context["preview"]
    return preview["new"], preview["changed"], preview["same"]


def mistakes(client, kind, data):
    shown = choose(client, kind, data)
    assert shown.status_code == 200
    assert "confirm_form" not in shown.context
    if "preview" not in shown.context:
        return [str(error) for error in shown.context["form"].errors["import_file"]]
    return [f"{line}: {sentence}" for line, sentence in shown.context["preview"]["mistakes"]]


@pytest.fixture
def nasty(db):
    """Cells that a spreadsheet would run, and cells that CSV must quote."""
    made = make_symptom(name='Say "ah", =now', slug="nasty", description="=1+1")
    Symptom.objects.create(
        name="+1 more", slug="plus", patient_words="-dry-", medical_name="'=x", description="'@ é 火"
    )
    Symptom.objects.create(name="@at", slug="at", patient_words="''+y", description="a,b;c\td'")
    LayName.objects.create(phrase="-itchy", symptom=made, kind="brand")
    LayName.objects.create(phrase='"quoted", and; more', treatment=make_treatment(slug="t"), language="fr")
    return made


def test_a_file_taken_out_and_brought_in_changes_nothing(admin_client, starter, nasty):
    for kind, model in (("symptom", Symptom), ("layname", LayName)):
        shown = choose(admin_client, kind, export(admin_client, kind))
        assert numbers(shown) == (0, 0, model.objects.count())
        assert "Save these changes" not in shown.content.decode()


def test_out_emptied_in_and_out_again_is_the_same_file(admin_client, nasty):
    LayName.objects.exclude(phrase__in=["-itchy", '"quoted", and; more']).delete()
    wordings, symptoms = export(admin_client, "layname"), export(admin_client, "symptom")
    LayName.objects.all().delete()
    mine = ["nasty", "plus", "at"]
    Symptom.objects.filter(slug__in=mine).delete()
    assert bring(admin_client, "symptom", symptoms)[0].startswith("Imported: 3 new, 0 changed")
    assert bring(admin_client, "layname", wordings) == ["Imported: 2 new, 0 changed, 0 the same as before."]
    assert export(admin_client, "symptom") == symptoms
    assert export(admin_client, "layname") == wordings


def test_the_whole_starter_vocabulary_survives_being_emptied(starter):
    """Straight through the resources: every wording of every symptom and treatment."""
    out = lambda resource: SpreadsheetCSV().export_data(resource().export())  # noqa: E731
    symptoms, wordings = out(SymptomResource), out(WordingResource)
    known = LayName.objects.count()
    LayName.objects.all().delete()
    dataset = SpreadsheetCSV().create_dataset(wordings.removeprefix(BOM))
    result = WordingResource().import_data(dataset, raise_errors=True)
    assert result.totals["new"] == known > 500
    assert (out(SymptomResource), out(WordingResource)) == (symptoms, wordings)


def test_a_spreadsheet_reads_utf_8_and_runs_no_cell(admin_client, nasty):
    data = export(admin_client, "symptom")
    assert data.startswith(BOM.encode())
    cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]
    assert "'=1+1" in cells
    assert "''=x" in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


def test_the_preview_saves_nothing_and_tells_the_difference(admin_client, nasty):
    row = LayName.objects.get(phrase="-itchy")
    shown = choose(
        admin_client,
        "layname",
        "phrase,symptom,kind,language\n'-itchy,nasty,people_type,\nnew words,nasty,,\n",
    )
    page = shown.content.decode()
    assert numbers(shown) == (1, 1, 0)
    assert "<ins>" in page
    assert "new words" in page
    assert " style=" not in page.partition('id="content"')[2]
    row.refresh_from_db()
    assert row.kind == "brand"
    assert not LayName.objects.filter(phrase="new words").exists()
    assert not Version.objects.exists()


def test_phrases_are_normalised_and_come_once(admin_client, nasty):
    file = "phrase;symptom;treatment;kind\n  My FÁCE’s  Oozy ;nasty;;People type\n"
    assert bring(admin_client, "layname", file) == ["Imported: 1 new, 0 changed, 0 the same as before."]
    assert LayName.objects.filter(phrase="my face's oozy", symptom=nasty, kind="people_type").count() == 1
    assert numbers(choose(admin_client, "layname", file)) == (0, 0, 1)


@pytest.mark.parametrize(
    ("file", "line", "words"),
    [
        ("phrase,symptom\nred,no-such\n", 2, "There is no symptom “no-such”"),
        ("phrase,symptom\n,nasty\n", 2, "Write at least one word."),
        ("phrase,symptom\nred,\n", 2, "belongs to one symptom or to one treatment"),
        ("phrase,symptom,treatment\nred,nasty,t\n", 2, "belongs to one symptom or to one treatment"),
        ("phrase,symptom,kind\nred,nasty,nonsense\n", 2, "“nonsense” is no kind of wording"),
        ("phrase,symptom,language\nred,nasty,klingon\n", 2, "is no language we keep"),
        ("phrase,symptom\nred,nasty\nsore,nasty\n Red ,nasty\n", 4, "The same row stands in line 2"),
        (f"phrase,symptom\n{'x' * 90},nasty\n", 2, "at most 80 characters"),
        ("symptom\nnasty\n", 0, "Missing: phrase"),
        ("phrase,symptom,colour\nred,nasty,blue\n", 0, "Not known: colour"),
        ("phrase,kind\nred,brand\n", 0, "needs a column “symptom” or “treatment”"),
        ("phrase,symptom,symptom\nred,nasty,nasty\n", 0, "There twice: symptom"),
    ],
)
def test_a_mistake_is_named_by_its_line_and_nothing_is_saved(admin_client, nasty, file, line, words):
    before = LayName.objects.count()
    found = mistakes(admin_client, "layname", file)
    assert [one for one in found if one.startswith(f"{line}:") and words in one], found
    assert LayName.objects.count() == before


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"phrase,symptom\nr\xe9d,nasty\n", "not a UTF-8 file"),
        (b"phrase,symptom\nr\x00d,nasty\n", "not a CSV file"),
        (b"phrase,symptom\nred,nasty,1,2,3\n", "more cells"),
        (b"PK\x03\x04" + bytes(range(256)), "not a UTF-8 file"),
        (b"phrase,symptom\n", "No valid data"),
        (b"", "empty"),
        (b"x" * (1024 * 1024 + 1), "larger than 1 MB"),
        (b'phrase,symptom\n"red,nasty\n' + b"x" * 200_000, None),
    ],
)
def test_a_file_that_is_no_csv_gets_a_sentence(admin_client, nasty, file, words):
    found = mistakes(admin_client, "layname", file)
    assert found
    if words:
        assert words in found[0]


def test_a_file_that_cannot_be_read_or_has_other_columns_is_told_what_belongs_in_it_and_no_more(
    admin_client, nasty
):
    unread = choose(admin_client, "layname", b"PK\x03\x04" + bytes(range(256)))
    assert "names the columns: phrase, symptom" in unread.content.decode()
    found = mistakes(admin_client, "layname", "one,two\n1,2\n3,4\n")
    assert len(found) == 1
    assert "Missing: phrase" in found[0]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("slug,name,patient_words,order\nnew,New,My new,many\n", "not a whole number"),
        ("slug,name,patient_words,order\nnew,New,My new,-1\n", "not a whole number"),
        ("slug,name,patient_words\nno slug!,New,My new\n", "slug"),
        ("slug,name,patient_words\nnew,,My new\n", "name"),
        ("slug,name,patient_words\nnew,+1 more,My new\n", "already exists"),
        (f"slug,name,patient_words\nnew,{'n' * 81},My new\n", "at most 80 characters"),
        ("slug,name,patient_words,feels\nnew,New,My new,itch green\n", "“green” is none of"),
        ("slug,name,patient_words,may_suggest\nnew,New,My new,perhaps\n", "neither yes nor no"),
    ],
)
def test_a_symptom_that_would_not_pass_its_form_does_not_pass_its_file(admin_client, nasty, file, words):
    assert words in "".join(mistakes(admin_client, "symptom", file))
    assert not Symptom.objects.filter(slug="new").exists()


def test_what_the_picker_and_the_suggestions_need_is_in_the_file(admin_client, nasty):
    file = 'slug,name,patient_words,feels,places,may_suggest\nnew,New,My new,"itch, pain",face,No\nplain,Plain,My plain,,,\n'
    bring(admin_client, "symptom", file)

    new, plain = Symptom.objects.get(slug="new"), Symptom.objects.get(slug="plain")
    assert (new.feels, new.places, new.may_suggest) == ("itch pain", "face", False)
    assert (plain.feels, plain.places, plain.may_suggest) == ("", "", True)
    assert "itch pain,face,no" in export(admin_client, "symptom").decode()

    bring(admin_client, "symptom", "slug,name,patient_words\nnew,New,My own new\n")
    new.refresh_from_db()
    assert (new.feels, new.may_suggest, new.patient_words) == ("itch pain", False, "My own new")


def test_search_understands_an_imported_wording_at_once(admin_client, starter):
    assert "redness" not in [symptom.slug for symptom in find("quazzly", at=timezone.now()).symptoms]
    bring(admin_client, "layname", "phrase,symptom\nquazzly,redness\n")
    assert [symptom.slug for symptom in find("quazzly", at=timezone.now()).symptoms] == ["redness"]


def test_an_import_stands_in_the_history_of_what_it_changed(admin_client, admin_user, nasty):
    bring(admin_client, "layname", "phrase,symptom\nquazzly,nasty\n")
    newest, before = Version.objects.get_for_object(nasty)
    assert newest.revision.comment == "Imported from the file words.csv."
    assert newest.revision.user == admin_user
    assert before.revision.version_set.count() == 2  # the symptom and the one wording it had
    assert newest.revision.version_set.count() == 3


def test_what_changed_between_preview_and_yes_stops_the_import(admin_client, nasty):
    shown = choose(admin_client, "layname", "phrase,symptom\nzwuzzle,nasty\nquazzly,plus\n")
    Symptom.objects.filter(slug="plus").delete()
    page = say_yes(admin_client, "layname", shown)
    assert "Nothing was imported" in page.content.decode()
    assert not LayName.objects.filter(phrase__in=["quazzly", "zwuzzle"]).exists()
    assert not Version.objects.get_for_model(LayName).filter(object_repr="zwuzzle").exists()


def test_a_yes_with_a_file_that_was_not_previewed_is_refused(admin_client, nasty):
    form = {"import_file_name": "passwd", "original_file_name": "x.csv", "format": "0", "resource": "0"}
    answer = admin_client.post(address("layname", "process_import"), form, follow=True)
    assert "choose the file again" in answer.content.decode()
    assert admin_client.post(address("layname", "process_import"), {}).status_code == 200


def test_who_may_not_add_words_may_not_import_them(client, staff, nasty):
    client.force_login(staff("Author"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address("layname", "import")).status_code == 200
    assert client.get(address("symptom", "import")).status_code == 403
    assert client.post(address("symptom", "process_import"), {}).status_code == 403
    assert client.get(address("symptom", "export")).status_code == 200
    client.force_login(staff(name="nobody"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address("symptom", "export")).status_code == 403
    assert client.get(address("layname", "import")).status_code == 403


def test_a_treatment_named_like_a_symptom_keeps_its_own_wording(admin_client, nasty):
    Treatment.objects.create(name="Nasty treatment", slug="nasty")
    file = "phrase,symptom,treatment\nquazzly,nasty,\nquazzly,,nasty\n"
    assert bring(admin_client, "layname", file) == ["Imported: 2 new, 0 changed, 0 the same as before."]
    assert numbers(choose(admin_client, "layname", file)) == (0, 0, 2)
