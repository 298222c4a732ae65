"""The engine's own full-text structure. The text of this DDL is frozen: change it in a new migration only."""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE search_fts USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 0')",
]
POSTGRESQL = [
    "ALTER TABLE search_indexentry ADD COLUMN title_vector tsvector, ADD COLUMN all_vector tsvector",
    "CREATE INDEX search_title_vector ON search_indexentry USING gin (title_vector)",
    "CREATE INDEX search_all_vector ON search_indexentry USING gin (all_vector)",
]


def forwards(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE search_indexentry DROP COLUMN title_vector, DROP COLUMN all_vector"
        )
    else:
        schema_editor.execute("DROP TABLE search_fts")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
