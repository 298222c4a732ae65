"""Review reminders: to the right people, once for each due date, and never lost."""

import datetime
import threading
from io import StringIO

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from skincare_site.publishing import reminders
from skincare_site.publishing.models import ReviewReminder
from skincare_site.publishing.workflow import Status
from tests.builders import make_article, make_reviewer, make_tip


def due(days, make=make_article, **values):
    """A published page whose review is due in so many days."""
    today = timezone.localdate()
    return make(
        reviewed_on=today - datetime.timedelta(days=300),
        next_review_on=today + datetime.timedelta(days=days),
        **values,
    )


def account(staff, name="", group="Clinical reviewer"):
    user = staff(group, name=name)
    user.email = f"{user.username}@clinic.example"
    user.save()
    return user


def run(*arguments):
    said, complained = StringIO(), StringIO()
    call_command("send_review_reminders", *arguments, stdout=said, stderr=complained)
    return said.getvalue(), complained.getvalue()


def test_a_pages_reviewer_gets_one_mail_about_all_that_is_due(staff, mailoutbox, settings):
    settings.SITE_URL = "https://care.example/"
    own = make_reviewer(account=account(staff, "dana"))
    account(staff, "somebody-else")
    late = due(-3, title="Late", reviewer=own)
    due(30, make_tip, title="Soon", reviewer=own)
    due(31, title="Not yet", reviewer=own)
    due(5, title="Only a draft", reviewer=own, status=Status.DRAFT)
    due(5, title="Gone", reviewer=own, expires_at=timezone.now() - datetime.timedelta(seconds=1))

    run()

    [mail] = mailoutbox
    assert mail.to == ["dana@clinic.example"]
    assert mail.body.index("Late: overdue since") < mail.body.index("Soon: due on")
    assert f"https://care.example/admin/articles/article/{late.pk}/change/" in mail.body
    for title in ("Not yet", "Only a draft", "Gone"):
        assert title not in mail.body


def test_each_due_date_is_mailed_once(staff, mailoutbox):
    page = due(5, reviewer=make_reviewer(account=account(staff)))
    run()
    run()
    assert len(mailoutbox) == 1

    page.next_review_on += datetime.timedelta(days=1)
    page.save()
    run()

    assert len(mailoutbox) == 2


@pytest.mark.parametrize("why", ["no account", "no address", "inactive"])
def test_without_a_reviewer_to_write_to_all_clinical_reviewers_are_told(staff, mailoutbox, why):
    first, second = account(staff, "first"), account(staff, "second")
    staff("Clinical reviewer", name="without-address")
    account(staff, "author", group="Author")
    own = None
    if why != "no account":
        own = account(staff, "own", group="Author")
        own.email = "" if why == "no address" else own.email
        own.is_active = why != "inactive"
        own.save()
    due(5, reviewer=make_reviewer(account=own))

    run()

    assert sorted(mail.to[0] for mail in mailoutbox) == [first.email, second.email]


def test_nobody_to_tell_is_said_and_not_forgotten(staff, mailoutbox):
    due(5, title="Unheard")

    _said, complained = run()

    assert "Nobody can be told about Unheard" in complained
    account(staff)
    run()
    assert len(mailoutbox) == 1


def test_a_dry_run_sends_nothing_and_claims_nothing(staff, mailoutbox):
    due(5, title="Soon", reviewer=make_reviewer(account=account(staff, "dana")))

    said, _complained = run("--dry-run")

    assert "Would tell dana: Soon" in said
    assert mailoutbox == []
    assert not ReviewReminder.objects.exists()


def test_a_failed_mail_gives_the_claim_back(staff, mailoutbox, monkeypatch):
    due(5, title="First", reviewer=make_reviewer(account=account(staff, "dana")))
    due(6, title="Second", reviewer=make_reviewer(account=account(staff, "lee")))
    really = EmailBackend.send_messages

    def fails_for_dana(self, messages):
        if "dana@clinic.example" in messages[0].to:
            raise OSError("no route")
        return really(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", fails_for_dana)
    with pytest.raises(CommandError, match="dana could not be sent"):
        run()
    assert [mail.to for mail in mailoutbox] == [["lee@clinic.example"]]
    monkeypatch.undo()

    run()

    assert [mail.to[0] for mail in mailoutbox] == ["lee@clinic.example", "dana@clinic.example"]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_once(staff, mailoutbox):
    due(5, reviewer=make_reviewer(account=account(staff)))
    together = threading.Barrier(4)
    errors = []

    def one():
        try:
            together.wait(timeout=20)
            reminders.send()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    runs = [threading.Thread(target=one) for _ in range(4)]
    for thread in runs:
        thread.start()
    for thread in runs:
        thread.join()

    assert errors == []
    assert len(mailoutbox) == 1
    assert ReviewReminder.objects.count() == 1


@pytest.mark.django_db
class TestPublicNotice:
    @pytest.mark.parametrize("make", [make_article, make_tip])
    def test_an_overdue_page_stays_public_and_says_so(self, client, make):
        page = due(-1, make, title="Old but there")

        text = client.get(page.get_absolute_url()).content.decode()

        assert "This page is due for review" in text
        assert "call the clinic" in text

    def test_a_page_with_red_flags_is_never_hidden_for_being_overdue(self, client, starter):
        page = due(-200, urgent_first=True)

        response = client.get(page.get_absolute_url())

        assert response.status_code == 200
        assert "911" in response.content.decode()
        assert "This page is due for review" in response.content.decode()

    def test_a_page_is_not_overdue_on_its_day(self, client):
        page = due(0)

        assert "due for review" not in client.get(page.get_absolute_url()).content.decode()
