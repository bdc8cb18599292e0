"""A release that was not finished is found without reading all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("painlog", "0005_drill_answers_by_drill")]

    operations = [
        migrations.AddIndex(
            model_name="hiprelease",
            index=models.Index(
                fields=["user", "-on", "-started_at"],
                condition=models.Q(ended_at__isnull=True),
                name="hip_release_open",
            ),
        ),
    ]
