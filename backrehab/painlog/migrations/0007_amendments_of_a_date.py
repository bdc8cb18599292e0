"""The changes of an entry are found without reading those of all others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("painlog", "0006_hip_releases_that_are_open")]

    operations = [
        migrations.AddIndex(
            model_name="amendment",
            index=models.Index(fields=["user", "on"], name="amendment_of_date"),
        ),
    ]
