"""Enquiries: they come in, somebody sees to them, they end (IMP-11; users.md R2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from stammkunde.foundation import clock
from stammkunde.foundation.refusals import Forbidden, Missing, Refused, Stale
from stammkunde.foundation.undo import undo
from stammkunde.messaging import operations
from stammkunde.messaging.models import Inquiry, InquiryState, Message
from stammkunde.messaging.queries import inquiries as queries
from stammkunde.messaging.rules import inquiries as rules
from stammkunde.people import operations as people
from stammkunde.people.models import Consent, Customer, Participant
from tests import cast

pytestmark = pytest.mark.db


def asked(**values: Any) -> Inquiry:
    """An enquiry that came in by the website."""
    cast.system()
    said = {"first_name": "Hanna", "last_name": "Arendt", "email": "hanna@beispiel.example",
            "text": "Geht mittwochs?"} | values  # fmt: skip
    open_door()
    return operations.receive_inquiry(actor=cast.visitor(), values=said, source="website").done[0]


def open_door(**values: Any) -> None:
    """The website's form is in use."""
    operations.change_website(actor=cast.system(), values={"enabled": True, **values})


def test_a_stranger_asks_and_it_is_new() -> None:
    row = asked(participants=[{"first_name": "Mila", "birth_date": "2019-01-02"}], wish="Klavier")
    assert (row.state, row.source, row.unconfirmed) == ("new", "website", True)
    assert rules.called(row) == "Hanna Arendt"
    assert queries.waiting_for_us(cast.owner()) == 1


def test_the_same_content_twice_is_one_enquiry_until_it_is_done() -> None:
    row = asked()
    again = operations.receive_inquiry(
        actor=cast.visitor(), source="website",
        values={"first_name": "Hanna", "last_name": "Arendt", "email": "hanna@beispiel.example",
                "text": "Geht mittwochs?"},
    )  # fmt: skip
    assert again.done == []
    operations.set_inquiry_state(actor=cast.owner(), inquiries=[row.pk], state="done")
    assert asked().pk != row.pk


def test_receive_inquiry_is_refused_while_the_form_is_off_and_for_an_unknown_way() -> None:
    with pytest.raises(Refused) as no:
        operations.receive_inquiry(actor=cast.visitor(), values={}, source="website")
    assert no.value.code == "door_closed"
    with pytest.raises(Refused) as no:
        operations.receive_inquiry(actor=cast.visitor(), values={}, source="pigeon")
    assert no.value.code == "unknown"


def test_note_call_takes_a_name_or_a_number_and_refuses_nobody() -> None:
    row = operations.note_call(actor=cast.owner(), name="Familie Okafor", text="Rückruf").done[0]
    assert (row.source, row.state, row.unconfirmed) == ("call", "new", False)
    assert rules.called(row) == "Familie Okafor"
    assert rules.first_name(row) == ""
    with pytest.raises(Refused) as no:
        operations.note_call(actor=cast.owner(), name=" ", text="wer?")
    assert no.value.code == "nobody"
    with pytest.raises(Refused):
        operations.note_call(actor=cast.owner(), name="Ida", email="kein at")
    with pytest.raises(Forbidden):
        operations.note_call(actor=cast.nobody(), name="Ida")


def test_noting_a_call_can_be_undone() -> None:
    outcome = operations.note_call(actor=cast.owner(), name="Ida Immer")
    undo(actor=cast.owner(), entry=outcome.entry)
    assert not Inquiry.objects.exists()


def test_who_sees_to_it_makes_it_in_progress_and_the_undo_takes_both_back() -> None:
    row, colleague = asked(), cast.user()
    outcome = operations.assign_inquiries(
        actor=cast.owner(), inquiries=[row.pk], owner=colleague.pk
    )
    assert (outcome.done[0].state, outcome.done[0].owner_id) == ("in_progress", colleague.pk)
    undo(actor=cast.owner(), entry=outcome.entry)
    row.refresh_from_db()
    assert (row.state, row.owner_id) == ("new", None)


def test_assign_inquiries_is_refused_for_somebody_who_may_not_answer() -> None:
    reader = cast.user(roles=("readonly",))
    with pytest.raises(Refused) as no:
        operations.assign_inquiries(actor=cast.owner(), inquiries=[asked().pk], owner=reader.pk)
    assert no.value.code == "owner_unknown"


def test_a_state_is_set_once_and_done_lets_the_same_be_asked_again() -> None:
    row = asked()
    done = operations.set_inquiry_state(actor=cast.owner(), inquiries=[row.pk], state="done")
    assert done.done[0].closed_at is not None
    again = operations.set_inquiry_state(actor=cast.owner(), inquiries=[row.pk], state="done")
    assert [one.code for one in again.refused] == ["same_state"]
    undo(actor=cast.owner(), entry=done.entry)
    row.refresh_from_db()
    assert (row.state, row.closed_at) == ("new", None)
    with pytest.raises(Refused):
        operations.set_inquiry_state(actor=cast.owner(), inquiries=[row.pk], state="lost")


def test_an_undo_does_not_make_two_of_what_was_asked_again() -> None:
    row = asked()
    done = operations.set_inquiry_state(actor=cast.owner(), inquiries=[row.pk], state="done")
    asked()
    with pytest.raises(Refused):
        undo(actor=cast.owner(), entry=done.entry)
    assert Inquiry.objects.get(pk=row.pk).state == "done"


def test_change_inquiry_keeps_what_a_colleague_wrote_meanwhile() -> None:
    row = asked()
    operations.change_inquiry(actor=cast.owner(), inquiry=row.pk, values={"note": "ruft zurück"})
    with pytest.raises(Stale):
        operations.change_inquiry(
            actor=cast.owner(), inquiry=row.pk, values={"note": "anders"}, expected={"note": ""}
        )
    with pytest.raises(Refused):
        operations.change_inquiry(actor=cast.owner(), inquiry=row.pk, values={"email": "kein at"})


def test_confirm_inquiry_counts_once_and_is_refused_where_nothing_was_asked() -> None:
    row = asked()
    operations.confirm_inquiry(actor=cast.visitor(), inquiry=row.pk)
    at = Inquiry.objects.get(pk=row.pk).confirmed_at
    operations.confirm_inquiry(actor=cast.visitor(), inquiry=row.pk)
    assert Inquiry.objects.get(pk=row.pk).confirmed_at == at
    call = operations.note_call(actor=cast.owner(), name="Ida Immer").done[0]
    with pytest.raises(Refused):
        operations.confirm_inquiry(actor=cast.visitor(), inquiry=call.pk)
    with pytest.raises(Missing):
        operations.confirm_inquiry(actor=cast.visitor(), inquiry=10**9)


def test_take_over_inquiry_makes_a_customer_with_children_and_undo_gives_it_back() -> None:
    row = asked(participants=[{"kind": "person", "first_name": "Mila", "birth_date": "2019-01-02"}])
    item = {"kind": "person", "first_name": "Hanna", "last_name": "Arendt",
            "participants": [{"kind": "person", "first_name": "Mila"}]}  # fmt: skip
    taken = operations.take_over_inquiry(actor=cast.owner(), inquiry=row.pk, customer=item)
    assert taken.customer is not None
    assert taken.customer.origin == "contact"
    row.refresh_from_db()
    assert (row.customer_id, row.state) == (taken.customer.pk, "in_progress")
    with pytest.raises(Refused) as no:
        operations.take_over_inquiry(actor=cast.owner(), inquiry=row.pk, customer=item)
    assert no.value.code == "has_customer"
    undo(actor=cast.owner(), entry=taken.entry)
    row.refresh_from_db()
    assert row.customer_id is None
    assert not Customer.objects.exists()
    assert not Participant.objects.exists()


def test_taking_over_says_who_may_be_there_already_and_writes_nothing() -> None:
    there = cast.customer(email="hanna@beispiel.example")
    row = asked()
    item = {"kind": "person", "last_name": "Arendt", "email": "hanna@beispiel.example"}
    taken = operations.take_over_inquiry(actor=cast.owner(), inquiry=row.pk, customer=item)
    assert [one.code for one in taken.refused] == ["alike"]
    assert Customer.objects.count() == 1
    taken = operations.take_over_inquiry(
        actor=cast.owner(), inquiry=row.pk, customer=item, seen=[there.pk]
    )
    assert taken.customer is not None


def test_attach_inquiry_takes_over_what_is_ticked_and_nothing_else() -> None:
    home = cast.customer(email="alt@beispiel.example", postcode="01067", city="Dresden")
    row = asked(postcode="99423", city="Weimar", phone="0171 5550199")
    operations.attach_inquiry(
        actor=cast.owner(), inquiry=row.pk, customer=home.pk, take=["email", "city"]
    )
    home.refresh_from_db()
    assert (home.email, home.city, home.postcode) == ("alt@beispiel.example", "Weimar", "01067")
    assert queries.known(cast.owner(), [Inquiry.objects.get(pk=row.pk)])[row.pk].is_theirs
    with pytest.raises(Refused):
        operations.attach_inquiry(actor=cast.owner(), inquiry=row.pk, customer=home.pk)
    with pytest.raises(Refused):
        operations.attach_inquiry(
            actor=cast.owner(), inquiry=row.pk, customer=home.pk, take=["note"]
        )


def test_an_answer_goes_to_a_stranger_and_follows_the_customer_once_there_is_one() -> None:
    row = asked()
    outcome = operations.answer_inquiry(
        actor=cast.owner(), inquiry=row.pk, subject="Ihre Anfrage", body="Ja, mittwochs geht."
    )
    (message,) = outcome.done
    assert (message.customer_id, message.recipient) == (None, "hanna@beispiel.example")
    row.refresh_from_db()
    assert row.state == InquiryState.WAITING
    home = cast.customer()
    operations.attach_inquiry(actor=cast.owner(), inquiry=row.pk, customer=home.pk)
    message.refresh_from_db()
    assert message.customer_id == home.pk


def test_answer_inquiry_is_refused_without_address_words_or_a_state() -> None:
    call = operations.note_call(actor=cast.owner(), name="Ida Immer").done[0]
    for row, body, state, code in (
        (call, "Ja.", "waiting", "no_address"),
        (asked(), " ", "waiting", "nothing_said"),
        (asked(text="anders"), "Ja.", "new", "unknown"),
    ):
        with pytest.raises(Refused) as no:
            operations.answer_inquiry(
                actor=cast.owner(), inquiry=row.pk, subject="", body=body, state=state
            )
        assert no.value.code == code


def test_a_locked_customer_is_answered_only_by_somebody_who_has_seen_it() -> None:
    home = cast.customer(email="hanna@beispiel.example")
    people.lock_customers(actor=cast.system(), customers=[home.pk], reason="zahlt nicht")
    row = asked()
    operations.attach_inquiry(actor=cast.owner(), inquiry=row.pk, customer=home.pk)
    said = {"actor": cast.owner(), "inquiry": row.pk, "subject": "S", "body": "Ja."}
    assert operations.answer_inquiry(**said).done[0].state == "suppressed"
    row.refresh_from_db()
    assert row.state == "in_progress"  # as before: nobody was answered
    assert operations.answer_inquiry(confirmed=True, **said).done[0].state == "queued"


def test_the_newsletter_counts_once_confirmed_and_with_its_proof() -> None:
    home, row = cast.customer(), asked(newsletter=True)
    other = asked(newsletter=True, text="ohne Bestätigung")
    operations.attach_inquiry(actor=cast.owner(), inquiry=other.pk, customer=home.pk)
    assert not Consent.objects.exists()
    operations.confirm_inquiry(actor=cast.visitor(), inquiry=row.pk)
    operations.attach_inquiry(actor=cast.owner(), inquiry=row.pk, customer=home.pk)
    consent = Consent.objects.get()
    assert consent.given
    assert "hanna@beispiel.example" in consent.proof


def test_welcome_prospect_never_makes_a_second_record() -> None:
    row = asked()
    with pytest.raises(Refused) as no:
        operations.welcome_prospect(actor=cast.system(), inquiry=row.pk)
    assert no.value.code == "not_wanted"
    open_door(as_prospect=True)
    with pytest.raises(Refused) as no:
        operations.welcome_prospect(actor=cast.system(), inquiry=row.pk)
    assert no.value.code == "unconfirmed"
    operations.confirm_inquiry(actor=cast.visitor(), inquiry=row.pk)
    operations.welcome_prospect(actor=cast.system(), inquiry=row.pk)
    assert Customer.objects.get().email == "hanna@beispiel.example"
    again = asked(text="noch eine Frage")
    operations.confirm_inquiry(actor=cast.visitor(), inquiry=again.pk)
    operations.welcome_prospect(actor=cast.system(), inquiry=again.pk)
    assert Customer.objects.count() == 1
    again.refresh_from_db()
    assert again.customer_id is None


def test_remove_inquiries_deletes_spam_for_ever_and_is_refused_for_anything_else() -> None:
    spam, row = asked(text="Kaufen Sie!"), asked()
    operations.answer_inquiry(actor=cast.owner(), inquiry=spam.pk, subject="S", body="Nein.")
    operations.set_inquiry_state(actor=cast.owner(), inquiries=[spam.pk], state="spam")
    outcome = operations.remove_inquiries(actor=cast.owner(), inquiries=[spam.pk, row.pk])
    assert [one.code for one in outcome.refused] == ["not_spam"]
    assert list(Inquiry.objects.values_list("pk", flat=True)) == [row.pk]
    assert not Message.objects.exists()


def test_what_is_over_goes_at_night_and_what_somebody_touched_stays() -> None:
    with time_machine.travel(clock.now() - timedelta(days=40), tick=False):
        lost = asked()
        touched = asked(text="angefasst")
        operations.assign_inquiries(
            actor=cast.owner(), inquiries=[touched.pk], owner=cast.user().pk
        )
        spam = asked(text="Werbung")
        operations.set_inquiry_state(actor=cast.owner(), inquiries=[spam.pk], state="spam")
    fresh = asked(text="heute")
    over = queries.to_sweep(cast.system(), clock.now())
    assert over == [lost.pk, spam.pk]
    assert operations.sweep_inquiries(actor=cast.system(), inquiries=[*over, fresh.pk]) == 2
    assert set(Inquiry.objects.values_list("pk", flat=True)) == {touched.pk, fresh.pk}


def test_a_customer_who_is_erased_takes_the_enquiries_along() -> None:
    home, row = cast.customer(), asked()
    operations.attach_inquiry(actor=cast.owner(), inquiry=row.pk, customer=home.pk)
    people.archive_customers(actor=cast.system(), customers=[home.pk])
    people.erase_customers(actor=cast.system(), customers=[home.pk])
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["sweep_inquiries", "remove_inquiries"],
)
def test_only_who_may_answer_deletes(name: str) -> None:
    with pytest.raises(Forbidden):
        getattr(operations, name)(actor=cast.nobody(), inquiries=[])


def test_erase_inquiries_of_and_release_inquiries_of_are_refused_to_others() -> None:
    with pytest.raises(Forbidden):
        operations.erase_inquiries_of(actor=cast.nobody(), customers=[])
    with pytest.raises(Forbidden):
        operations.release_inquiries_of(actor=cast.nobody(), customers=[])
    with pytest.raises(Forbidden):
        operations.sweep_inquiries(actor=cast.nobody(), inquiries=[])


def test_change_website_is_refused_for_what_cannot_be() -> None:
    for values, code in (
        ({"website": "kein ort"}, "website_invalid"),
        ({"notify": "niemand"}, "notify_invalid"),
        ({"phone": "perhaps"}, "unknown"),
        ({"spam_days": 0}, "days_invalid"),
        ({"wishes": "x" * 201}, "too_long"),
    ):
        with pytest.raises(Refused) as no:
            operations.change_website(actor=cast.owner(), values=values)
        assert no.value.code == code
    done = operations.change_website(
        actor=cast.owner(), values={"website": "https://www.klanghof.example/kontakt?x=1"}
    ).done
    assert done[0].website == "https://www.klanghof.example"


def test_the_newsletter_counts_also_where_the_office_was_quicker_than_the_click() -> None:
    home, row = cast.customer(), asked(newsletter=True)
    operations.attach_inquiry(actor=cast.owner(), inquiry=row.pk, customer=home.pk)
    assert not Consent.objects.exists()
    for _click in range(2):
        operations.confirm_inquiry(actor=cast.visitor(), inquiry=row.pk)
    assert Consent.objects.get().given


def test_a_person_who_was_taken_for_a_robot_is_heard_the_second_time() -> None:
    said = {"last_name": "Arendt", "email": "hanna@beispiel.example", "text": "Geht mittwochs?"}
    open_door()
    receive = operations.receive_inquiry
    for spam, count in ((True, 1), (True, 1), (False, 2), (False, 2)):
        receive(actor=cast.visitor(), values=said, source="website", spam=spam)
        assert Inquiry.objects.count() == count
    assert sorted(Inquiry.objects.values_list("state", flat=True)) == ["new", "spam"]
