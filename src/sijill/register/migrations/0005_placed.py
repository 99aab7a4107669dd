"""In which collections the claims of incidents lie, so that lists of whoever sees only some collections need not look at each claim."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import migrations, models

_STEP = 500


def fill(apps: Any, schema_editor: Any) -> None:
    EventRow, Member, Term = (apps.get_model("register", name) for name in ("EventRow", "Member", "Term"))
    own = Member.objects.exclude(event__report__placing=None).values_list("incident_id", flat=True)
    numbers = sorted(set(own.iterator(5000)))
    for at in range(0, len(numbers), _STEP):
        lie: defaultdict[int, set[str]] = defaultdict(set)
        of: defaultdict[int, list[int]] = defaultdict(list)
        chosen = Member.objects.filter(incident_id__in=numbers[at : at + _STEP])
        for incident, event, collection in chosen.values_list("incident_id", "event_id", "event__report__placing__collection_id"):
            lie[incident].add("" if collection is None else str(collection))
            of[incident].append(event)
        Term.objects.bulk_create([Term(incident_id=n, kind="collection", term=term) for n, places in sorted(lie.items()) for term in sorted(places)], batch_size=1000)
        for incident, places in lie.items():
            if len(places) > 1:
                EventRow.objects.filter(pk__in=of[incident]).update(mixed=incident)
    if numbers and schema_editor.connection.vendor == "postgresql":
        # The planner knows of no such terms yet, and would take them for none.
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("ANALYZE register_term")
            cursor.execute("ANALYZE register_eventrow")


def forget(apps: Any, schema_editor: Any) -> None:
    apps.get_model("register", "Term").objects.filter(kind="collection").delete()


class Migration(migrations.Migration):
    dependencies = [("register", "0004_cells")]

    operations = [
        migrations.AddField(model_name="eventrow", name="mixed", field=models.BigIntegerField(null=True)),
        migrations.RunPython(fill, forget),
    ]
