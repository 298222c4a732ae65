"""Creates the local staff account on the first run and prints its password once."""

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

NAME = "clinic"


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        users = get_user_model()
        if users.objects.filter(is_superuser=True).exists():
            self.stdout.write(
                f"  sign in with: name {NAME} and the password printed at the first start "
                f"(a new one: manage.py changepassword {NAME})"
            )
            return
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        users.objects.create_superuser(NAME, password=password)
        self.stdout.write(
            f"  sign in with: name {NAME}, password {password}   (shown this once: write it down)"
        )
