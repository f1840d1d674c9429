"""A group that needs a proof asks for it, and reminds in time (CLS-15, users.md R7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from stammkunde.foundation import clock
from stammkunde.foundation.events import ON
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.people import operations, queries, record, rules, tasks
from stammkunde.people.events import ProofExpiring
from stammkunde.people.models import CustomerGroup, Document, GroupProof
from stammkunde.people.tests.test_documents import PDF, file, taken
from tests import cast

DAY = timedelta(days=1)


def reduced(name="Ermäßigt"):
    (row,) = operations.add_labels(actor=cast.owner(), kind="group", names=[name]).done
    operations.change_labels(
        actor=cast.owner(), kind="group", label=row.pk, values={"needs_proof": True}
    )
    return row


def prove(customer, group, days=100, actor=None, document=None):
    until = clock.today() + days * DAY
    return operations.prove_group(
        actor=actor or cast.owner(), customer=customer.pk, group=group.pk,
        valid_until=f"{until:%d.%m.%Y}", document=document,
    )  # fmt: skip


def running_out():
    return set(queries.with_proof_running_out(cast.owner()).values_list("pk", flat=True))


@pytest.fixture
def heard(monkeypatch):
    """What the rooms above hear of proofs."""
    found = []
    monkeypatch.setitem(ON, ProofExpiring, [found.append])
    return found


@pytest.mark.pure
@pytest.mark.parametrize(
    ("until", "standing"),
    [(None, "missing"), (date(2026, 11, 21), "over"), (date(2026, 11, 22), "soon"),
     (date(2026, 12, 20), "soon"), (date(2026, 12, 21), "fine")],
)  # fmt: skip
def test_a_proof_stands_by_its_day(until, standing):
    assert rules.standing(until, date(2026, 11, 22)) == standing


@pytest.mark.db
def test_filing_the_proof_puts_the_customer_into_the_group():
    made, group = cast.customer(), reduced()
    operations_done = prove(made, group, document=operations.NewDocument(taken("ausweis.pdf")))
    (row,) = operations_done.done
    assert made.groups.filter(pk=group.pk).exists()
    assert Document.objects.get(pk=row.document_id).customer_id == made.pk
    labels = queries.labels_of(cast.owner(), made.pk)
    (shown,) = record.shown_proofs(cast.owner(), labels)
    assert (shown.name, shown.standing, shown.until) == ("Ermäßigt", "fine", row.valid_until)


@pytest.mark.db
def test_renewing_replaces_the_proof_and_keeps_the_old_document():
    made, group = cast.customer(), reduced()
    first = prove(made, group, 5, document=operations.NewDocument(taken("alt.pdf"))).done[0]
    old = first.document_id
    second = prove(made, group, 300, document=operations.NewDocument(taken("neu.pdf"))).done[0]
    assert second.pk == first.pk
    assert second.document_id != old
    assert Document.objects.filter(pk=old, archived_at=None).exists()
    assert GroupProof.objects.count() == 1


@pytest.mark.db
def test_a_day_that_is_over_a_group_without_proof_and_a_foreign_document_are_refused():
    made, other = cast.many_customers(2)
    group = reduced()
    (plain,) = operations.add_labels(actor=cast.owner(), kind="group", names=["Eltern"]).done
    foreign = file(other)
    for values, code in (
        ({"days": -1}, "proof_over"),
        ({"document": foreign.pk}, "foreign"),
    ):
        with pytest.raises(Refused) as no:
            prove(made, group, **values)
        assert no.value.code == code
    with pytest.raises(Refused) as no:
        prove(made, plain)
    assert no.value.code == "no_proof_needed"
    with pytest.raises(Refused) as no:
        operations.prove_group(
            actor=cast.owner(), customer=made.pk, group=group.pk, valid_until="bald"
        )
    assert no.value.code == "invalid"
    assert not GroupProof.objects.exists()
    with pytest.raises(Forbidden):
        prove(made, group, actor=cast.actor("people.see", "people.edit"))
    with pytest.raises(Forbidden):
        prove(made, group, actor=cast.actor("people.see", "people.documents"))


@pytest.mark.db
def test_the_lens_finds_missing_expired_and_expiring_proofs_only():
    fine, soon, missing, outside = cast.many_customers(4)
    group = reduced()
    prove(fine, group, 29)
    prove(soon, group, 28)
    operations.put_into_groups(
        actor=cast.owner(), kind="group", customers=[missing.pk], groups=[group.pk]
    )
    assert running_out() == {soon.pk, missing.pk}
    days = queries.proof_days(cast.owner(), [one.pk for one in (fine, soon, missing, outside)])
    assert days[missing.pk] is None
    assert days[fine.pk] == clock.today() + 29 * DAY
    assert outside.pk not in days
    with time_machine.travel(clock.now() + 40 * DAY):
        assert running_out() == {fine.pk, soon.pk, missing.pk}
    operations.archive_customers(actor=cast.owner(), customers=[missing.pk])
    assert running_out() == {soon.pk}


@pytest.mark.db
def test_the_night_reminds_once_per_day_of_validity(heard):
    made, group = cast.customer(), reduced()
    row = prove(made, group, 40).done[0]
    tasks.remind_of_proofs.call()
    assert heard == []
    with time_machine.travel(clock.now() + 12 * DAY):
        tasks.remind_of_proofs.call()
        tasks.remind_of_proofs.call()
        assert heard == [ProofExpiring((row.pk,))]
        prove(made, group, 20)
        tasks.remind_of_proofs.call()
    assert heard == [ProofExpiring((row.pk,))] * 2
    (said,) = queries.proofs(cast.owner(), heard[0].ids)
    assert (said.customer, said.group_name) == (made.pk, "Ermäßigt")
    assert made.groups.filter(pk=group.pk).exists()


@pytest.mark.db
@pytest.mark.parametrize("gone", ["left", "archived", "deceased"])
def test_nobody_is_reminded_of_somebody_who_left(heard, gone):
    made, group = cast.customer(), reduced()
    prove(made, group, 3)
    who = cast.owner()
    if gone == "left":
        operations.take_out_of_groups(
            actor=who, kind="group", customers=[made.pk], groups=[group.pk]
        )
    elif gone == "archived":
        operations.archive_customers(actor=who, customers=[made.pk])
    else:
        operations.mark_deceased(actor=who, customer=made.pk, on=clock.today())
    tasks.remind_of_proofs.call()
    assert heard == []
    with pytest.raises(Forbidden):
        operations.remind_of_proofs(actor=cast.nobody(), proofs=[])


@pytest.mark.db
def test_the_present_proof_is_not_deleted_while_the_customer_is_in_the_group():
    made, group = cast.customer(), reduced()
    row = prove(made, group, document=operations.NewDocument(taken())).done[0]
    refused = operations.delete_documents(actor=cast.owner(), documents=[row.document_id]).refused
    assert refused[0].code == "is_proof"
    operations.take_out_of_groups(
        actor=cast.owner(), kind="group", customers=[made.pk], groups=[group.pk]
    )
    assert operations.delete_documents(actor=cast.owner(), documents=[row.document_id]).done


@pytest.mark.db
def test_the_office_is_led_to_the_proof_and_sees_it_on_the_record():
    made, office, group = cast.customer(), cast.logged_in(roles=("office",)), reduced()
    answer = office.post(f"/customers/{made.pk}/labels/", {"do": "groups", "group": str(group.pk)})
    assert answer.url == f"/customers/{made.pk}/proofs/{group.pk}/"
    assert "fehlt" in office.get(f"/customers/{made.pk}/").content.decode()
    assert office.post(answer.url, {"valid_until": ""}).status_code == 422
    until = clock.today() + 200 * DAY
    sent = {
        "valid_until": f"{until:%d.%m.%Y}", "file": SimpleUploadedFile("foto.pdf", PDF),
    }  # fmt: skip
    assert office.post(answer.url, sent).status_code == 302
    assert f"gültig bis {until:%d.%m.%Y}" in office.get(f"/customers/{made.pk}/").content.decode()
    assert "Nachweis" in office.get("/customers/?lens=proof").content.decode()
    (plain,) = operations.add_labels(actor=cast.owner(), kind="group", names=["Eltern"]).done
    assert office.get(f"/customers/{made.pk}/proofs/{plain.pk}/").status_code == 404
    assert office.post("/settings/groups/", {
        "do": "change", "label": str(plain.pk), "name": "Eltern", "needs_proof": "on",
    }).status_code == 302  # fmt: skip
    assert CustomerGroup.objects.get(pk=plain.pk).needs_proof


@pytest.mark.db
def test_many_at_once_hear_that_a_proof_is_still_to_be_filed():
    some = cast.many_customers(3)
    group = reduced()
    look = queries.outlooks.members(
        cast.owner(), "group", [one.pk for one in some], [group.pk], give=True
    )
    assert look.change == 3
    assert "Ermäßigt" in str(look.notes[0])


@pytest.mark.db
def test_who_is_in_an_archived_group_renews_the_proof_and_nobody_joins():
    made, other, group = cast.customer(), cast.customer(), reduced()
    prove(made, group, days=10)
    operations.archive_labels(actor=cast.owner(), kind="group", labels=[group.pk])
    assert running_out() == {made.pk}
    office = cast.logged_in()
    assert office.get(f"/customers/{made.pk}/proofs/{group.pk}/").status_code == 200
    prove(made, group, days=300)
    assert running_out() == set()
    with pytest.raises(Refused) as no:
        prove(other, group)
    assert no.value.code == "archived"
