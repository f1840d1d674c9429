"""Static files carry a version in their address: `?v=<hash of the content>`.

No collectstatic and no manifest: WhiteNoise serves what the finders find, and a changed file gets
another address, so that browsers may keep each one for a year.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

from stammkunde.settings import ENV

DIST = "stammkunde/dist/"


class VersionedStaticFiles(StaticFilesStorage):
    """Django's `{% static %}` with the content's hash appended."""

    def url(self, name: str | None) -> str:
        """Address of a static file; a file that is not there keeps its bare address."""
        return _address_once(self, name) if ENV.mode == "production" else _address(self, name)

    def bare(self, name: str | None) -> str:
        """The address without a version."""
        return super().url(name)


def find(name: str) -> Path | None:
    """Where the static file `name` lies, or None: `dist/` may be absent on a machine without Node.

    In production the files of a version stay where they are, and a page asks for a hundred.
    """
    return _found_once(name) if ENV.mode == "production" else _found(name)


def _found(name: str) -> Path | None:
    found = finders.find(name)
    return Path(found) if isinstance(found, str) else None


def version_of(name: str) -> str:
    """The first ten digits of the content's hash, "" when the file is not there."""
    return _version_once(name) if ENV.mode == "production" else _version(name)


def _version(name: str) -> str:
    path = find(name)
    if path is None:
        return ""
    status = path.stat()
    return _digest(path, status.st_mtime_ns, status.st_size)


def _address(storage: VersionedStaticFiles, name: str | None) -> str:
    address = storage.bare(name)
    version = version_of(name) if name else ""
    return f"{address}?v={version}" if version else address


_address_once = lru_cache(maxsize=512)(_address)
_found_once = lru_cache(maxsize=512)(_found)
_version_once = lru_cache(maxsize=512)(_version)


@lru_cache(maxsize=512)
def _digest(path: Path, _changed: int, _size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
