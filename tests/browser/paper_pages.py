"""Pages about documents, proofs and letters, for axe."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.conftest import Office
from tests.house.papers import papers_of


def _papers(office: Office, kind: str) -> int:
    """A document, a group that needs a proof, a letter in a print run or a letterhead."""
    return papers_of(office.one)[kind]


PAPER_PAGES: dict[str, Callable[[Office], str]] = {
    "documents": lambda office: (
        f"/customers/{office.one.pk}/documents/?seen={_papers(office, 'run')}"
    ),
    "document": lambda office: f"/documents/{_papers(office, 'document')}/",
    "delete a document": lambda office: f"/documents/{_papers(office, 'document')}/delete/",
    "proof": lambda office: f"/customers/{office.one.pk}/proofs/{_papers(office, 'group')}/",
    "kinds of documents": lambda office: "/settings/documents/",
    "letters": lambda office: f"/customers/{office.one.pk}/letters/?seen={_papers(office, 'run')}",
    "write a letter": lambda office: f"/customers/{office.one.pk}/letters/write/",
    "letter": lambda office: f"/communication/letters/{_papers(office, 'letter')}/",
    "print queue": lambda office: f"/communication/letters/?seen={_papers(office, 'run')}",
    "letterheads": lambda office: f"/settings/letterheads/?seen={_papers(office, 'letterhead')}",
    "letterhead": lambda office: f"/settings/letterheads/{_papers(office, 'letterhead')}/",
}
