"""Which reports tell of one incident, who says it independently, where they differ, and what follows for the figures.

Readings in, incidents out: pure functions over records, without database or network.

    claims.py     an event of one report, with what comparing asks of it
    likeness.py   how much two claims speak of one incident, part by part
    blocks.py     what two claims must have in common to be compared
    clusters.py   incidents: claims joined, never two of one report
    origins.py    near-copies and common sources: what counts once
    conflicts.py  where the claims of an incident differ
    statements.py what reports lastingly say of bodies, and which of it agrees
    body_conflicts.py  where it differs
    estimates.py  low, best and high by a named policy; grades
    summaries.py  an incident in short
"""
