from django.db import migrations, models

# What staff of a site that has the starter symptoms would tick: slug → what it looks or feels like, where.
EVERYWHERE = "face eyes lips elsewhere"
STARTER = {
    "redness": ("colour", EVERYWHERE),
    "swelling": ("swelling", EVERYWHERE),
    "sensitivity": ("pain", EVERYWHERE),
    "dryness": ("dry", EVERYWHERE),
    "peeling": ("dry", EVERYWHERE),
    "itching": ("itch", EVERYWHERE),
    "bruising": ("colour blood", EVERYWHERE),
    "scabbing": ("blood", EVERYWHERE),
    "pinpoint-bleeding": ("blood", EVERYWHERE),
    "breakouts": ("pain bumps", "face lips elsewhere"),
    "milia": ("bumps", "face eyes"),
    "acne-flare": ("pain bumps", "face lips elsewhere"),
    "rosacea-flare": ("colour pain bumps", "face eyes"),
    "cold-sores": ("pain itch bumps", "face lips"),
    "hyperpigmentation": ("colour marks", EVERYWHERE),
    "sun-sensitivity": ("colour pain", EVERYWHERE),
    "scarring": ("bumps marks", EVERYWHERE),
    "allergic-reaction": ("colour swelling pain itch bumps", EVERYWHERE),
    "infection": ("colour swelling pain bumps blood", EVERYWHERE),
}
FRIGHTENING = ["infection", "allergic-reaction"]


def fill(apps, schema_editor):
    symptoms = apps.get_model("symptoms", "Symptom").objects
    for slug, (feels, places) in STARTER.items():
        symptoms.filter(slug=slug).update(feels=feels, places=places, may_suggest=slug not in FRIGHTENING)


class Migration(migrations.Migration):
    dependencies = [("symptoms", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="symptom",
            name="feels",
            field=models.CharField(
                blank=True,
                default="",
                help_text="For the symptom picker: tick all that fit. With none ticked it is shown whatever a patient picks.",
                max_length=120,
                verbose_name="what it looks or feels like",
            ),
        ),
        migrations.AddField(
            model_name="symptom",
            name="places",
            field=models.CharField(
                blank=True,
                default="",
                help_text="For the symptom picker: tick every place where it can be. None ticked means everywhere.",
                max_length=120,
                verbose_name="where",
            ),
        ),
        migrations.AddField(
            model_name="symptom",
            name="may_suggest",
            field=models.BooleanField(
                default=True,
                help_text="Untick it for what would frighten somebody who only began to type. Search still finds it.",
                verbose_name="suggested while typing",
            ),
        ),
        migrations.CreateModel(
            name="NeverSuggested",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "phrase",
                    models.CharField(
                        help_text="One word, or a few that stand together. Other forms of it (scar, scars, scarred) are left out too.",
                        max_length=80,
                        unique=True,
                        verbose_name="word",
                    ),
                ),
            ],
            options={
                "verbose_name": "word never suggested",
                "verbose_name_plural": "words never suggested",
                "ordering": ["phrase"],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
