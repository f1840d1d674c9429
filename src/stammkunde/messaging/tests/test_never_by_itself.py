"""Imports, bulk edits and demo data send nothing, whatever rooms do with what they bring (R13)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from stammkunde.foundation import batches
from stammkunde.foundation.bulkwork import work
from stammkunde.foundation.events import on
from stammkunde.foundation.jobs.worker import Worker
from stammkunde.foundation.models import OutgoingMail
from stammkunde.foundation.operations import consequence
from stammkunde.messaging.drafting import Draft
from stammkunde.messaging.models import Message
from stammkunde.messaging.operations import queue_messages
from stammkunde.people import tasks
from stammkunde.people.events import CustomersAdded, CustomersChanged
from stammkunde.people.models import Customer
from stammkunde.people.tests import wizardly
from tests import cast

pytestmark = [pytest.mark.db(transaction=True), pytest.mark.usefixtures("own_registries")]
LIST = "Kundennummer;Vorname;Nachname;E-Mail\n" + "".join(
    f"N-{n};Vor{n};Neu{n};neu{n}@mail.example\n" for n in range(5)
)


@pytest.fixture(autouse=True)
def eager() -> None:
    """A room that greets whoever comes and thanks for every change, as fast as it can."""

    @on(CustomersAdded)
    def greets(event: CustomersAdded) -> None:
        _write(event.ids)

    @on(CustomersChanged)
    def thanks(event: CustomersChanged) -> None:
        _write(event.ids)


def _write(ids: tuple[int, ...]) -> None:
    drafts = [
        Draft(
            customer=pk,
            kind="messaging.message",
            subject="Willkommen",
            body="Hallo",
            automatic=True,
        )
        for pk in ids
    ]
    queue_messages(actor=consequence(), drafts=drafts)


def nothing_left() -> None:
    Worker().run_once()
    assert Message.objects.count() == 0
    assert OutgoingMail.objects.count() == 0


def test_by_hand_the_same_room_does_write() -> None:
    """Twin: without a batch the messages are there."""
    cast.customer()
    assert Message.objects.count() == 1


def test_an_import_by_the_command_sends_nothing(tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    file.write_text(LIST)
    call_command("import_customers", str(file))
    assert Customer.objects.count() == 5
    nothing_left()


def test_an_import_through_the_wizard_sends_nothing() -> None:
    wizardly.committed(wizardly.checked(LIST))
    assert Customer.objects.count() == 5
    nothing_left()


def test_a_bulk_edit_by_the_job_sends_nothing() -> None:
    rows = quiet_customers()
    ids = [row.pk for row in rows]
    work.ask_for_many(
        actor=cast.at_desk(7003, "Jana Roth"), list_key="people.customers", deed="marker",
        ids=ids, params={"marker": "⭐"},
    )  # fmt: skip
    Worker().run_once()
    assert Customer.objects.filter(marker="⭐").count() == 3
    nothing_left()


def test_demo_data_send_nothing() -> None:
    tasks.load_demo.call(business="course", label="Olga")
    assert Customer.objects.exists()
    nothing_left()


def quiet_customers() -> list[Customer]:
    """Three customers of whom the eager room has not heard."""
    with batches.exclusive():
        batch = batches.begin(cast.system(), "customers", rows=3)
        with batches.under(batch):
            rows = cast.many_customers(3)
        batches.finish(batch, created=3)
    return rows
