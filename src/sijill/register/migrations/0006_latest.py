"""The indices of what ``0005_placed`` fills, apart from it: PostgreSQL does not change rows and indices of a table in one transaction."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0005_placed")]

    operations = [
        migrations.AddIndex(
            model_name="eventrow",
            index=models.Index(
                condition=models.Q(("mixed__isnull", False)),
                fields=["mixed", "report", "precision", "lat", "lon", "first_day", "last_day", "type", "id"],
                name="event_mixed",
            ),
        ),
        migrations.RemoveIndex(model_name="incident", name="incident_days"),
        migrations.AddIndex(
            model_name="incident", index=models.Index(fields=["last_day", "id", "first_day", "merged_into", "claims"], name="incident_latest"),
        ),
    ]
