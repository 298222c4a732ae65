"""How long a write waits for somebody else's lock.

A save waits as long as the settings say (settings/base.py): somebody pressed a button and wants it done. What a
reader's request writes beside its answer, such as the mark that a session was used, waits for a moment only and may
be left out.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

MOMENT = 100  # milliseconds


@contextmanager
def short_wait(milliseconds: int = MOMENT) -> Iterator[None]:
    """A transaction in which a lock is waited for so long; then OperationalError.

    Inside another transaction it changes nothing: that one waits as its own begin said.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
    elif connection.vendor == "sqlite":
        connection.ensure_connection()
        usual = connection.connection.execute("PRAGMA busy_timeout").fetchone()[0]
        connection.connection.execute(f"PRAGMA busy_timeout={int(milliseconds)}")
        try:
            with transaction.atomic():
                yield
        finally:
            if connection.connection is not None:
                connection.connection.execute(f"PRAGMA busy_timeout={usual}")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{int(milliseconds)}ms"])
            yield
