"""Reading documents and who may have their bytes (COM-12, D29)."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from stammkunde.foundation import clock, files
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import StoredFile
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.people import papers
from stammkunde.people.models import IN_USE, Document, DocumentKind, Visibility
from stammkunde.people.queries.customers import PORTAL

DOCUMENTS = "people.documents"


@files.owns(papers.KIND)
def may_read_document(actor: Actor, file: StoredFile) -> bool:
    """Whoever may see documents reads them, in the bin, too; a customer those of their own that
    were made visible for them."""
    if actor.kind == PORTAL:
        return documents(actor).filter(file=file).exists()
    return actor.may(DOCUMENTS)


def documents(actor: Actor) -> QuerySet[Document]:
    """Documents that the actor may see, those in the bin included. Needs `people.documents`.

    A customer needs no word and sees their own that were made visible.
    """
    rows = Document.objects.filter(customer__erased_at__isnull=True)
    if actor.kind == PORTAL:
        return rows.filter(IN_USE, customer=actor.id or 0, visibility=Visibility.PORTAL)
    if not actor.may(DOCUMENTS):
        raise Forbidden(DOCUMENTS)
    return rows


def document(actor: Actor, pk: int) -> Document:
    """One document with its kind, participant and customer; `Missing` when there is none."""
    rows = documents(actor).select_related("kind", "participant", "customer")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Missing(f"document {pk}")
    return found


def documents_of(actor: Actor, customer: int) -> list[Document]:
    """All documents of a customer, the newest first, those in the bin last."""
    rows = documents(actor).filter(customer=customer).order_by("-created_at", "-pk")
    found = list(rows.select_related("kind", "participant", "author"))
    return sorted(found, key=lambda row: row.archived_at is not None)


def documents_about(actor: Actor, customer: int) -> list[Document]:
    """The documents in use about those who are at home with a customer, the newest first, in one
    query; none for whoever may not see them."""
    if not actor.may(DOCUMENTS):
        return []
    rows = documents(actor).filter(IN_USE, participant__customer=customer)
    return list(rows.select_related("kind", "participant", "author").order_by("-created_at", "-pk"))


def document_kinds(actor: Actor) -> list[DocumentKind]:
    """The kinds that are offered, in their order. They are words, not people."""
    return list(DocumentKind.objects.filter(archived_at__isnull=True))


def kinds_with_use(actor: Actor) -> list[DocumentKind]:
    """All kinds in their order with `used`, the number of their documents. Needs `people.settings`."""
    if not actor.may("people.settings"):
        raise Forbidden("people.settings")
    return list(
        DocumentKind.objects.annotate(
            used=Count("documents", filter=Q(documents__archived_at=None))
        ).order_by("order", "name_folded", "pk")
    )


def documents_due(actor: Actor) -> list[int]:
    """Documents whose time in the bin is over, oldest first. Needs `people.erase`."""
    if not actor.may("people.erase"):
        raise Forbidden("people.erase")
    due = clock.now() - papers.BIN_TIME
    rows = Document.objects.filter(~IN_USE, archived_at__lte=due)
    return list(rows.order_by("archived_at", "pk").values_list("pk", flat=True))
