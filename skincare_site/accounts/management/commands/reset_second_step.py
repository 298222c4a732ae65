"""`manage.py reset_second_step NAME`: for the superuser who has lost phone and recovery codes."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from skincare_site.accounts import events, two_step
from skincare_site.accounts.models import end_sessions


class Command(BaseCommand):
    help = "Takes an account's second sign-in step and recovery codes away and ends its sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the name the account signs in with")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        account: Any = get_user_model()._default_manager.filter(username=name).first()
        if account is None:
            raise CommandError(f"There is no account called {name}.")
        with transaction.atomic():
            if not two_step.remove(account):
                raise CommandError(f"{name} has no second step: name and password sign in.")
            end_sessions(account)
            # Nobody is signed in on the server's own terminal: the trail says that it was not a colleague.
            events.tell(events.TWO_STEP_RESET, account, None)
        self.stdout.write(f"The second step of {name} is reset; their sessions ended.")
