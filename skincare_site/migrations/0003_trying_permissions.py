"""Who may keep phrases as checks, and who chooses the page that answers a symptom first."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

KEEP = ["view_keptphrase", "add_keptphrase", "delete_keptphrase"]
PROMOTE = ["add_promotedpage", "change_promotedpage", "delete_promotedpage"]
GROUPS = {
    "Author": KEEP,
    "Clinical reviewer": [*KEEP, *PROMOTE],
    "Publisher": [*KEEP, *PROMOTE],
}


def add_rights(apps, schema_editor):
    # Django makes permissions after all migrations; groups need them now.
    config = installed.get_app_config("search")
    create_permissions(config, apps=installed, using=schema_editor.connection.alias, verbosity=0)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in GROUPS.items():
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.add(
            *Permission.objects.filter(codename__in=codenames, content_type__app_label="search")
        )


class Migration(migrations.Migration):
    dependencies = [
        ("skincare_site", "0002_search_permissions"),
        ("search", "0003_staff"),
    ]
    operations = [migrations.RunPython(add_rights, migrations.RunPython.noop)]
