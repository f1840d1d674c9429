"""What customers say by themselves: the way out of advertising, the way in with proof (C-35, N-17)."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from stammkunde.foundation import clock
from stammkunde.foundation.models import OutgoingMail
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.messaging import making, operations
from stammkunde.messaging.consents import links, opting
from stammkunde.messaging.models import Category, ConsentAsked, Message
from stammkunde.people import operations as people
from stammkunde.people.models import Consent, Customer
from stammkunde.people.queries import addressees
from tests import cast

pytestmark = pytest.mark.db
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def agreed(**values: str) -> Customer:
    """Somebody who gets the newsletter."""
    row = cast.customer(**values)
    people.record_consents(
        actor=cast.system(), customers=[row.pk], purpose="newsletter", channel="email",
        source="paper", given=True, on=cast.system().today,
    )  # fmt: skip
    row.refresh_from_db()
    return row


def mime(message: Message) -> EmailMessage:
    """The mail that carries a message."""
    row = OutgoingMail.objects.get(pk=message.transport)
    return message_from_bytes(bytes(row.mime), policy=policy.default)  # type: ignore[return-value]


def path_of(row: Customer) -> str:
    return reverse("messaging:unsubscribe", args=[links.token_of(row.public_id)])


def statements(row: Customer) -> list[tuple[str, str, bool]]:
    found = Consent.objects.filter(customer=row).order_by("pk")
    return [(one.purpose, one.channel, one.given) for one in found]


def test_one_click_of_a_mail_program_ends_advertising_without_login_or_token() -> None:
    row = agreed()
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(
        path_of(row), "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    row.refresh_from_db()
    assert not row.newsletter
    one = addressees(cast.system(), [row.pk])[row.pk]
    assert not one.consents["newsletter", "email"]
    assert "Link" in Consent.objects.filter(customer=row).latest("pk").proof


def test_looking_at_the_page_changes_nothing_and_says_what_still_comes() -> None:
    row = agreed()
    page = Client().get(path_of(row))
    text = page.content.decode()
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    row.refresh_from_db()
    assert row.newsletter
    for personal in (row.first_name, row.last_name, row.email):
        assert personal not in text


def test_the_same_link_twice_is_written_down_once() -> None:
    row = agreed()
    for _time in range(3):
        Client().post(path_of(row))
    assert statements(row) == [
        ("newsletter", "email", True), ("newsletter", "email", False), ("advertising", "email", False),
    ]  # fmt: skip


def test_a_yes_to_any_way_is_no_yes_to_e_mail_any_more() -> None:
    row = cast.customer()
    people.record_consents(
        actor=cast.system(), customers=[row.pk], purpose="advertising", channel="any",
        source="paper", given=True, on=cast.system().today,
    )  # fmt: skip
    Client().post(path_of(row))
    operations.unsubscribe(actor=cast.system(), customer=row.pk)
    assert statements(row)[1:] == [("newsletter", "email", False), ("advertising", "email", False)]


@pytest.mark.parametrize("kind", ["guessed", "cut", "other purpose", "another customer's name"])
def test_a_link_that_is_not_ours_opens_nothing(kind: str) -> None:
    row = agreed()
    mine = links.token_of(row.public_id)
    token = {
        "guessed": f"{row.public_id.hex}.AAAA",
        "cut": mine[:-1],
        "other purpose": opting.confirm_url("messaging.consent", {"asked": "1"}).split("/")[-2],
        "another customer's name": f"{uuid.uuid4().hex}.{mine.partition('.')[2]}",
    }[kind]
    for method in (Client().get, Client().post):
        answer = method(reverse("messaging:unsubscribe", args=[token]))
        assert answer.status_code == 404
    row.refresh_from_db()
    assert row.newsletter


def test_a_customer_who_is_gone_gets_the_same_page_as_everybody() -> None:
    there, gone = agreed(), agreed()
    path = path_of(gone)
    people.erase_customers(actor=cast.system(), customers=[gone.pk], confirmed=("in_use",))
    answers = [Client().post(path_of(there)), Client().post(path)]
    assert [one.status_code for one in answers] == [200, 200]


def test_whoever_may_not_edit_cannot_unsubscribe_somebody() -> None:
    with pytest.raises(Forbidden):
        operations.unsubscribe(actor=cast.nobody(), customer=cast.customer().pk)
    with pytest.raises(Missing):
        operations.unsubscribe(actor=cast.system(), customer=10**9)


# Double opt-in


def asked(row: Customer) -> ConsentAsked:
    operations.ask_for_consent(actor=cast.owner(), customer=row.pk)
    return ConsentAsked.objects.latest("pk")


def test_only_the_click_is_a_consent_and_the_proof_says_when_and_where() -> None:
    row = cast.customer(email="kim@example.org")
    with time_machine.travel(NOON, tick=False):
        question = asked(row)
        mail = Message.objects.get(kind="messaging.consent")
        assert mail.category == Category.TRANSACTIONAL
        assert "/mail/confirm/" in mail.text
        url = next(word for word in mail.text.split() if "/mail/confirm/" in word)
        path = "/mail/confirm/" + url.partition("/mail/confirm/")[2]
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        assert Client().get(path).status_code == 200
        row.refresh_from_db()
        assert not row.newsletter, "a mail server looked at the link"
        assert Client().post(path).status_code == 200
    row.refresh_from_db()
    question.refresh_from_db()
    assert row.newsletter
    assert question.confirmed_at == NOON + timedelta(hours=2)
    proof = Consent.objects.get(customer=row).proof
    assert "kim@example.org" in proof
    assert "22.11.2026, 13:00" in proof
    assert "22.11.2026, 15:00" in proof


def test_a_second_click_changes_nothing_also_after_unsubscribing() -> None:
    row = cast.customer()
    question = asked(row)
    path = opting.confirm_url("messaging.consent", {"asked": str(question.pk)})
    for _time in range(2):
        Client().post(path)
    Client().post(path_of(row))
    Client().post(path)
    row.refresh_from_db()
    assert not row.newsletter


def test_the_link_of_a_confirmation_ends_after_a_fortnight() -> None:
    row = cast.customer()
    with time_machine.travel(NOON, tick=False):
        path = opting.confirm_url("messaging.consent", {"asked": str(asked(row).pk)})
    with time_machine.travel(NOON + timedelta(days=15), tick=False):
        assert Client().post(path).status_code == 404
    assert statements(row) == []


def test_nobody_is_asked_twice_in_ninety_days_nor_who_agrees_nor_who_is_locked() -> None:
    row = cast.customer()
    asked(row)
    refused = {"asked_lately": row.pk, "agrees_already": agreed().pk}
    locked = cast.customer()
    people.lock_customers(actor=cast.system(), customers=[locked.pk], reason="Streit")
    refused |= {"not_sent.locked": locked.pk, "not_sent.no_address": cast.customer(email="").pk}
    for code, pk in refused.items():
        with pytest.raises(Refused) as no:
            operations.ask_for_consent(actor=cast.owner(), customer=pk)
        assert no.value.code == code
    assert Message.objects.count() == 1
    assert ConsentAsked.objects.count() == 1
    with time_machine.travel(clock.now() + timedelta(days=91)):
        asked(row)


def test_who_was_asked_is_forgotten_with_the_customer() -> None:
    row = cast.customer()
    asked(row)
    with pytest.raises(Forbidden):
        operations.forget_questions(actor=cast.nobody(), customers=[row.pk])
    people.erase_customers(actor=cast.system(), customers=[row.pk], confirmed=("in_use",))
    assert ConsentAsked.objects.count() == 0


def test_whoever_may_not_write_asks_nobody_and_confirms_nothing() -> None:
    row = cast.customer()
    with pytest.raises(Forbidden):
        operations.ask_for_consent(actor=cast.nobody(), customer=row.pk)
    with pytest.raises(Forbidden):
        operations.confirm_consent(actor=cast.nobody(), asked=1, at=NOON)
    with pytest.raises(Missing):
        operations.confirm_consent(actor=cast.system(), asked=10**9, at=NOON)


def test_only_advertising_carries_the_headers_and_the_link() -> None:
    row = agreed()
    mails = {}
    for category in Category.values:
        letter = operations.Letter(row.pk, "Neues", "Hallo", category=category)
        (message,) = operations.write_message(actor=cast.owner(), letter=letter).done
        mails[category] = mime(message)
    assert mails["advertising"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert links.token_of(row.public_id) in mails["advertising"]["List-Unsubscribe"]
    for category in ("transactional", "organisational"):
        assert mails[category]["List-Unsubscribe"] is None
        assert "/mail/" not in mails[category].as_string()


def test_the_pages_speak_english_when_asked() -> None:
    text = Client().get(path_of(agreed()) + "?lang=en").content.decode()
    assert "Unsubscribe" in text
    assert '<html lang="en"' in text


def test_asked_at_another_address_the_proof_names_that_one() -> None:
    row = cast.customer(email="alt@example.test")
    first = ask(row)
    people.add_points(actor=cast.system(), customer=row.pk, points=[{"value": "neu@example.test"}])
    with building():
        Message.objects.filter(pk=first.pk).update(state="hard")
    (again,) = operations.resend_message(
        actor=cast.system(), message=first.pk, recipient="neu@example.test"
    ).done
    assert again.recipient == "neu@example.test"
    assert "neu@example.test" in again.text
    assert Message.objects.get(pk=first.pk).looked_at
    newer = ConsentAsked.objects.get(address="neu@example.test")
    operations.confirm_consent(actor=operations.LINK, asked=newer.pk, at=clock.now())
    assert "neu@example.test" in Consent.objects.get().proof
    assert "alt@example.test" not in Consent.objects.get().proof


def test_nobody_is_asked_at_an_address_that_is_not_the_customers() -> None:
    first = ask(cast.customer())
    with building():
        Message.objects.filter(pk=first.pk).update(state="hard")
    with pytest.raises(Refused) as no:
        operations.resend_message(
            actor=cast.system(), message=first.pk, recipient="fremd@example.test"
        )
    assert no.value.code == "recipient"


def test_the_current_version_of_a_question_brings_a_link_that_is_valid() -> None:
    with time_machine.travel(NOON, tick=False):
        first = ask(cast.customer())
        with building():
            Message.objects.filter(pk=first.pk).update(state="sent")
    with time_machine.travel(NOON + timedelta(days=20), tick=False):
        made = making.made(cast.system(), first.about_kind, first.about_id)
        (again,) = operations.send_current(actor=cast.system(), message=first.pk, made=made).done
        link = next(word for word in again.text.split() if "/mail/confirm/" in word)
        assert (
            Client().get("/mail/confirm/" + link.partition("/mail/confirm/")[2]).status_code == 200
        )


def ask(row: Customer) -> Message:
    return operations.ask_for_consent(actor=cast.system(), customer=row.pk).done[0]
