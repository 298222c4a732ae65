"""Everybody who writes may read the history and the audit trail; pages are archived, only superusers delete them."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUPS = ["Author", "Clinical reviewer", "Publisher"]
READ = ["view_auditentry", "view_version", "view_signoff"]
DELETE = ["delete_article", "delete_caretip"]


def set_rights(apps, schema_editor):
    # Django makes permissions after all migrations; groups need them now.
    config = installed.get_app_config("publishing")
    create_permissions(config, apps=installed, using=schema_editor.connection.alias, verbosity=0)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    read = Permission.objects.filter(codename__in=READ, content_type__app_label="publishing")
    delete = Permission.objects.filter(
        codename__in=DELETE, content_type__app_label__in=["articles", "aftercare"]
    )
    for group in Group.objects.filter(name__in=GROUPS):
        group.permissions.add(*read)
        group.permissions.remove(*delete)


class Migration(migrations.Migration):
    dependencies = [
        ("skincare_site", "0003_trying_permissions"),
        ("publishing", "0002_drafts_and_history"),
    ]
    operations = [migrations.RunPython(set_rights, migrations.RunPython.noop)]
