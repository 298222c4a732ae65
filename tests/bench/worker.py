"""One database, one size: `python -m tests.bench.worker SIZE OUT.json`, in a process of its own.

SIZE is a number of pages, or "starter" for quality, hostile strings and the starter content's first ten.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import django


def main() -> None:
    size, out = sys.argv[1], Path(sys.argv[2])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from skincare_site.starter import load
    from tests.skincare_site.search.first_ten import ten
    from tests.skincare_site.search.generated import development_questions, questions

    from . import peers, quality, speed
    from .documents import fill, show, timed

    show(f"{connection.vendor}, {size}")
    told: dict[str, Any] = {}
    call_command("migrate", verbosity=0, run_syncdb=True)
    timed("starter content", lambda: load(as_drafts=False))
    listed = development_questions() + questions(300, seed=11)
    if size == "starter":
        peers.prepare(named=True)
        told["quality"] = quality.quality()
        told["hostile"] = quality.hostile()
    else:
        fill(int(size))
        if "--ours" not in sys.argv:
            peers.prepare(named=False)
        told["times"] = speed.answer_times(only_ours="--ours" in sys.argv)
    told["first_ten"] = {question: ten(question) for question in listed}
    if size != "starter":
        told["saves"] = speed.save_times()
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()" if connection.vendor == "postgresql" else "SELECT sqlite_version()")
        told["version"] = cursor.fetchone()[0].split(" (")[0]
    out.write_text(json.dumps(told))


if __name__ == "__main__":
    main()
