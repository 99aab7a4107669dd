"""Synthetic archives with gold: reports made up from a grammar over the places, bodies and outlets of the packs.

No sentence is taken from a published report and no incident told here happened.  What a report tells, and which incident
of the made-up world each of its events is, is known by construction, so that reading and linking can be measured at any
size.

* ``*.tsv``       the grammar: who acts, who speaks, what happens, in what words (each table explains its columns);
* ``templates``   a row of a table compiled, and what it needs to be known;
* ``wording``     the tables: numbers with their nouns, dates, templates by scene and form;
* ``world``       places, parties, sources and outlets by country;
* ``incidents``   what happens: drawn at a constant density;
* ``telling``     one incident told: characters and gold together;
* ``reports``     a whole report: headline, dateline, paragraphs, what else happened, background, noise;
* ``copies``      what other outlets make of a report: the same text, or lightly edited;
* ``windows``     four weeks of the archive, from a random stream of their own;
* ``writing``     files and processes.
"""
