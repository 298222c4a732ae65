"""`manage.py reset_second_step`: the way back in for the last superuser."""

import pytest
from django.core.management import CommandError, call_command

from skincare_site.accounts import events, two_step
from skincare_site.accounts.models import AccountSession
from skincare_site.publishing.models import AuditEntry

from .codes import sign_in, with_second_step


@pytest.fixture
def ana(staff):
    return staff("Author", name="ana")


def test_device_codes_and_sessions_go_and_the_trail_says_so(client, ana, capsys):
    client.force_login(ana)
    with_second_step(ana)

    call_command("reset_second_step", "ana")

    assert two_step.device_of(ana) is None
    assert two_step.codes_left(ana) == 0
    assert not AccountSession.objects.filter(account=ana).exists()
    assert AuditEntry.objects.filter(action=events.TWO_STEP_RESET, title="ana", by=None).exists()
    assert "ana is reset" in capsys.readouterr().out
    assert sign_in(client, "ana").headers["Location"] == "/admin/"


@pytest.mark.parametrize(("name", "says"), [("nobody", "no account"), ("ana", "no second step")])
def test_nothing_to_reset_is_said(ana, name, says):
    with pytest.raises(CommandError, match=says):
        call_command("reset_second_step", name)
