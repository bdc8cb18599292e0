"""The latest answer about a drill, and the latest that stopped it, are found without reading all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("painlog", "0004_public_ids")]

    operations = [
        migrations.AddIndex(
            model_name="drillanswer",
            index=models.Index(fields=["user", "exercise", "-on"], name="drill_answer_latest"),
        ),
        migrations.AddIndex(
            model_name="drillanswer",
            index=models.Index(
                fields=["user", "exercise", "-on"],
                condition=models.Q(comfort="further_down"),
                name="drill_answer_stopping",
            ),
        ),
    ]
