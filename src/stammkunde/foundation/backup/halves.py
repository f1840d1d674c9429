"""Places that a killed `restore` or `move-database` left half done."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import connection

from stammkunde.foundation.backup import moving, restoring


def unfinished() -> str:
    """What was begun here and did not end, German, with what to do; "" when nothing was.

    One look into the data folder and one at the names of the tables.
    """
    if (Path(settings.DATA_DIR) / restoring.MARK).exists():
        return (
            "Hier wurde ein Zurückspielen unterbrochen: stammkunde restore DATEI noch einmal "
            "aufrufen"
        )
    if moving.MARK in connection.introspection.table_names():
        return (
            "In diese Datenbank wurde ein Umzug unterbrochen: mit der alten Datenbank "
            "stammkunde move-database noch einmal aufrufen"
        )
    return ""
