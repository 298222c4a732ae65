"""Everybody who may add a wording sees what was asked but not answered, and may set it aside."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUPS = ["Author", "Clinical reviewer", "Publisher"]
RIGHTS = ["view_askedphrase", "change_askedphrase"]


def give(apps, schema_editor):
    # Django makes permissions after all migrations; groups need them now.
    config = installed.get_app_config("search")
    create_permissions(config, apps=installed, using=schema_editor.connection.alias, verbosity=0)
    rights = apps.get_model("auth", "Permission").objects.filter(
        codename__in=RIGHTS, content_type__app_label="search"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [("skincare_site", "0001_groups"), ("search", "0003_staff")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
