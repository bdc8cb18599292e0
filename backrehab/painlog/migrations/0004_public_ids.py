"""Ids for addresses that nobody can guess: releases of the hip."""

from typing import Any
from uuid import uuid4

from django.db import migrations, models

BATCH = 500


def fill(apps: Any, schema_editor: Any) -> None:
    """An id of its own for each row that was there before; a second run changes nothing."""
    database = schema_editor.connection.alias
    for name in ("hiprelease",):
        rows = apps.get_model("painlog", name).objects.using(database)
        while batch := list(rows.filter(public_id=None).only("pk")[:BATCH]):
            for row in batch:
                row.public_id = uuid4()
            rows.bulk_update(batch, ["public_id"])


class Migration(migrations.Migration):
    """First an empty column, then the ids, then the rule that there are no two alike."""

    dependencies = [("painlog", "0003_doses_drills_and_hips")]

    operations = [
        migrations.AddField(
            model_name="hiprelease",
            name="public_id",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="hiprelease",
            name="public_id",
            field=models.UUIDField(default=uuid4, editable=False, unique=True),
        ),
    ]
