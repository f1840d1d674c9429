"""What the columns of a list were read as last time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from stammkunde.foundation import clock
from stammkunde.foundation.folding import fold
from stammkunde.foundation.models import ImportMapping


def fingerprint(headings: Sequence[str]) -> str:
    """What lists with the same headings, in the same order, have in common."""
    said = "\x1f".join(fold(one) for one in headings)
    return hashlib.sha256(said.encode()).hexdigest()


def known(kind: str, headings: Sequence[str]) -> dict[int, str] | None:
    """What somebody assigned last time to a list with these headings; None for a new one."""
    row = ImportMapping.objects.filter(kind=kind, fingerprint=fingerprint(headings)).first()
    return {int(at): said for at, said in json.loads(row.mapping).items()} if row else None


def remember(kind: str, headings: Sequence[str], mapping: Mapping[int, str]) -> None:
    """Keep what somebody assigned, for the next list with these headings."""
    said = {"mapping": json.dumps(mapping, ensure_ascii=False), "used_at": clock.now()}
    ImportMapping.objects.update_or_create(
        kind=kind, fingerprint=fingerprint(headings), defaults=said
    )
