"""The tab *Dokumente* and the proofs of a customer, as pages show them (COM-12, CLS-15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stammkunde.foundation import clock, files
from stammkunde.foundation.actors import Actor
from stammkunde.people import queries, rules
from stammkunde.people.models import Document, Visibility
from stammkunde.people.papers import BIN_TIME


@dataclass(frozen=True)
class ShownDocument:
    """One document: the row and what a page says about it."""

    row: Document

    @property
    def url(self) -> str:
        """Where it is downloaded; always as an attachment."""
        return files.url(self.row.file_id) if self.row.file_id else ""

    @property
    def small(self) -> str:
        """The little picture, "" for papers."""
        key = self.row.file_id if self.row.picture else None
        return files.url(key, small=True) if key else ""

    @property
    def kind(self) -> str:
        """The kind's name, "" without one."""
        return self.row.kind.name if self.row.kind else ""

    @property
    def about(self) -> str:
        """The participant it is about, "" for the customer."""
        return rules.participant_name(self.row.participant) if self.row.participant else ""

    @property
    def author(self) -> str:
        """Who filed it, "" when that was no colleague."""
        return self.row.author.name if self.row.author else ""

    @property
    def in_portal(self) -> bool:
        """Whether the customer may see it."""
        return self.row.visibility == Visibility.PORTAL

    @property
    def gone_on(self) -> date | None:
        """The day on which the bin is emptied of it."""
        binned = self.row.archived_at
        return (binned + BIN_TIME).astimezone(clock.business_zone()).date() if binned else None


@dataclass(frozen=True)
class ShownProof:
    """The proof for one group: `standing` is one of fine, soon, over, missing."""

    group: int
    name: str
    until: date | None
    standing: str


def shown_documents(actor: Actor, pk: int) -> tuple[list[ShownDocument], list[ShownDocument]]:
    """(the documents of a customer, those in the bin), the newest first."""
    found = [ShownDocument(row) for row in queries.documents_of(actor, pk)]
    return (
        [one for one in found if one.row.archived_at is None],
        [one for one in found if one.row.archived_at is not None],
    )


def shown_about(actor: Actor, customer: int) -> list[tuple[str, list[ShownDocument]]]:
    """The documents about those who take part for a customer: (name, documents); one query."""
    found: dict[str, list[ShownDocument]] = {}
    for row in queries.documents_about(actor, customer):
        shown = ShownDocument(row)
        found.setdefault(shown.about, []).append(shown)
    return sorted(found.items())


def shown_proofs(actor: Actor, labels: queries.Labels) -> list[ShownProof]:
    """The proofs that go with the groups of a customer, the missing and the oldest first."""
    found = [
        ShownProof(one.group, one.name, one.until, rules.standing(one.until, actor.today))
        for one in labels.proofs
    ]
    return sorted(found, key=lambda one: (one.until or date.min, one.name))
