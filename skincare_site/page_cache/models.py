"""That a table has changed. Written by the database's own triggers (triggers.py), read by changes.py.

A migration that changes this table must call `triggers.remove` first.
"""

from django.db import models
from django.db.models.functions import Now


class Change(models.Model):
    """SQLite: one row a table, `version` is a random number, another one after every change.

    PostgreSQL: one row for each transaction and table, so that nobody waits for anybody; `version` is the number of
    the transaction.
    """

    table_name = models.CharField(max_length=63, db_index=True)
    version = models.BigIntegerField(db_index=True)
    at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.table_name} {self.version}"
