"""The three groups of staff: author, clinical reviewer, publisher."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

WRITE = ["view_article", "add_article", "change_article", "view_caretip", "add_caretip", "change_caretip"]
LOOK = [
    "view_treatment", "view_symptom", "view_layname", "view_dangersign", "view_clinic", "view_redflagcard",
    "view_source", "view_reviewer", "view_picture", "view_openinghours",
]  # fmt: skip
HELP = [
    "add_source", "change_source", "add_picture", "change_picture", "add_layname", "change_layname", "delete_layname",
]  # fmt: skip
CLINICAL = [
    "review_content", "change_redflagcard", "add_dangersign", "change_dangersign", "delete_dangersign",
    "add_symptom", "change_symptom", "add_treatment", "change_treatment", "add_reviewer", "change_reviewer",
]  # fmt: skip
GOING_PUBLIC = [
    "publish_content", "delete_article", "delete_caretip", "add_clinic", "change_clinic",
    "add_openinghours", "change_openinghours", "delete_openinghours", "add_symptom", "change_symptom",
]  # fmt: skip
GROUPS = {
    "Author": [*WRITE, *LOOK, *HELP],
    "Clinical reviewer": [*WRITE, *LOOK, *HELP, *CLINICAL],
    "Publisher": [*WRITE, *LOOK, *HELP, *GOING_PUBLIC],
}


def make_groups(apps, schema_editor):
    # Django makes permissions after all migrations; groups need them now.
    for label in ("articles", "aftercare", "symptoms", "clinics", "images", "publishing"):
        config = installed.get_app_config(label)
        create_permissions(config, apps=installed, using=schema_editor.connection.alias, verbosity=0)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in GROUPS.items():
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.set(
            Permission.objects.filter(
                codename__in=codenames,
                content_type__app_label__in=(
                    "articles",
                    "aftercare",
                    "symptoms",
                    "clinics",
                    "images",
                    "publishing",
                ),
            )
        )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("aftercare", "0001_initial"),
        ("symptoms", "0001_initial"),
        ("clinics", "0001_initial"),
        ("images", "0001_initial"),
        ("publishing", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
