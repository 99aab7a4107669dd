"""The tables.

Kept for ever, and under the audit chain: ``Evidence``, ``Report``, ``Reading``, ``Judgement``, ``Review``, ``Standing``, ``Comment``,
``Assignment``, ``Dating``, ``Naming``, ``Collection``, ``Placing``, ``Entry``.  Made from them and made anew at will: ``ReportRow``, ``EventRow``, ``ProfileRow``, ``Link``, ``Incident``, ``Member``, and the words that search finds
(``sijill.register.search.index``).  A claim is an event of a report's latest reading; what people
say of it is fastened to the characters of its trigger, so that it outlives the reading.
"""

from __future__ import annotations

from django.db import models


class Evidence(models.Model):
    """Bytes as they came, kept in the evidence store under their SHA-256."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.TextField()
    """The path or address it came from first."""
    added = models.DateTimeField()


class Report(models.Model):
    """One report: the text that all offsets refer to, and what was known beside it.  Never changed."""

    key = models.CharField(max_length=64, unique=True)
    """SHA-256 over the evidence, the place in it and the text: the same thing added twice is one report."""
    doc = models.TextField(db_index=True)
    """The name people use: a file name, an address, the id of a line."""
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="reports")
    locator = models.TextField(blank=True)
    """Where in the evidence, if it holds several reports: a line, a record, an entry."""
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    published = models.CharField(max_length=40, null=True)
    outlet = models.TextField(null=True)
    url = models.TextField(null=True)
    title = models.TextField(blank=True)
    extractor = models.CharField(max_length=60)
    """What made the text of the bytes, with its version."""
    added = models.DateTimeField()


class Reading(models.Model):
    """What one version of the reader, with one state of its packs, read from a report."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="readings")
    reader = models.CharField(max_length=60)
    packs = models.CharField(max_length=64)
    """SHA-256 over the files of the packs."""
    record = models.TextField()
    """The record as JSON (docs/record-format.md)."""
    record_sha256 = models.CharField(max_length=64)
    published = models.CharField(max_length=40, null=True)
    outlet = models.TextField(blank=True)
    made = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "reader", "packs"], name="one_reading_a_version")]


class ReportRow(models.Model):
    """What a report's latest reading says of the report itself, laid out for questions."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="row")
    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="+")
    outlet = models.TextField(db_index=True)
    """Folded, as filters ask for it; the report's name where nobody knows the publisher."""
    shown = models.TextField()
    """The same as people read it."""
    published = models.IntegerField(null=True, db_index=True)
    """Ordinal of the last day on which it may have been published."""
    state = models.CharField(max_length=10, default="unread")
    """Where the common coding of it stands, see ``Standing``."""
    events = models.IntegerField(default=0)
    """How many events it tells of."""
    least = models.FloatField(null=True)
    """The lowest confidence among them, so that the doubtful ones can be looked at first."""
    undated = models.CharField(max_length=10, null=True)
    """Where nobody gave the day of publication and the text does not state it: ``inferred`` for a day worked out from what it tells, ``unknown`` for none; else null."""

    class Meta:
        indexes = [
            models.Index(fields=["report"], condition=models.Q(undated__isnull=False), name="report_undated"),
            models.Index(fields=["state", "report"], name="report_state"),
            models.Index(fields=["least", "report"], name="report_least"),
        ]


class EventRow(models.Model):
    """An event of a report's latest reading, laid out for questions."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="events")
    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="events")
    ident = models.CharField(max_length=20)
    type = models.CharField(max_length=40)
    family = models.CharField(max_length=40)
    modality = models.CharField(max_length=20)
    time = models.CharField(max_length=60, null=True)
    first_day = models.IntegerField(null=True)
    last_day = models.IntegerField(null=True)
    """Proleptic ordinals; null where the time is open or unknown."""
    start = models.IntegerField()
    end = models.IntegerField()
    confidence = models.FloatField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    precision = models.SmallIntegerField(null=True)
    places = models.TextField(blank=True)
    """Folded names and ids of places and what they lie in, each between bars: |sy.idlib|ادلب|سوريا|."""
    parties = models.TextField(blank=True)
    """Ids and folded names of agents and targets, in the same way."""
    measures = models.TextField(blank=True, default="")
    """What its figures count, in the same way."""
    linked = models.BooleanField(default=False, db_index=True)
    """Whether it has been compared with the others."""
    mixed = models.BigIntegerField(null=True)
    """Its incident, where the claims of that do not all lie in one collection, or all in none: of these whoever sees only some collections may see a part."""

    class Meta:
        indexes = [
            # All that lists, map and timeline ask of a claim in sight, so that it is answered from the index alone.
            models.Index(
                fields=["mixed", "report", "precision", "lat", "lon", "first_day", "last_day", "type", "id"], condition=models.Q(mixed__isnull=False), name="event_mixed",
            ),
            models.Index(fields=["first_day", "last_day"], name="event_days"),
            models.Index(fields=["type", "first_day"], name="event_type_days"),
            models.Index(fields=["lat", "lon"], name="event_point"),
        ]
        constraints = [models.UniqueConstraint(fields=["report", "ident"], name="one_event_an_ident")]


class ProfileRow(models.Model):
    """A lasting statement of a report's latest reading."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="statements")
    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="statements")
    ident = models.CharField(max_length=20)
    relation = models.CharField(max_length=30, db_index=True)
    subject = models.TextField()
    """Folded names between bars."""
    object = models.TextField(blank=True, default="")
    """The same of what is said of the subject, where that is a body or a place."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "ident"], name="one_statement_an_ident")]


class Incident(models.Model):
    """Something that happened, as told by one claim or more.  Its number stays valid: a merged incident points on."""

    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    made = models.DateTimeField()
    # What lists show and filter by, made anew whenever the claims change (sijill.register.summaries).
    type = models.CharField(max_length=40, blank=True)
    first_day = models.IntegerField(null=True)
    last_day = models.IntegerField(null=True)
    claims = models.IntegerField(default=0)
    origins = models.IntegerField(default=0)
    grade = models.CharField(max_length=20, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    precision = models.SmallIntegerField(null=True)
    killed = models.FloatField(null=True)
    """The best figure of the killed in the summary, where that is open the lowest: maps and timelines add it up without opening every summary."""
    summary = models.JSONField(default=dict)
    """``{"time", "places", "agents", "targets", "figures": {measure: [low, best, high]}, "conflicts", "because"}``."""

    class Meta:
        indexes = [
            # With what every list asks besides: a month of long ago is reached without opening all that came later.
            models.Index(fields=["last_day", "id", "first_day", "merged_into", "claims"], name="incident_latest"),
            models.Index(fields=["type", "last_day"], name="incident_type_days"),
            # All that the map asks of an incident, so that it is answered from the index alone.
            models.Index(fields=["lat", "lon", "precision", "merged_into", "claims", "last_day", "first_day", "grade", "killed", "id"], name="incident_spot"),
        ]


class Term(models.Model):
    """A folded name or id that an incident is found by. ``kind``: place, party, outlet, type or measure; conflict or update, the ``term``
    then being the kind of conflict or the measure; collection, the ``term`` being its number (``sijill.register.summaries.PLACED``)."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="terms")
    kind = models.CharField(max_length=10)
    term = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["kind", "term", "incident"], name="term_incident")]


class Member(models.Model):
    """A claim of an incident."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="members")
    event = models.OneToOneField(EventRow, on_delete=models.CASCADE, related_name="member")


class Link(models.Model):
    """Two claims that speak of one incident, with what speaks for it."""

    a = models.ForeignKey(EventRow, on_delete=models.CASCADE, related_name="+")
    b = models.ForeignKey(EventRow, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    parts = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["a", "b"], name="one_link_a_pair")]


class Copy(models.Model):
    """A report that is a near-copy or excerpt of an earlier one."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="copy_of")
    of = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="copies")


class Judgement(models.Model):
    """What a person says of two claims: same, not_same or unsure.  The latest of a pair counts."""

    a_report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    a_start = models.IntegerField()
    a_type = models.CharField(max_length=40)
    b_report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    b_start = models.IntegerField()
    b_type = models.CharField(max_length=40)
    verdict = models.CharField(max_length=10)
    who = models.TextField()
    why = models.TextField(blank=True)
    made = models.DateTimeField()


class Review(models.Model):
    """What a person does to a value: accepts, corrects, rejects, adds it, or takes such an act back.  Added, never changed; what holds now is worked out
    from all of them in order (``sijill.register.people``)."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="reviews")
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="reviews")
    """The reader's reading that the person had before them."""
    lane = models.CharField(max_length=150, blank=True, default="")
    """Whose coding it belongs to: empty for the common one, the coder's name where reports are coded blind."""
    ident = models.CharField(max_length=20)
    """The event or lasting statement in that reading; ``h1``, ``h2`` … for one that people added; empty for the report itself."""
    dimension = models.CharField(max_length=30)
    """``event`` or ``statement`` for the whole of it, else its field."""
    item = models.CharField(max_length=80, blank=True, default="")
    """Which of several values of a field: ``start-end`` of the characters it was read from, or ``+`` and the number of the review that added it."""
    start = models.IntegerField(null=True)
    end = models.IntegerField(null=True)
    """The characters of the trigger, to which what was said is fastened when a newer reading comes."""
    verdict = models.CharField(max_length=10)
    """accepted, corrected, rejected, added or undone."""
    before = models.JSONField(null=True)
    value = models.JSONField(null=True)
    """The value before and after, as records have them."""
    evidence = models.JSONField(null=True)
    """``[[start, end], …]``: the characters that the person points to."""
    over = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    """The latest review of the same value that the person had seen."""
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    contested = models.BooleanField(default=False)
    """Somebody else had changed the value meanwhile: kept, but not in force until a person decides."""
    who = models.TextField()
    why = models.TextField(blank=True)
    made = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["report", "lane", "id"], name="review_report_lane")]


class Standing(models.Model):
    """How far a report's coding has come: unread, coded, in_review, returned or verified.  The latest of a report and lane counts."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="standings")
    lane = models.CharField(max_length=150, blank=True, default="")
    state = models.CharField(max_length=10)
    comment = models.TextField(blank=True)
    who = models.TextField()
    made = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["report", "lane", "id"], name="standing_report_lane")]


class Comment(models.Model):
    """What a person remarks on a report, an event or a value of it."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="comments")
    ident = models.CharField(max_length=20, blank=True, default="")
    dimension = models.CharField(max_length=30, blank=True, default="")
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="answered_by")
    text = models.TextField()
    who = models.TextField()
    made = models.DateTimeField()


class Assignment(models.Model):
    """That a person is to code a report, blind where ``blind``, without the reader's suggestions where ``bare``.  The latest of a report and coder counts."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="assignments")
    coder = models.CharField(max_length=150)
    blind = models.BooleanField(default=False)
    bare = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False)
    who = models.TextField()
    made = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["coder", "report"], name="assignment_coder")]


class Dating(models.Model):
    """That a person says when a report was published.  The latest of a report counts, and what is known beside the report stays as it came."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="datings")
    published = models.CharField(max_length=10, blank=True)
    """A day, month or year (EDTF); empty where what was said before is taken back."""
    who = models.TextField()
    why = models.TextField(blank=True)
    made = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["report", "id"], name="dating_report")]


class Naming(models.Model):
    """That a person says a name (or id) means the same party or place as another.  The latest of a kind and name counts."""

    kind = models.CharField(max_length=10)
    """party or place."""
    name = models.TextField(db_index=True)
    of = models.TextField(db_index=True)
    """The name or id that is kept."""
    verdict = models.CharField(max_length=10)
    """same or withdrawn."""
    who = models.TextField()
    why = models.TextField(blank=True)
    made = models.DateTimeField()


class Collection(models.Model):
    """A set of reports that only those see who were let in.  Reports of none are open to everybody with an account."""

    name = models.CharField(max_length=150, unique=True)
    made = models.DateTimeField()


class Placing(models.Model):
    """The collection that a report is in now; the audit chain has where it was before."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="placing")
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="placings")


class Entry(models.Model):
    """One link of the audit chain (``sijill.register.audit``)."""

    number = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=32)
    who = models.TextField()
    action = models.CharField(max_length=30)
    subject = models.TextField()
    detail = models.TextField()
    """Canonical JSON."""
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
