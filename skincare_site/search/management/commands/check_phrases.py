"""Asks every phrase that staff keep as a check; names those that do not lead to their symptom (must be none)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from skincare_site.search.kept import check
from skincare_site.search.models import KeptPhrase


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        checked = check(KeptPhrase.objects.select_related("symptom"), timezone.now())
        failing = [one for one in checked if not one.passes]
        for one in failing:
            self.stdout.write(f"“{one.kept.phrase}”: wanted {one.kept.symptom.name}; {one.came_instead}")
        if failing:
            raise CommandError(f"{len(failing)} of {len(checked)} kept phrases do not lead to their symptom.")
        self.stdout.write(f"{len(checked)} kept phrases, all lead to their symptom.")
