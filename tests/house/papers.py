"""Documents, proofs and letters for the scene of the permission table."""

from __future__ import annotations

from stammkunde.foundation.uploads import Given, taken
from stammkunde.messaging import operations as messaging
from stammkunde.messaging.models import Letter
from stammkunde.people import operations as people
from stammkunde.people import papers
from stammkunde.people.models import Customer, CustomerGroup
from tests import cast

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def papers_of(customer: Customer) -> dict[str, int]:
    """A document, a group that needs a proof, a letter in a print run, a letterhead: their ids."""
    house = cast.system()
    checked = taken(house, papers.INTAKE, Given("vertrag.pdf", PDF))
    made = [people.NewDocument(checked)]
    document = people.add_documents(actor=house, customer=customer.pk, documents=made).done[0]
    name = f"Mit Nachweis {CustomerGroup.objects.count()}"
    group = people.add_labels(actor=house, kind="group", names=[name]).done[0]
    proof = {"needs_proof": True}
    people.change_labels(actor=house, kind="group", label=group.pk, values=proof)
    words = {"subject": "Ihr Kurs", "text": "Bis bald."}
    row = messaging.write_letter(actor=house, customer=customer.pk, confirmed=True, **words).done[0]
    letter = Letter.objects.get(message=row)
    run = messaging.start_print_run(actor=house, letters=[letter.pk]).done[0]
    head = messaging.add_letterhead(actor=house, name=f"Haus {row.pk}").done[0]
    return {
        "document": document.pk,
        "group": group.pk,
        "letter": letter.pk,
        "message": row.pk,
        "run": run.pk,
        "letterhead": head.pk,
    }
