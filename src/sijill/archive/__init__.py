"""Archives: millions of reports read, over the processes of one machine or of a cluster (Dask), into Parquet datasets that anything can ask.

    schema.py    the datasets and their columns
    files.py     any place that fsspec knows: list, read, write whole files
    streams.py   packed files and pieces of files as streams
    inputs.py    what people have, cut into partitions, and a partition's reports
    manifest.py  the plan of a run, the marker of each partition that is done, the manifest of the whole
    cluster.py   a client of Dask, a bounded number of tasks, tasks that kill their worker
    rows.py      a reading as rows of the datasets
    part.py      one partition: its reports read, its files written
    read.py      a whole run: plan, partitions, manifest
    link/        which reports tell of one incident
    tables.py    the datasets as views of DuckDB
    load.py      an archive into the register
    query.py     questions in SQL, read-only
    charts.py    their answers as pictures
    questions/   those that researchers ask
    generate/    synthetic archives with gold, for measuring all of it

Nothing outside imports this room unless an archive is asked for: it needs the extra ``archive``.
"""

from __future__ import annotations

from sijill.ingest.extras import need


def needed(where: str) -> None:
    """Raises ``InputError`` that names the extra where a library that the room needs is not installed."""
    for module in ("pyarrow.parquet", "fsspec", "distributed", "zstandard"):
        need(module, "archive", where)
