"""The index of what ``0007_dating`` fills, apart from it: PostgreSQL does not change rows and indices of a table in one transaction."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0007_dating")]

    operations = [
        migrations.AddIndex(
            model_name="reportrow",
            index=models.Index(condition=models.Q(("undated__isnull", False)), fields=["report"], name="report_undated"),
        ),
    ]
