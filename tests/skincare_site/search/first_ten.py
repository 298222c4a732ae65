"""The ordered first ten of the development questions and 60 generated ones, kept in first_ten.json.

    .venv/bin/python -m tests.skincare_site.search.first_ten

writes the file anew, from the starter content in a database of its own. Do so when the vocabulary, the starter
content or the ranking changes on purpose, and read the difference.
"""

import json
from pathlib import Path

FILE = Path(__file__).parent / "first_ten.json"


def asked() -> list[str]:
    """From the file where it is there: a new wording must not change which questions are asked."""
    from .generated import development_questions, questions

    if FILE.exists():
        return list(json.loads(FILE.read_text(encoding="utf-8")))
    return development_questions() + questions(60, seed=9)


def ten(question: str) -> list[str]:
    from django.utils import timezone

    from skincare_site.search.find import find

    return [f"{hit.kind}/{hit.thing.slug}" for hit in find(question, at=timezone.now()).hits]


def main() -> None:
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skincare_site.settings.test")
    django.setup()
    from django.db import connection

    from skincare_site.starter import load

    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        load(as_drafts=False)
        told = {question: ten(question) for question in asked()}
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    FILE.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(told)} questions written to {FILE.name}")


if __name__ == "__main__":
    main()
