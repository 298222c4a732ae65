"""PostgreSQL: each vector also names the block of 2,048 keys that its row belongs to (see engines/postgresql.py)."""

from django.db import migrations

BLOCK = "array_to_tsvector(ARRAY[' ' || id / 2048])"


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"UPDATE search_indexentry SET title_vector = title_vector || {BLOCK}, "  # noqa: S608
            f"all_vector = all_vector || {BLOCK}"
        )


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "UPDATE search_indexentry SET title_vector = ts_delete(title_vector, ' ' || id / 2048), "
            "all_vector = ts_delete(all_vector, ' ' || id / 2048)"
        )


class Migration(migrations.Migration):
    dependencies = [("search", "0005_protect_symptoms")]
    operations = [migrations.RunPython(forwards, backwards)]
