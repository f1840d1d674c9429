"""Backups: the database at one moment, the stored files, checked by restoring (reliability F4, D55).

`archive` knows the file, `sums` what makes two databases equal, `databases` SQLite and PostgreSQL,
`saving` and `restoring` the two ways, `nightly` the schedule and its rows.
"""
