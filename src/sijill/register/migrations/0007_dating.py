"""What people say of the day of publication, and of which reports they should be asked for it."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
import msgspec
from django.db import migrations, models

from sijill.register.rows import undated

_STEP = 500


class _Ruled(msgspec.Struct):
    rule: str = ""


class _Shown(msgspec.Struct):
    published: str | None
    evidence: dict[str, list[_Ruled]] = msgspec.field(default_factory=dict)


def fill(apps: Any, schema_editor: Any) -> None:
    ReportRow = apps.get_model("register", "ReportRow")
    last = 0
    while rows := list(ReportRow.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "reading__reader", "reading__record")[:_STEP]):
        asked: dict[str, list[int]] = {}
        for pk, reader, record in rows:
            said = msgspec.json.decode(record, type=_Shown)
            found = undated(said.published, (e.rule for e in said.evidence.get("published", ())), reader.startswith("people/"))
            if found is not None:
                asked.setdefault(found, []).append(pk)
        for found, pks in asked.items():
            ReportRow.objects.filter(pk__in=pks).update(undated=found)
        last = rows[-1][0]


class Migration(migrations.Migration):
    dependencies = [("register", "0006_latest")]

    operations = [
        migrations.CreateModel(
            name="Dating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("published", models.CharField(blank=True, max_length=10)),
                ("who", models.TextField()),
                ("why", models.TextField(blank=True)),
                ("made", models.DateTimeField()),
                ("report", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="datings", to="register.report")),
            ],
            options={"indexes": [models.Index(fields=["report", "id"], name="dating_report")]},
        ),
        migrations.AddField(model_name="reportrow", name="undated", field=models.CharField(max_length=10, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
