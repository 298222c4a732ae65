"""Publishers set the clinic's name, logo and colour; the others may look at them."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

RIGHTS = {
    "Author": ["view_face"],
    "Clinical reviewer": ["view_face"],
    "Publisher": ["view_face", "add_face", "change_face"],
}


def give(apps, schema_editor):
    # Django makes permissions after all migrations; groups need them now.
    config = installed.get_app_config("face")
    create_permissions(config, apps=installed, using=schema_editor.connection.alias, verbosity=0)
    for name, codenames in RIGHTS.items():
        rights = apps.get_model("auth", "Permission").objects.filter(
            codename__in=codenames, content_type__app_label="face"
        )
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            group.permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [("skincare_site", "0006_never_suggested_permissions"), ("face", "0001_initial")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
