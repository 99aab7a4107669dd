"""What people do to readings: they accept, correct, reject and add values (``acts``), and what holds then (``coding``); how far a report's coding has
come (``standing``), who is to code it (``assigning``), remarks (``comments``), sets of reports (``collections``), and how well coders agree
(``agreement``).  Who may do what is not asked here.

Nothing is overwritten: an act is a row of its own, under the audit chain (``trail``), and what holds is worked out from all of them in order.
"""
