"""One database's faults in a process of their own, whose environment says which database: arguments in JSON."""

import importlib
import json
import signal
import sys
import traceback
from pathlib import Path

import django
from django.core.management import call_command


def main() -> None:
    asked = json.loads(sys.argv[1])
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(143))
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_starter_content", verbosity=0)

    from .bench import Bench
    from .postgres import Cluster

    folder = Path(asked["folder"])
    bench = Bench(asked["database"], folder, asked["scale"])
    if asked["cluster"]:
        bench.cluster = Cluster(Path(asked["cluster"]["folder"]), asked["cluster"]["port"])
    for name in asked["faults"]:
        print(f"  {bench.database}: {name} …", file=sys.stderr, flush=True)
        try:
            row = importlib.import_module(f"tests.faults.{name}").run(bench)
        except Exception as error:
            traceback.print_exc()
            row = bench.row(name)
            row.want(False, f"the bench itself failed: {type(error).__name__}: {error}")
        with (folder / "rows.jsonl").open("a") as out:
            out.write(json.dumps(row.told()) + "\n")


if __name__ == "__main__":
    main()
