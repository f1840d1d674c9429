"""A draft and what its columns of JSON hold."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation import drafts, files, sheets, uploads
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import ImportDraft, StoredFile
from stammkunde.foundation.refusals import Forbidden
from stammkunde.people.importing import apply
from stammkunde.people.importing.columns import Columns, columns_of, knows
from stammkunde.people.importing.names import KIND, WORD
from stammkunde.people.importing.overlay import Overlay
from stammkunde.people.importing.plan import Course, Mode, OnMatch

FILE = "people.import"  # the owner of the files
# More than is taken: what is a little too large is told what to do about it (`uploading`).
INTAKE = uploads.declare(
    uploads.Intake(FILE, takes=uploads.LISTS, most_bytes=uploads.MOST_BYTES, per_hour=100)
)
WORDS = (WORD, "people.edit")


@files.owns(FILE)
def may_read(actor: Actor, file: StoredFile) -> bool:
    """Lists are read by whoever uploaded them, as long as they may import."""
    return actor.may(WORD) and drafts.belongs(actor, file)


drafts.keeps(FILE)


def need(actor: Actor) -> None:
    """Refuse who may not import."""
    for word in WORDS:
        if not actor.may(word):
            raise Forbidden(word)


def held(actor: Actor, pk: int) -> ImportDraft:
    """A draft of this actor; `Missing` for any other."""
    need(actor)
    return drafts.of(actor, KIND, pk)


def read(text: str, empty: Any) -> Any:
    """What a column of JSON holds."""
    return json.loads(text) if text else empty


def written(said: Any) -> str:
    """A value for a column of JSON."""
    return json.dumps(said, ensure_ascii=False)


@dataclass(frozen=True)
class Headings:
    """The headings of a list that need not be opened for them."""

    headings: Sequence[str]
    header: int = 1


def chosen(draft: ImportDraft) -> dict[str, Any]:
    """What somebody chose about the format."""
    return dict(read(draft.chosen, {}))


def look(draft: ImportDraft) -> dict[str, Any]:
    """What was found when the file was opened: headings, samples, format."""
    return dict(read(draft.look, {}))


def mapping(draft: ImportDraft) -> dict[int, str]:
    """By position the headings that columns are read as."""
    return {int(at): said for at, said in read(draft.mapping, {}).items()}


def tallies(draft: ImportDraft) -> Counter[str]:
    """How many open cells there are, by column and kind of question."""
    return Counter(read(draft.tallies, {}))


def opened(draft: ImportDraft) -> sheets.Sheet:
    """The list of a draft. Refuses (`Unreadable`) one that is not there any longer."""
    path = files.path_of(draft.file) if draft.file else None
    if path is None or not path.exists():
        raise sheets.Unreadable(_("The file is not there any longer."), _("Upload it once more."))
    return sheets.read(path, knows=knows, **chosen(draft))


def columns_held(draft: ImportDraft, *, nameless: bool = False) -> Columns:
    """The columns as they are read, without opening the file."""
    found = look(draft)
    headings = Headings(found.get("headings", []), found.get("header", 1))
    return columns_of(headings, mapping(draft), nameless=nameless)


def course_held(draft: ImportDraft, columns: Columns, mode: Mode = Mode.VALID_ROWS) -> Course:
    """How the rows of a draft come in: somebody is there to be asked."""
    match = tuple(one for one in draft.match.split(",") if one)
    course = Course(mode, match, OnMatch(draft.on_match), asks=True)
    return apply.course_of(columns, course)


def overlay_of(draft: ImportDraft, numbers: Sequence[int] | None = None) -> Overlay:
    """What was settled, of all rows or of these."""
    return Overlay.of(drafts.corrections(draft.pk, numbers))


def words_of(actor: Actor) -> str:
    """Who a job shall act as, to be kept with the draft."""
    return written({"kind": actor.kind, "words": sorted(actor.words), "language": actor.language})


def actor_of(draft: ImportDraft) -> Actor:
    """Whoever began the job of a draft, with the permissions of that moment, at the import door."""
    said = read(draft.words, {"kind": "staff", "words": [], "language": "de"})
    made = Actor(said["kind"], draft.owner, draft.owner_label, frozenset(said["words"]))
    return replace(made, door="import", language=said["language"], request_id=f"draft-{draft.pk}")
