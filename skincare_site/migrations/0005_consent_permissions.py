"""Whoever adds pictures records the consent of the people on them, and its withdrawal."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUPS = ["Author", "Clinical reviewer", "Publisher"]
RIGHTS = ["view_consent", "add_consent", "change_consent"]


def give(apps, schema_editor):
    # Django makes permissions after all migrations; groups need them now.
    config = installed.get_app_config("images")
    create_permissions(config, apps=installed, using=schema_editor.connection.alias, verbosity=0)
    rights = apps.get_model("auth", "Permission").objects.filter(
        codename__in=RIGHTS, content_type__app_label="images"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [("skincare_site", "0004_audit_permissions"), ("images", "0002_library")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
