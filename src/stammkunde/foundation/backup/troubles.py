"""What disks and databases complain of, in German."""

from __future__ import annotations

import errno

FULL = "Der Datenträger ist voll"
_WORDS = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EIO: "Der Datenträger meldet einen Schreib- oder Lesefehler",
    errno.EROFS: "Der Datenträger lässt sich nicht beschreiben",
    errno.EACCES: "Die Berechtigung fehlt",
    errno.EPERM: "Die Berechtigung fehlt",
    errno.ENOENT: "Datei oder Ordner gibt es nicht",
    errno.EISDIR: "Das ist ein Ordner",
    errno.ENOTDIR: "Ein Teil des Pfades ist kein Ordner",
}
_SIGNS = {
    "database or disk is full": FULL,
    "no space left on device": FULL,
    "disk quota exceeded": FULL,
    "file too large": FULL,
    "could not extend file": FULL,
    "disk i/o error": _WORDS[errno.EIO],
    "database is locked": "Die Datenbank ist gerade belegt",
}


def german(problem: BaseException) -> str:
    """Why it went wrong, in German where we know the words; else what the system said."""
    if isinstance(problem, OSError) and problem.errno in _WORDS:
        return _WORDS[problem.errno]
    said = str(problem).strip()
    return next((words for sign, words in _SIGNS.items() if sign in said.lower()), said)
