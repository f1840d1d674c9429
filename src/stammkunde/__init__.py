"""Stammkunde: customer management for small service businesses."""

import sys

from stammkunde.version import __version__

__all__ = ["__version__"]


def _use_bundled_sqlite() -> None:
    """Put pysqlite3 (SQLite >= 3.51.3) in the place of the interpreter's sqlite3.

    Older versions of SQLite can corrupt a WAL file that two processes write (ADR 11). It happens
    here because it must happen before Django loads a database backend. Where no wheel exists,
    the interpreter's own module stays and `stammkunde doctor` warns.
    """
    try:
        import pysqlite3
        import pysqlite3.dbapi2
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


_use_bundled_sqlite()
