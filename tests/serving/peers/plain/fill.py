"""`python -m tests.serving.peers.plain.fill TEXTS.json`: the tables and the texts."""

import json
import sys
from pathlib import Path

import django


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from .models import Article, Symptom

    told = json.loads(Path(sys.argv[1]).read_text())
    call_command("migrate", verbosity=0, run_syncdb=True)
    symptoms = {row["slug"]: Symptom.objects.create(**row) for row in told["symptoms"]}
    for row in told["articles"]:
        page = Article.objects.create(
            **{name: row[name] for name in ("title", "slug", "summary", "starts", "ends", "published")},
            body="".join(row["parts"]),
        )
        page.symptoms.set([symptoms[slug] for slug in row["symptoms"]])


if __name__ == "__main__":
    main()
