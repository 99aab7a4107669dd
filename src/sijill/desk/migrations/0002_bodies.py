"""What reports name, counted beforehand."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=5)),
                ("key", models.TextField()),
                ("scope", models.BigIntegerField()),
                ("section", models.CharField(max_length=8)),
                ("name", models.TextField()),
                ("en", models.TextField(blank=True)),
                ("sort", models.CharField(blank=True, max_length=20)),
                ("words", models.TextField(blank=True)),
                ("spelled", models.JSONField(default=list)),
                ("candidates", models.TextField(blank=True)),
                ("claims", models.IntegerField(default=0)),
                ("incidents", models.IntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "scope", "section", "-claims", "key"], name="tally_order")],
                "constraints": [models.UniqueConstraint(fields=("kind", "key", "scope"), name="one_tally_a_scope")],
            },
        ),
    ]
