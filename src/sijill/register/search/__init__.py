"""Full text search over reports.

    words.py    a text as words to be found by: spelling folded, what is written together cut
    query.py    what a person typed, as words, phrases and what must not be there
    index.py    the index, in SQLite (FTS5) or PostgreSQL (tsvector), filled as reports are taken in
    marks.py    which characters of a text answer a query
    finding.py  the reports, incidents and parties that fit
"""
