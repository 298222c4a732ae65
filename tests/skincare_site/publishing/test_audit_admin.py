"""The audit trail in the admin: everybody who writes reads it, nobody changes it, and it can be taken along."""

import csv
import datetime
import io

import pytest
from django.utils import timezone

from skincare_site.publishing.audit_admin import harmless
from skincare_site.publishing.models import AuditEntry, SignOff, Version
from skincare_site.publishing.records import NotErasable, about
from tests.builders import make_article

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
LIST = "/admin/publishing/auditentry/"


def note(action="Saved", title="A page", **values):
    return AuditEntry.objects.create(action=action, title=title, **values)


def rows(response):
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("group", ["Author", "Clinical reviewer", "Publisher"])
def test_everybody_who_writes_reads_it(client, staff, group):
    note(title="Seen by all")
    client.force_login(staff(group), backend=MODEL_BACKEND)

    assert "Seen by all" in client.get(LIST).content.decode()
    assert client.get(f"{LIST}csv/").status_code == 200


def test_others_do_not(client, staff):
    client.force_login(staff(name="nobody"), backend=MODEL_BACKEND)

    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}csv/").status_code == 403


def test_not_even_a_superuser_changes_it(admin_client):
    entry = note()

    assert admin_client.get(f"{LIST}add/").status_code == 403
    assert admin_client.post(f"{LIST}{entry.pk}/change/", {"title": "Other"}).status_code == 403
    assert admin_client.post(f"{LIST}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    admin_client.post(LIST, {"action": "delete_selected", "_selected_action": entry.pk, "post": "yes"})
    assert AuditEntry.objects.get(pk=entry.pk).title == "A page"


@pytest.mark.parametrize("model", [AuditEntry, Version, SignOff])
def test_the_model_refuses_too(db, model):
    entry = note()
    entry.title = "Other"
    for change in (entry.save, entry.delete):
        with pytest.raises(NotErasable):
            change()
    with pytest.raises(NotErasable):
        model.objects.all().delete()
    with pytest.raises(NotErasable):
        model.objects.update(by_name="x")


def test_the_name_stays_when_the_account_goes(admin_client, staff):
    author = staff("Author", name="leaves")
    entry = note(by=author, by_name="leaves")

    author.delete()

    entry.refresh_from_db()
    assert (entry.by, entry.by_name) == (None, "leaves")


def test_the_csv_holds_what_is_filtered(admin_client):
    page = make_article(title="About the page")
    note("Signed off", "Old one", by_name="Dana", at=timezone.now() - datetime.timedelta(days=400))
    note("Signed off", "New one", by_name="Dana")
    note("Signed off", "By another", by_name="Lee")
    note("Saved", "About the page", by_name="Dana", note="commas", **about(page))
    kind = about(page)["content_type"].pk

    def titles(query):
        return [row["what"] for row in rows(admin_client.get(f"{LIST}csv/?{query}"))]

    assert titles("who=Dana&action=Signed off") == ["New one", "Old one"]
    assert titles(f"kind={kind}&who=Dana") == ["About the page"]
    assert titles("q=commas") == ["About the page"]
    recent = (timezone.localdate() - datetime.timedelta(days=7)).isoformat()
    assert titles(f"at__gte={recent}+00:00:00-05:00&action=Signed+off") == ["By another", "New one"]
    assert titles(f"at__year={timezone.localdate().year}&who=Dana") == ["About the page", "New one"]
    link = admin_client.get(f"{LIST}?who=Dana&p=1").content.decode()
    assert f"{LIST}csv/?who=Dana" in link


def test_a_spreadsheet_runs_nothing_from_it(admin_client):
    note("Saved", '=HYPERLINK("http://x","y")', by_name="@SUM(1)", note="-1+1")

    [row] = rows(admin_client.get(f"{LIST}csv/?action=Saved"))

    assert (row["what"], row["who"], row["note"]) == ('\'=HYPERLINK("http://x","y")', "'@SUM(1)", "'-1+1")
    assert harmless("plain = text") == "plain = text"
    assert harmless("  =1") == "'  =1"


def test_a_filter_typed_by_hand_is_answered(admin_client):
    for query in ("kind=x", "kind=²", f"kind={'9' * 18}", "at__gte=nonsense", "who=nobody", "nonsense=1"):
        assert admin_client.get(f"{LIST}?{query}").status_code in (200, 302), query
        assert admin_client.get(f"{LIST}csv/?{query}").status_code in (200, 302), query
