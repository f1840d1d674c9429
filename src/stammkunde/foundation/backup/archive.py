"""The backup file: a ZIP that any computer opens; with a passphrase, age inside a ZIP.

    manifest.json         what it is and what must be in it
    database.sqlite3      or database.dump (pg_restore)
    files/<key>           the stored files

With a passphrase the outer ZIP holds `backup.age` (the ZIP above, for one fresh key) and `key.age`
(that key, under the passphrase): `age` alone opens it, without this product.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

import pyrage

from stammkunde.foundation.backup.sums import Sum

FORMAT = 1
MANIFEST = "manifest.json"
LOCKED, KEY, HOW = "backup.age", "key.age", "LIES-MICH.txt"
_PIECE = 1024 * 1024
_OPENING = (
    "Verschlüsselte Sicherung von Stammkunde.\n"
    "Zurückspielen: stammkunde restore DATEI\n"
    "Ohne Stammkunde (https: age-encryption): age -d key.age > key; age -d -i key backup.age > b.zip\n"
)


# What damaged ZIPs raise: other method, other flags, wrong lengths, broken streams.
_DAMAGE = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError,
           ValueError)  # fmt: skip


class BadArchive(Exception):
    """The file is no backup, is damaged, or the passphrase is wrong; German text for people."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself. `tables` are `Sum`s of the moment of the backup."""

    version: str
    taken_at: str
    vendor: str
    database: str
    migrations: list[str]
    tables: dict[str, Sum]
    files: dict[str, str] = field(default_factory=dict)  # key -> sha256
    format: int = FORMAT

    def text(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @classmethod
    def read(cls, text: str | bytes) -> Manifest:
        """From JSON; `BadArchive` for anything else, and for formats of a later version."""
        try:
            said: dict[str, Any] = json.loads(text)
            if said["format"] > FORMAT:
                raise BadArchive("Diese Sicherung stammt aus einer neueren Version von Stammkunde.")
            tables = {name: Sum(**one) for name, one in said.pop("tables").items()}
            return cls(**said, tables=tables)
        except (ValueError, KeyError, TypeError) as problem:
            raise BadArchive("Das Inhaltsverzeichnis der Sicherung ist nicht lesbar.") from problem


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(path: Path, manifest: Manifest, members: Iterator[tuple[str, Path]]) -> None:
    """Write manifest and members to `path`, flushed to disk. Databases and files are packed."""
    with path.open("wb") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as packed:
            packed.writestr(MANIFEST, manifest.text())
            for name, source in members:
                packed.write(source, name)
        out.flush()
        os.fsync(out.fileno())


def lock(plain: Path, locked: Path, passphrase: str) -> None:
    """Encrypt `plain` into `locked`: readable with the passphrase only."""
    key = pyrage.x25519.Identity.generate()
    with locked.open("wb") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
            packed.writestr(HOW, _OPENING)
            packed.writestr(KEY, pyrage.passphrase.encrypt(str(key).encode(), passphrase))
            with plain.open("rb") as source, packed.open(LOCKED, "w", force_zip64=True) as member:
                pyrage.encrypt_io(source, member, [key.to_public()])
        out.flush()
        os.fsync(out.fileno())


@contextmanager
def opened(path: Path, passphrase: str, workplace: Path) -> Iterator[zipfile.ZipFile]:
    """The archive, decrypted into `workplace` where necessary; `BadArchive` when it cannot be read."""
    try:
        outer = zipfile.ZipFile(path)
    except _DAMAGE as problem:
        raise BadArchive(f"{path.name} ist keine Sicherung oder ist beschädigt.") from problem
    with outer:
        if LOCKED not in outer.namelist():
            yield outer
            return
        plain = workplace / "opened.zip"
        _unlock(outer, plain, passphrase)
    with zipfile.ZipFile(plain) as inner:
        yield inner


def _unlock(outer: zipfile.ZipFile, plain: Path, passphrase: str) -> None:
    if not passphrase:
        raise BadArchive("Diese Sicherung ist verschlüsselt: die Passphrase fehlt.")
    try:
        key = pyrage.passphrase.decrypt(outer.read(KEY), passphrase).decode()
        with outer.open(LOCKED) as source, plain.open("wb") as out:
            pyrage.decrypt_io(source, out, [pyrage.x25519.Identity.from_str(key)])
    except (pyrage.DecryptError, pyrage.IdentityError, *_DAMAGE) as problem:
        raise BadArchive("Die Passphrase passt nicht, oder die Datei ist beschädigt.") from problem


def manifest_of(packed: zipfile.ZipFile) -> Manifest:
    """What the archive says about itself."""
    try:
        text = packed.read(MANIFEST)
    except _DAMAGE as problem:
        raise BadArchive("Diese Datei ist keine Sicherung von Stammkunde.") from problem
    return Manifest.read(text)


def extract(packed: zipfile.ZipFile, name: str, target: Path) -> str:
    """Unpack one member to `target`, flushed; returns its SHA-256. `BadArchive` when damaged."""
    digest = hashlib.sha256()
    try:
        with packed.open(name) as source, target.open("wb") as out:
            for piece in _pieces(source):
                out.write(piece)
                digest.update(piece)
            out.flush()
            os.fsync(out.fileno())
    except _DAMAGE as problem:
        raise BadArchive(f"Die Sicherung ist beschädigt ({name}).") from problem
    return digest.hexdigest()


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    while piece := source.read(_PIECE):
        yield piece
