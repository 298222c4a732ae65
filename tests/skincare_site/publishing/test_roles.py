"""Every pair of role and move, in the model and in the admin: exactly what the table of roles says."""

import itertools

import pytest
from django.urls import reverse
from django.utils import timezone

from skincare_site.publishing import acts
from skincare_site.publishing.models import AuditEntry, Reviewer
from skincare_site.publishing.records import Version
from skincare_site.publishing.texts import values_of
from skincare_site.publishing.workflow import MOVES, NotAllowed, Status
from tests.admin_forms import posted
from tests.builders import make_article, make_reviewer, make_symptom, sign

# Who may do what, written down a second time on purpose: a change of the code's table must be meant.
EVERYBODY = {"submit", "return_to_draft", "discard"}
ROLES = {
    "Author": EVERYBODY,
    "Clinical reviewer": EVERYBODY | {"sign_off", "still_correct"},
    "Publisher": EVERYBODY | {"publish", "unpublish", "archive"},
}
# From which state: of the page, or of the draft beside a public page ("+draft").
FROM = {
    "submit": {"draft", "+draft"},
    "return_to_draft": {"in_review", "signed_off", "archived", "+in_review", "+signed_off"},
    "sign_off": {"in_review", "+in_review"},
    "publish": {"signed_off", "+signed_off"},
    "still_correct": {"published", "+draft", "+in_review", "+signed_off", "+published"},
    "discard": {"+draft", "+in_review", "+signed_off", "+published"},
    "unpublish": {"published", "+draft", "+in_review", "+signed_off", "+published"},
    "archive": {
        "draft", "in_review", "signed_off", "published", "+draft", "+in_review", "+signed_off", "+published",
    },
}  # fmt: skip
STATES = [
    "draft",
    "in_review",
    "signed_off",
    "published",
    "archived",
    "+draft",
    "+in_review",
    "+signed_off",
    "+published",
]
TO = {"submit": "in_review", "return_to_draft": "draft", "sign_off": "signed_off"}


def page_in(state):
    """A complete page in this state; where a sign-off is part of the state, it is there."""
    beside = state.startswith("+")
    values = {
        "main_symptom": make_symptom(), "reviewer": make_reviewer(), "reviewed_on": timezone.localdate(),
        "status": Status.PUBLISHED if beside else state,
    }  # fmt: skip
    if state in ("published", "archived"):
        values["publish_at"] = timezone.now() - timezone.timedelta(days=1)
    page = make_article(**values)
    if beside:
        acts.keep_text(page, {**values_of(page), "summary": "A newer answer."}, None)
        page.refresh_from_db()
        stage = state[1:]
        page.draft_status = stage
        if stage == "published":
            page.draft_due_at = timezone.now() + timezone.timedelta(days=1)
        page.save()
    if state.lstrip("+") in ("signed_off", "published") and (beside or state == "signed_off"):
        sign(page)
    return page


def test_the_tables_name_the_same_moves():
    assert set(FROM) == set(MOVES) == set().union(*ROLES.values())


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "name"), list(itertools.product(ROLES, MOVES)))
def test_model_allows_exactly_what_the_table_says(staff, role, name):
    person = staff(role)
    Reviewer.objects.create(name="Dana Roy", role="Nurse", account=person)
    for state in STATES:
        page = page_in(state)
        before = (page.status, page.draft_status)

        if name in ROLES[role] and state in FROM[name]:
            page.move(name, person)
            if name in TO:
                assert page.stage == TO[name], state
            assert AuditEntry.objects.about(page).first().by == person
        else:
            with pytest.raises(NotAllowed):
                page.move(name, person)
            page.refresh_from_db()
            assert (page.status, page.draft_status) == before, state


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "name"), list(itertools.product(ROLES, MOVES)))
def test_admin_offers_and_obeys_exactly_what_the_table_says(client, staff, role, name):
    person = staff(role)
    Reviewer.objects.create(name="Dana Roy", role="Nurse", account=person)
    client.force_login(person)
    for state in STATES:
        page = page_in(state)
        address = reverse("admin:articles_article_change", args=[page.pk])
        allowed = name in ROLES[role] and state in FROM[name]
        before = (page.status, page.draft_status, page.live_digest)

        form = client.get(address)
        assert (f'name="_move_{name}"' in form.content.decode()) is allowed, state
        answer = client.post(address, {**posted(form), f"_move_{name}": "1"})

        assert answer.status_code == 302, state
        page.refresh_from_db()
        if not allowed:
            assert (page.status, page.draft_status, page.live_digest) == before, state
        elif name in TO:
            assert page.stage == TO[name], state


@pytest.mark.django_db
def test_nobody_signs_off_their_own_text(staff, settings):
    writer, other = staff("Clinical reviewer", name="writer"), staff("Clinical reviewer", name="other")
    Reviewer.objects.create(name="W", role="Nurse", account=writer)
    Reviewer.objects.create(name="O", role="Nurse", account=other)
    page = make_article(status=Status.DRAFT, main_symptom=make_symptom())
    acts.keep_text(page, {**values_of(page), "summary": "Mine."}, writer)
    page.move("submit", writer)

    with pytest.raises(NotAllowed, match="You wrote part of this text"):
        page.move("sign_off", writer)
    settings.OWN_SIGN_OFF = True
    page.move("sign_off", writer)
    settings.OWN_SIGN_OFF = False
    page.move("return_to_draft", other)
    page.move("submit", other)
    page.move("sign_off", other)

    assert page.stage == Status.SIGNED_OFF
    assert page.reviewer.name == "O"


@pytest.mark.django_db
def test_signing_needs_a_name_that_patients_read(staff):
    person = staff("Clinical reviewer")
    page = make_article(status=Status.IN_REVIEW, main_symptom=make_symptom())

    with pytest.raises(NotAllowed, match="Your account has none yet"):
        page.move("sign_off", person)

    assert not Version.objects.about(page).filter(kept=Version.Kept.SIGNED).exists()


@pytest.mark.django_db
def test_groups_hold_their_rights_and_authors_cannot_delete_pages(staff, client):
    for role in ROLES:
        person = staff(role, name=f"{role}-x")
        client.force_login(person)
        page = make_article(status=Status.DRAFT)
        assert (
            client.post(reverse("admin:articles_article_delete", args=[page.pk]), {"post": "yes"}).status_code
            == 403
        )
