"""Linking an archive: the register's rules over any number of claims, as a shuffle by block.

    layout.py    what every task knows: how the archive is cut
    pieces.py    files between the stages
    ordering.py  claims of all partitions in the order of time, in chunks
    sketch.py    of a claim what tells how much it can be like another, for many pairs in one go
    meeting.py   pairs by block, crowded blocks narrowed, large ones in shares
    scoring.py   pairs weighed: the dataset ``links``
    grouping.py  connected claims, joined to incidents, numbered
    copies.py    near-copies, wherever their texts lie
    summing.py   the datasets ``incidents``, ``members``, ``copies``
    run.py       the stages one after another

What two claims must share and what counts for them to be one is told by ``sijill.linking`` alone; here it is only spread over processes.
"""
