"""Search, and what lists ask by: the index over words, a row a report, measures of claims, conflicts of incidents; filled for what is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import django.db.models.deletion
import msgspec
from django.db import migrations, models

_STEP = 500


def make_index(apps: Any, schema_editor: Any) -> None:
    from sijill.register.search import index

    index.create(schema_editor.connection)
    index.complete(schema_editor.connection)


def drop_index(apps: Any, schema_editor: Any) -> None:
    from sijill.register.search import index

    index.drop(schema_editor.connection)


def fill(apps: Any, schema_editor: Any) -> None:
    from sijill.arabic import fold_word
    from sijill.linking.claims import claims, span_of
    from sijill.linking.conflicts import of_incident
    from sijill.records import Reading as Record

    names = ("EventRow", "ProfileRow", "ReportRow", "Reading", "Member", "Term")
    EventRow, ProfileRow, ReportRow, Reading, Member, Term = (apps.get_model("register", name) for name in names)
    # The latest reading of each report, as its events are those of the latest.
    latest = {report: pk for pk, report in Reading.objects.order_by("pk").values_list("pk", "report_id").iterator(5000)}
    known = sorted(latest.values())
    for at in range(0, len(known), _STEP):
        rows, events, statements = [], [], []
        readings = Reading.objects.filter(pk__in=known[at : at + _STEP]).select_related("report")
        measures, objects = {}, {}
        for reading in readings:
            shown = reading.outlet or reading.report.outlet or reading.report.doc
            day = span_of(reading.published)
            rows.append(ReportRow(report_id=reading.report_id, reading_id=reading.pk, outlet=fold_word(shown), shown=shown, published=day.last if day else None))
            said = msgspec.json.decode(reading.record, type=Record)
            measures.update({(reading.pk, e.id): _barred(f.measure for f in e.figures) for e in said.events if e.figures})
            objects.update({(reading.pk, p.id): _barred(p.object) for p in said.profile if p.object})
        ReportRow.objects.bulk_create(rows)
        for event in EventRow.objects.filter(reading_id__in=known[at : at + _STEP]).only("pk", "reading_id", "ident"):
            if (event.reading_id, event.ident) in measures:
                event.measures = measures[event.reading_id, event.ident]
                events.append(event)
        EventRow.objects.bulk_update(events, ["measures"], batch_size=_STEP)
        for statement in ProfileRow.objects.filter(reading_id__in=known[at : at + _STEP]).only("pk", "reading_id", "ident"):
            if (statement.reading_id, statement.ident) in objects:
                statement.object = objects[statement.reading_id, statement.ident]
                statements.append(statement)
        ProfileRow.objects.bulk_update(statements, ["object"], batch_size=_STEP)
    incidents = sorted(Member.objects.values_list("incident_id", flat=True).distinct())
    for at in range(0, len(incidents), _STEP):
        members: defaultdict[int, list[int]] = defaultdict(list)
        of_reading: defaultdict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
        for incident, event, reading, report, ident in Member.objects.filter(incident_id__in=incidents[at : at + _STEP]).order_by("event_id").values_list(
            "incident_id", "event_id", "event__reading_id", "event__report_id", "event__ident"
        ):
            members[incident].append(event)
            of_reading[reading][ident] = (event, report)
        held = {}
        for pk, record in Reading.objects.filter(pk__in=list(of_reading)).values_list("pk", "record"):
            for claim in claims([msgspec.json.decode(record, type=Record)]):
                if claim.event.id in of_reading[pk]:
                    event, report = of_reading[pk][claim.event.id]
                    held[event] = claim._replace(doc=str(report))
        terms = {
            (incident, "update" if c.update else "conflict", term)
            for incident, events in members.items()
            for c in of_incident([held[e] for e in events])
            for term in (c.kind, c.what)
        }
        Term.objects.bulk_create([Term(incident_id=i, kind=kind, term=term) for i, kind, term in sorted(terms)], batch_size=1000)


def forget(apps: Any, schema_editor: Any) -> None:
    apps.get_model("register", "Term").objects.filter(kind__in=("conflict", "update")).delete()


def _barred(names: Iterable[str]) -> str:
    from sijill.arabic import fold_word

    return "|" + "|".join(dict.fromkeys(fold_word(n) for n in names)) + "|"


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="eventrow",
            name="measures",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="profilerow",
            name="object",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.CreateModel(
            name="ReportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("outlet", models.TextField(db_index=True)),
                ("shown", models.TextField()),
                ("published", models.IntegerField(db_index=True, null=True)),
                ("reading", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="register.reading")),
                ("report", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="row", to="register.report")),
            ],
        ),
        migrations.AddIndex(model_name="eventrow", index=models.Index(fields=["lat", "lon"], name="event_point")),
        migrations.AddIndex(model_name="incident", index=models.Index(fields=["lat", "lon"], name="incident_point")),
        migrations.RunPython(make_index, drop_index),
        migrations.RunPython(fill, forget),
    ]
