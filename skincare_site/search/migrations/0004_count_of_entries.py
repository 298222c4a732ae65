"""The number of entries becomes a counter beside the stems: the row with the empty text."""

from django.db import migrations


def forwards(apps, schema_editor):
    entries = apps.get_model("search", "IndexEntry").objects.count()
    if entries:
        apps.get_model("search", "Stem").objects.create(text="", entries=entries)


def backwards(apps, schema_editor):
    apps.get_model("search", "Stem").objects.filter(text="").delete()


class Migration(migrations.Migration):
    dependencies = [("search", "0003_staff")]
    operations = [migrations.RunPython(forwards, backwards)]
