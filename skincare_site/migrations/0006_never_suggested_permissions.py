"""Who keeps the list of words that are never suggested: everybody who writes for patients."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUPS = ["Author", "Clinical reviewer", "Publisher"]
RIGHTS = ["view_neversuggested", "add_neversuggested", "change_neversuggested"]
TAKE_OFF = ["Clinical reviewer", "Publisher"]  # who may let a word be suggested again


def give(apps, schema_editor):
    # Django makes permissions after all migrations; groups need them now.
    config = installed.get_app_config("symptoms")
    create_permissions(config, apps=installed, using=schema_editor.connection.alias, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="symptoms")
    groups = apps.get_model("auth", "Group").objects
    for group in groups.filter(name__in=GROUPS):
        group.permissions.add(*permissions.filter(codename__in=RIGHTS))
    for group in groups.filter(name__in=TAKE_OFF):
        group.permissions.add(*permissions.filter(codename="delete_neversuggested"))


class Migration(migrations.Migration):
    dependencies = [
        ("skincare_site", "0005_consent_permissions"),
        ("symptoms", "0002_picker_and_suggestions"),
    ]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
