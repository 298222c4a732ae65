"""What staff do beside pages reaches the audit trail, and so do sign-ins."""

import pytest
from django.contrib.auth.models import Group

from skincare_site.audit_trail import NO_SUCH_NAME, SIGN_IN_FAILED, SIGNED_IN
from skincare_site.clinics.models import RedFlagCard
from skincare_site.publishing.models import AuditEntry
from skincare_site.symptoms.models import DangerSign, LayName

from .builders import make_article, make_symptom

pytestmark = pytest.mark.usefixtures("starter")


@pytest.fixture
def admin(admin_client):
    return admin_client


@pytest.fixture(autouse=True)
def before(request, db):
    """The trail as it stood: the starter content and signing in wrote lines of their own."""
    if "admin" in request.fixturenames:
        request.getfixturevalue("admin")
    return AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@pytest.fixture
def trail(before):
    return lambda: [
        (entry.by_name, entry.action, entry.title)
        for entry in AuditEntry.objects.filter(pk__gt=before).order_by("pk")
    ]


def test_adding_changing_and_deleting_a_wording(admin, trail):
    symptom = make_symptom()
    form = {"phrase": "glowing chops", "symptom": symptom.pk, "kind": "people_type", "language": "en"}
    admin.post("/admin/symptoms/layname/add/", form)
    wording = LayName.objects.get(phrase="glowing chops")
    admin.post(f"/admin/symptoms/layname/{wording.pk}/change/", {**form, "phrase": "glowing jaws"})
    admin.post(f"/admin/symptoms/layname/{wording.pk}/delete/", {"post": "yes"})

    lines = trail()

    assert [(who, action) for who, action, _ in lines] == [
        ("admin", "Added"),
        ("admin", "Changed"),
        ("admin", "Deleted"),
    ]
    assert "glowing chops" in lines[0][2]
    assert "glowing jaws" in lines[2][2]


def test_deleting_many_at_once_leaves_a_line_for_each(admin, trail):
    signs = [
        DangerSign.objects.create(phrase=f"a dangerous sign {number}", level="urgent") for number in range(3)
    ]

    admin.post(
        "/admin/symptoms/dangersign/",
        {"action": "delete_selected", "_selected_action": [sign.pk for sign in signs], "post": "yes"},
    )

    assert not DangerSign.objects.filter(pk__in=[sign.pk for sign in signs]).exists()
    assert sorted(title for _, action, title in trail() if action == "Deleted") == [
        str(sign) for sign in signs
    ]
    signs = [DangerSign.objects.create(phrase="one dangerous sign", level="urgent")]
    admin.post(
        "/admin/symptoms/dangersign/",
        {"action": "delete_selected", "_selected_action": [signs[0].pk], "post": "yes"},
    )
    assert [title for *_, title in trail()].count(str(signs[0])) == 1


def test_red_flags_groups_and_accounts_are_in_it(admin, trail):
    card = RedFlagCard.objects.first()
    admin.post(f"/admin/clinics/redflagcard/{card.pk}/change/", {"lines": "your lips swell"})
    group = Group.objects.first()
    admin.post(f"/admin/auth/group/{group.pk}/change/", {"name": group.name})

    assert [(action, title) for _, action, title in trail()] == [
        ("Changed", str(card)),
        ("Changed", group.name),
    ]


def test_pages_are_not_written_down_twice(admin, trail):
    page = make_article(title="Once", status="draft")
    admin.post(f"/admin/articles/article/{page.pk}/delete/", {"post": "yes"})

    assert len([line for line in trail() if line[2] == "Once" and line[1].startswith("Deleted")]) == 1


def test_signing_in_and_failing_to(client, staff, trail):
    staff("Author", name="ana")

    for name, password in [
        ("ana", "wrong"),
        ("ana", "wrong again"),
        ("my secret passw0rd", "x"),
        ("ana", "a long password"),
    ]:
        client.post("/admin/login/", {"username": name, "password": password})

    assert trail() == [
        ("", SIGN_IN_FAILED, "ana"),  # the second slip within a minute adds nothing
        ("", SIGN_IN_FAILED, NO_SUCH_NAME),
        ("ana", SIGNED_IN, "ana"),
    ]


def test_publishers_no_longer_delete_pages(staff):
    publisher = staff("Publisher")

    assert publisher.has_perm("publishing.view_auditentry")
    assert not publisher.has_perm("articles.delete_article")
    assert not publisher.has_perm("aftercare.delete_caretip")
