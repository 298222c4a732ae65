"""Creates the local staff accounts on the first run and prints their passwords once.

Two people, because nobody signs off their own text: one who may do everything, and a clinical reviewer.
"""

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction

from skincare_site.publishing.models import Reviewer

NAME = "clinic"
REVIEWER = "reviewer"


def new_password() -> str:
    return "-".join(secrets.token_hex(2) for _ in range(4))


class Command(BaseCommand):
    help = __doc__

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        users = get_user_model()
        if users.objects.filter(is_superuser=True).exists():
            self.stdout.write(
                f"  sign in with: name {NAME} and the password printed at the first start "
                f"(a new one: manage.py changepassword {NAME})"
            )
            return
        password = new_password()
        users.objects.create_superuser(NAME, password=password)
        self.stdout.write(
            f"  sign in with: name {NAME}, password {password}   (shown this once: write it down)"
        )
        if users.objects.filter(username=REVIEWER).exists():
            return
        password = new_password()
        nurse = users.objects.create_user(REVIEWER, password=password, is_staff=True)
        nurse.groups.add(Group.objects.get(name="Clinical reviewer"))
        Reviewer.objects.create(name="Example Reviewer", role="Change this name in the admin", account=nurse)
        self.stdout.write(
            f"  and to sign off what {NAME} wrote: name {REVIEWER}, password {password}   (once, too)"
        )
