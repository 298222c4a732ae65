"""The index: one row per published thing, and how many rows hold each stem.

The words live here as stems made in Python, the same for both databases; the engine's own full-text
structure (an FTS5 table, or two tsvector columns) only finds candidate rows and never ranks them.
"""

from django.db import models

from .staff_models import AskedDay, AskedPhrase, AskedSymptom, AskedWeek, KeptPhrase, PromotedPage

__all__ = [
    "AskedDay", "AskedPhrase", "AskedSymptom", "AskedWeek", "IndexEntry", "IndexedSymptom", "KeptPhrase",
    "PromotedPage", "Stem", "WaitingEntry",
]  # fmt: skip

# A row's key is made from the thing's key and its kind's number, so that a rebuilt index has the same keys
# as one grown by saves.
KEY_STEP = 8
# The "stem" that every entry holds: its counter is the number of entries, which a large table counts slowly.
ALL_ENTRIES = ""


class IndexEntry(models.Model):
    """What search knows of one article or tip."""

    id = models.PositiveBigIntegerField(primary_key=True)
    kind = models.CharField(max_length=12)
    object_id = models.PositiveBigIntegerField()
    title_stems = models.TextField()  # " stem stem stem ", spaces at both ends
    body_stems = models.TextField()
    title_length = models.PositiveIntegerField()
    body_length = models.PositiveIntegerField()
    first_day = models.PositiveIntegerField(null=True)
    last_day = models.PositiveIntegerField(null=True)
    is_live = models.BooleanField()
    visible_from = models.DateTimeField(null=True)
    visible_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="index_entry_once")]
        verbose_name_plural = "index entries"

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class IndexedSymptom(models.Model):
    """That an entry is about a symptom; the main one or another."""

    entry = models.ForeignKey(IndexEntry, on_delete=models.CASCADE, related_name="symptoms", db_index=False)
    symptom_id = models.BigIntegerField()
    is_main = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "symptom_id"], name="indexed_symptom_once")]
        indexes = [models.Index(fields=["symptom_id", "is_main", "-entry"], name="indexed_symptom_newest")]

    def __str__(self) -> str:
        return f"{self.entry_id} about {self.symptom_id}"


class Stem(models.Model):
    """In how many entries a stem occurs; what makes a word rare, the same on every database."""

    text = models.CharField(max_length=80, primary_key=True)
    entries = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.text


class WaitingEntry(models.Model):
    """That the index has to look at a page again: written with the change itself, gone once the index has looked.

    A process that is killed between the two leaves its row, and the next one finishes its work. One row a change,
    never a shared one: the index may take away only what it has seen.
    """

    entry_id = models.PositiveBigIntegerField(db_index=True)  # the key the page's IndexEntry has or will have
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"entry {self.entry_id} since {self.at}"
