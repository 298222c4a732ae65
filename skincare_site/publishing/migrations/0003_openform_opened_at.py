import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0002_drafts_and_history")]

    operations = [
        migrations.AddField(
            model_name="openform",
            name="opened_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
    ]
