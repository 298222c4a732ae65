"""Two processes, one vocabulary: what staff save in one is known to the other's next search."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from skincare_site.symptoms.models import LayName
from tests.builders import make_symptom

CHILD = """
import sys, django
django.setup()
from django.utils import timezone
from skincare_site.search.find import find
for line in sys.stdin:
    print(" ".join(symptom.slug for symptom in find(line, at=timezone.now()).symptoms) or "-", flush=True)
"""


def address() -> str:
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    return (
        f"postgres://{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT']}/{values['NAME']}"
    )


@pytest.fixture
def other_process(transactional_db):
    """`ask(question)`: the symptoms another process recognises now."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD], cwd=settings.BASE_DIR, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "skincare_site.settings.test", "DATABASE_URL": address()},
    )  # fmt: skip

    def ask(question: str) -> str:
        child.stdin.write(question + "\n")
        child.stdin.flush()
        return child.stdout.readline().strip()

    yield ask
    child.stdin.close()
    child.wait(timeout=20)
    child.stdout.close()


def test_a_new_wording_is_known_to_the_other_process_at_once(other_process):
    symptom = make_symptom(slug="wobbles")
    assert other_process("my cheeks fizzwobble") == "-"

    LayName.objects.create(phrase="fizzwobble", symptom=symptom)
    assert other_process("my cheeks fizzwobble") == "wobbles"

    LayName.objects.filter(phrase="fizzwobble").delete()
    assert other_process("my cheeks fizzwobble") == "-"
