"""What the map adds up, beside where it lies: the killed of each incident in a column, and an index with all that the map asks."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

_STEP = 2000


def fill(apps: Any, schema_editor: Any) -> None:
    Incident = apps.get_model("register", "Incident")
    last = 0
    while rows := list(Incident.objects.filter(pk__gt=last).order_by("pk")[:_STEP]):
        last = rows[-1].pk
        told = []
        for row in rows:
            low, best, _ = row.summary.get("figures", {}).get("killed", (None, None, None))
            row.killed = best if best is not None else low
            if row.killed is not None:
                told.append(row)
        Incident.objects.bulk_update(told, ["killed"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("register", "0003_people")]

    operations = [
        migrations.AddField(model_name="incident", name="killed", field=models.FloatField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="incident", name="incident_point"),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["lat", "lon", "precision", "merged_into", "claims", "last_day", "first_day", "grade", "killed", "id"], name="incident_spot"),
        ),
    ]
