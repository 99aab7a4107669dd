"""People's work: reviews that say what they were made upon, standings, comments, assignments, names, collections; and what lists of reports sort by."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

_STEP = 500


def fill(apps: Any, schema_editor: Any) -> None:
    EventRow, ReportRow = (apps.get_model("register", name) for name in ("EventRow", "ReportRow"))
    told = EventRow.objects.values("report_id").annotate(n=models.Count("pk"), least=models.Min("confidence")).order_by("report_id")
    known = {report: (n, least) for report, n, least in told.values_list("report_id", "n", "least").iterator(5000)}
    numbers = sorted(known)
    for at in range(0, len(numbers), _STEP):
        rows = list(ReportRow.objects.filter(report_id__in=numbers[at : at + _STEP]))
        for row in rows:
            row.events, row.least = known[row.report_id]
        ReportRow.objects.bulk_update(rows, ["events", "least"], batch_size=_STEP)


class Migration(migrations.Migration):

    dependencies = [
        ("register", "0002_asking"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("coder", models.CharField(max_length=150)),
                ("blind", models.BooleanField(default=False)),
                ("bare", models.BooleanField(default=False)),
                ("withdrawn", models.BooleanField(default=False)),
                ("who", models.TextField()),
                ("made", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Collection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=150, unique=True)),
                ("made", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ident", models.CharField(blank=True, default="", max_length=20)),
                ("dimension", models.CharField(blank=True, default="", max_length=30)),
                ("text", models.TextField()),
                ("who", models.TextField()),
                ("made", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Naming",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("name", models.TextField(db_index=True)),
                ("of", models.TextField(db_index=True)),
                ("verdict", models.CharField(max_length=10)),
                ("who", models.TextField()),
                ("why", models.TextField(blank=True)),
                ("made", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Placing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lane", models.CharField(blank=True, default="", max_length=150)),
                ("state", models.CharField(max_length=10)),
                ("comment", models.TextField(blank=True)),
                ("who", models.TextField()),
                ("made", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="reportrow",
            name="events",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="reportrow",
            name="least",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="reportrow",
            name="state",
            field=models.CharField(default="unread", max_length=10),
        ),
        migrations.AddField(
            model_name="review",
            name="before",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="review",
            name="contested",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="review",
            name="evidence",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="review",
            name="item",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
        migrations.AddField(
            model_name="review",
            name="lane",
            field=models.CharField(blank=True, default="", max_length=150),
        ),
        migrations.AddField(
            model_name="review",
            name="over",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="register.review"),
        ),
        migrations.AddField(
            model_name="review",
            name="undoes",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="undone_by", to="register.review"),
        ),
        migrations.AddIndex(
            model_name="reportrow",
            index=models.Index(fields=["state", "report"], name="report_state"),
        ),
        migrations.AddIndex(
            model_name="reportrow",
            index=models.Index(fields=["least", "report"], name="report_least"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["report", "lane", "id"], name="review_report_lane"),
        ),
        migrations.AddField(
            model_name="assignment",
            name="report",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="register.report"),
        ),
        migrations.AddField(
            model_name="comment",
            name="answers",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="answered_by", to="register.comment"),
        ),
        migrations.AddField(
            model_name="comment",
            name="report",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="register.report"),
        ),
        migrations.AddField(
            model_name="placing",
            name="collection",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="placings", to="register.collection"),
        ),
        migrations.AddField(
            model_name="placing",
            name="report",
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="placing", to="register.report"),
        ),
        migrations.AddField(
            model_name="standing",
            name="report",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="standings", to="register.report"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["coder", "report"], name="assignment_coder"),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["report", "lane", "id"], name="standing_report_lane"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
