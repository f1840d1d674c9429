"""Writing documents of customers and the kinds they are of (COM-12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from stammkunde.foundation import clock, files, uploads
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import CREATED, FIELDS, Outcome, operation
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.foundation.writes import Keeper, add, change, expect, keep, lock, remove
from stammkunde.people import papers, rules
from stammkunde.people.models import (
    Customer,
    Document,
    DocumentKind,
    GroupProof,
    Guardianship,
    Participant,
    Visibility,
)
from stammkunde.people.operations.labels import added, free

DOCUMENTS = "people.documents"


def _of_customer(document: Document) -> list[tuple[str, int]]:
    return [("customer", document.customer_id)]


keep(Document, Keeper(kind="document", subjects=_of_customer, part_of="customer"))
keep(
    DocumentKind,
    Keeper(kind="document_kind", derive=rules.derive_label, derived=("name_folded",)),
)


@dataclass(frozen=True)
class NewDocument:
    """A checked upload and what is said about it; without a name it keeps the file's."""

    upload: uploads.Checked
    name: str = ""
    kind: int | None = None
    participant: int | None = None
    visibility: str = Visibility.INTERNAL.value


@operation("people.add_documents", needs=DOCUMENTS)
def add_documents(
    *, actor: Actor, customer: int, documents: Sequence[NewDocument]
) -> Outcome[Document]:
    """File documents of a customer (COM-12); deleting them is the way back.

    Refuses a bad name or visibility (`invalid`), a kind in the archive (`archived`), a participant
    for whom the customer is not responsible (`not_responsible`), and files for which there is no
    room (`upload_full`).
    """
    (row,) = lock(Customer, [customer])
    _check(row.pk, [one.kind for one in documents], [one.participant for one in documents])
    made = []
    for one in documents:
        name = rules.document_name(one.name or one.upload.name)
        seen = rules.visibility(one.visibility)
        file = uploads.keep(one.upload)
        made.append(
            Document(
                customer=row, participant_id=one.participant, kind_id=one.kind, file_id=file.key,
                name=name, picture=one.upload.content_type.startswith("image/"), size=file.size,
                visibility=seen, author_id=actor.id if actor.kind == "staff" else None,
                created_at=clock.now(),
            )
        )  # fmt: skip
    return Outcome(add(made))


@operation("people.change_document", needs=DOCUMENTS, undo=FIELDS)
def change_document(
    *,
    actor: Actor,
    document: int,
    values: Mapping[str, Any],
    expected: Mapping[str, Any] | None = None,
) -> Outcome[Document]:
    """Change name, kind, participant or visibility of a document; the file itself never changes.

    `Stale` where an expected value moved. Refuses as `add_documents` does.
    """
    rows = lock(Document, [document])
    wanted = dict(values)
    if "name" in wanted:
        wanted["name"] = rules.document_name(str(wanted["name"]))
    if "visibility" in wanted:
        wanted["visibility"] = rules.visibility(str(wanted["visibility"]))
    expect(rows[0], expected=expected or {}, wanted=wanted)
    kinds = [wanted["kind_id"]] if wanted.get("kind_id") != rows[0].kind_id else []
    _check(
        rows[0].customer_id, kinds if "kind_id" in wanted else [], [wanted.get("participant_id")]
    )
    return Outcome(change(rows, **wanted))


@operation("people.delete_documents", needs=DOCUMENTS, undo=FIELDS)
def delete_documents(*, actor: Actor, documents: Sequence[int]) -> Outcome[Document]:
    """Put documents into the bin of their tab; after thirty days they are gone for good.

    Refused: those that are there (`already_deleted`), and the present proof for a group in which
    the customer is (`is_proof`).
    """
    rows = lock(Document, documents)
    proving = GroupProof.objects.filter(
        document__in=[row.pk for row in rows], customer__groups=F("group")
    )
    done, refused = rules.deletable(rows, proving.values_list("document", flat=True))
    return Outcome(change(done, archived_at=clock.now()), refused)


@operation("people.restore_documents", needs=DOCUMENTS, undo=FIELDS)
def restore_documents(*, actor: Actor, documents: Sequence[int]) -> Outcome[Document]:
    """Take documents out of the bin. Refused: those that are not there (`not_deleted`)."""
    done, refused = rules.restorable_documents(lock(Document, documents))
    return Outcome(change(done, archived_at=None), refused)


@operation("people.purge_documents", needs="people.erase")
def purge_documents(*, actor: Actor, documents: Sequence[int]) -> Outcome[Document]:
    """Remove documents for good whose thirty days in the bin are over, bytes and all; no undo.

    Others are left alone; bytes that another room holds (sent along with a message) stay with it.
    """
    due = clock.now() - papers.BIN_TIME
    rows = [
        row
        for row in lock(Document, documents)
        if row.archived_at is not None and row.archived_at <= due
    ]
    proofs = GroupProof.objects.filter(document__in=[row.pk for row in rows])
    change(lock(GroupProof, proofs.values_list("pk", flat=True)), document_id=None)
    keys = {row.file_id for row in rows if row.file_id}
    remove(rows, copied=False)
    files.remove(keys - files.used(keys))
    return Outcome(rows)


# The kinds


@operation("people.add_document_kinds", needs="people.settings", undo=CREATED)
def add_document_kinds(*, actor: Actor, names: Sequence[str]) -> Outcome[DocumentKind]:
    """Add kinds of documents. Refuses a bad name (`invalid`) and a taken one (`name_taken`)."""
    return Outcome(added(DocumentKind, names))


@operation("people.change_document_kind", needs="people.settings", undo=FIELDS)
def change_document_kind(
    *,
    actor: Actor,
    kind: int,
    values: Mapping[str, Any],
    expected: Mapping[str, Any] | None = None,
) -> Outcome[DocumentKind]:
    """Rename a kind or move it to another place.

    Refuses as `add_document_kinds` does, and a place that is none (`invalid`); `Stale`.
    """
    wanted = dict(values)
    rules.check_order(wanted.get("order", 0))
    if "name" in wanted:
        wanted["name"] = rules.label_name(str(wanted["name"]))
    rows = lock(DocumentKind, [kind])
    expect(rows[0], expected=expected or {}, wanted=wanted)
    if "name" in wanted:
        free(DocumentKind, [wanted["name"]], besides=kind)
    return Outcome(change(rows, **wanted))


@operation("people.archive_document_kinds", needs="people.settings", undo=FIELDS)
def archive_document_kinds(*, actor: Actor, kinds: Sequence[int]) -> Outcome[DocumentKind]:
    """No longer offer them; documents keep theirs. Refused: `already_archived`."""
    rows, refused = rules.archivable_labels(lock(DocumentKind, kinds))
    return Outcome(change(rows, archived_at=clock.now()), refused)


@operation("people.restore_document_kinds", needs="people.settings", undo=FIELDS)
def restore_document_kinds(*, actor: Actor, kinds: Sequence[int]) -> Outcome[DocumentKind]:
    """Offer them again. Refused: `not_archived`."""
    rows, refused = rules.restorable_labels(lock(DocumentKind, kinds))
    return Outcome(change(rows, archived_at=None), refused)


def _check(customer: int, kinds: Sequence[int | None], participants: Sequence[int | None]) -> None:
    wanted = {one for one in kinds if one is not None}
    found = DocumentKind.objects.in_bulk(wanted)
    if len(found) != len(wanted):
        raise Missing("document kind")
    rules.in_use_labels(found.values())
    about = {one for one in participants if one is not None}
    if not about:
        return
    home = Participant.objects.filter(pk__in=about, customer=customer, erased_at__isnull=True)
    looked_after = Guardianship.objects.filter(participant__in=about, customer=customer)
    known = set(home.values_list("pk", flat=True))
    if about - known - set(looked_after.values_list("participant", flat=True)):
        text = _("The customer is not responsible for this participant.")
        raise Refused("not_responsible", text, "participant")
