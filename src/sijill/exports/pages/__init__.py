"""Pages to hand on: one incident or one actor, Arabic and English, in one HTML file that opens from the disk and prints to PDF.

    words.py, words.tsv   what the pages say, in both languages
    svg.py                the map and the charts, drawn here
    parts.py              a page's frame, tables, quotes
    incident.py, actor.py the two pages
    handing.py            redaction, the file, and the entry in the audit chain
"""
