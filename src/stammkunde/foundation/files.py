"""Stored files: the row first, the bytes second, `ready_at` last (house.md 8, D27, D28, D29).

Bytes lie under a random key in DATA_DIR/files; the original name is only ever a download header.
Who may read decides the room that owns the file kind:

    @owns("people.photo")
    def may_read(actor: Actor, file: StoredFile) -> bool: ...
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, HttpRequest
from django.urls import reverse
from django.utils.http import content_disposition_header

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import StoredFile
from stammkunde.foundation.refusals import Missing

UNFINISHED = timedelta(hours=24)
_KEY = re.compile(r"[0-9a-f]{48}")
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
_SMALL, SMALL = ".small", "small"  # the little one of a picture lies beside it
# What is served as what it is; anything else is only bytes.
_SERVED = frozenset({
    "image/webp", "application/pdf", "application/zip", "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
})  # fmt: skip
_LONGEST = 200  # bytes of a name, with its ending
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_ODD = re.compile(r'[<>:"|?*\u2028\u2029]')
MayRead = Callable[[Actor, StoredFile], bool]
OWNERS: dict[str, MayRead] = {}
KEPT: dict[str, timedelta] = {}


def owns(kind: str, *, keeps: timedelta = timedelta(0)) -> Callable[[MayRead], MayRead]:
    """Declare the check of a file kind, "<room>.<noun>": may this actor read this file?

    keeps: how long the reader's own browser may keep it, by default not at all. The bytes of a key
    never change; whoever loses the right to read keeps what was read before.
    """

    def declare(check: MayRead) -> MayRead:
        if kind in OWNERS and OWNERS[kind].__module__ != check.__module__:
            raise ValueError(f"{kind} has two owners")
        OWNERS[kind] = check
        if keeps:
            KEPT[kind] = keeps
        return check

    return declare


def store(
    kind: str, name: str, content_type: str, pieces: Iterable[bytes], *, small: bytes = b""
) -> StoredFile:
    """Store bytes for a declared kind (LookupError otherwise); returns the row, ready to be linked.

    What comes from outside goes through `foundation.uploads`. small: the same picture for lists,
    read at `url(key, small=True)`; it can be lost. Rolled back, the bytes stay behind without a row
    until the nightly sweep.
    """
    if kind not in OWNERS:
        raise LookupError(f"nobody owns {kind}")
    file = StoredFile.objects.create(
        key=secrets.token_hex(24),
        owner=kind,
        name=harmless_name(name),
        content_type=content_type if _TYPE.fullmatch(content_type) else "application/octet-stream",
        created_at=clock.now(),
    )
    file.size, file.sha256 = _write(path_of(file.key), pieces)
    if small:
        _write(_small_of(file.key), [small])
    file.ready_at = clock.now()
    file.save(update_fields=["size", "sha256", "ready_at"])
    return file


def _write(path: Path, pieces: Iterable[bytes]) -> tuple[int, str]:
    """Write, flush to disk, only then take the final name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    half = path.with_suffix(".part")
    with half.open("wb") as out:
        for piece in pieces:
            out.write(piece)
            digest.update(piece)
            size += len(piece)
        out.flush()
        os.fsync(out.fileno())
    half.replace(path)
    return size, digest.hexdigest()


def folder() -> Path:
    """Where the bytes lie."""
    return Path(settings.DATA_DIR) / "files"


def path_of(key: str) -> Path:
    """The place of a key's bytes; `Missing` for anything that is no key of ours."""
    if not _KEY.fullmatch(key):
        raise Missing(key)
    return folder() / key[:2] / key


def _small_of(key: str) -> Path:
    return path_of(key).with_suffix(_SMALL)


def complete() -> Iterator[tuple[str, Path]]:
    """Everything that was written to its end, small pictures included, by the name it has there."""
    for path in sorted(folder().glob("??/*")):
        if path.is_file() and path.suffix in ("", _SMALL):
            yield path.name, path


def place_of(name: str) -> Path:
    """Where something of `complete` lies; `Missing` for any other name."""
    key, dot, rest = name.partition(".")
    if dot and f".{rest}" != _SMALL:
        raise Missing(name)
    return _small_of(key) if dot else path_of(key)


def harmless_name(name: str) -> str:
    """The last part of the path, without control and direction characters, fit for any system.

    At most 200 bytes long; the ending stays. Devices of Windows (CON) get a line in front.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = _ODD.sub("_", last)
    kept = "".join(sign for sign in plain if unicodedata.category(sign)[0] != "C").strip(" .")
    if _DEVICES.fullmatch(kept):
        kept = f"_{kept}"
    if len(kept.encode()) > _LONGEST:
        stem, dot, ending = kept.rpartition(".")
        tail = f".{ending}" if dot and len(ending.encode()) <= 20 else ""
        stem = stem if tail else kept
        kept = stem.encode()[: _LONGEST - len(tail.encode())].decode(errors="ignore") + tail
    return kept or "Datei"


def readable(actor: Actor, key: str) -> StoredFile:
    """The file, if it is complete and its owner lets this actor read it; `Missing` otherwise."""
    file = StoredFile.objects.filter(key=key, ready_at__isnull=False).first()
    if file is None or file.owner not in OWNERS or not OWNERS[file.owner](actor, file):
        raise Missing(key)
    return file


def url(key: str, *, small: bool = False) -> str:
    """Where a file is read. small: the little one of a picture."""
    return reverse("foundation:file", args=[key]) + (f"?{SMALL}" if small else "")


def download(request: HttpRequest, key: str) -> FileResponse:
    """The view: always an attachment, which an <img> shows nevertheless; no script may run, nothing
    is guessed, no other site may use it (D27).

    Nothing is kept, but for kinds whose owner says how long a browser may.
    """
    file = readable(request.actor, key)  # type: ignore[attr-defined]
    kind = file.content_type if file.content_type in _SERVED else "application/octet-stream"
    path = _small_of(file.key) if SMALL in request.GET else path_of(file.key)
    try:
        path = path if path.exists() else path_of(file.key)
        response = FileResponse(path.open("rb"), content_type=kind)
    except FileNotFoundError as problem:
        raise Missing(key) from problem
    response["Content-Disposition"] = content_disposition_header(True, file.name)
    response["Content-Length"] = str(path.stat().st_size)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    kept = KEPT.get(file.owner)
    keeping = f"max-age={int(kept.total_seconds())}, immutable" if kept else "no-store"
    response["Cache-Control"] = f"private, {keeping}"
    return response


def remove(keys: Iterable[str]) -> None:
    """Remove files to which nothing points any more; the bytes go when the transaction is through."""
    gone = list(keys)
    StoredFile.objects.filter(key__in=gone).delete()

    def unlink() -> None:
        for key in gone:
            path_of(key).unlink(missing_ok=True)
            _small_of(key).unlink(missing_ok=True)

    transaction.on_commit(unlink)


def used(keys: Collection[str]) -> set[str]:
    """Those of these files that something still points to, in whatever room; a query per table."""
    found: set[str] = set()
    for relation in StoredFile._meta.get_fields(include_hidden=True) if keys else ():
        if not ((relation.auto_created and relation.one_to_many) or relation.one_to_one):
            continue
        column: Any = relation.field  # type: ignore[union-attr]
        rows = column.model._default_manager.filter(**{f"{column.name}__in": keys})
        found |= set(rows.values_list(column.attname, flat=True))
    return found


def sweep() -> int:
    """Nightly: rows that never became ready, and bytes without a row, both older than a day."""
    before = clock.now() - UNFINISHED
    stale = StoredFile.objects.filter(ready_at__isnull=True, created_at__lt=before)
    removed = stale.delete()[0]
    for path in folder().glob("??/*"):
        if path.stat().st_mtime > before.timestamp():
            continue
        if path.suffix == ".part" or not StoredFile.objects.filter(key=path.stem).exists():
            path.unlink(missing_ok=True)
            removed += 1
    return removed
