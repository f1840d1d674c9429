"""Mail goes into the queue once, whole, and without anything smuggled into its head."""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction
from django.test import override_settings

from stammkunde.foundation import clock
from stammkunde.foundation.mail import outbox, queue
from stammkunde.foundation.models import MailState, OutgoingMail
from stammkunde.foundation.refusals import Refused
from tests import cast

pytestmark = pytest.mark.db
BACKEND = override_settings(EMAIL_BACKEND="stammkunde.foundation.mail.backend.RowBackend")
BREAKS = ["\r\nBcc: evil@example.test", "\nX: y", "\r", "\x00", "\u2028Bcc: x", "\x85", "\x0b"]


def mail(**changes: object) -> EmailMessage:
    values = {
        "subject": "Rechnung für Müller",
        "body": "Grüße\n.\nEnde",
        "from_email": "Hundeschule Muster <post@example.test>",
        "to": ["Erika Muster <erika@example.test>"],
    }
    return EmailMessage(**(values | changes))  # type: ignore[arg-type]


def test_a_message_becomes_one_row_with_all_its_recipients() -> None:
    row = queue(mail(cc=["kopie@example.test"], bcc=["blind@example.test"]))
    assert row is not None
    assert row.addresses == ["erika@example.test", "kopie@example.test", "blind@example.test"]
    assert row.envelope_from == "post@example.test"
    assert row.state == MailState.QUEUED
    assert b"blind@example.test" not in bytes(row.mime)


def test_the_message_id_is_constant_and_does_not_name_the_machine() -> None:
    row = queue(mail(headers={"message-id": "<chosen@elsewhere.test>"}))
    assert row is not None
    again = OutgoingMail.objects.get(pk=row.pk)
    parsed = email.message_from_bytes(bytes(again.mime))
    assert parsed.get_all("Message-ID") == [row.message_id]
    assert row.message_id.endswith(f"@{outbox.mail_domain()}>")


def test_the_same_key_twice_is_one_row() -> None:
    first = queue(mail(), dedupe_key="invoice-7")
    second = queue(mail(subject="another"), dedupe_key="invoice-7")
    assert first == second
    assert OutgoingMail.objects.count() == 1


def test_a_key_that_another_transaction_used_meanwhile_is_one_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = queue(mail(), dedupe_key="invoice-7")
    monkeypatch.setattr(
        OutgoingMail.objects, "filter", lambda **_: OutgoingMail.objects.none(), raising=False
    )
    assert queue(mail(), dedupe_key="invoice-7") == first
    assert OutgoingMail.objects.count() == 1


def test_a_rolled_back_transaction_leaves_no_mail() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        queue(mail())
        raise RuntimeError
    assert not OutgoingMail.objects.exists()


def test_a_message_to_nobody_is_no_row() -> None:
    assert queue(mail(to=[])) is None


@pytest.mark.parametrize("evil", BREAKS)
def test_a_line_break_in_any_header_is_refused(evil: str) -> None:
    for changes in (
        {"subject": f"Hallo{evil}"},
        {"to": [f"Erika{evil} <erika@example.test>"]},
        {"to": [f"erika@example.test{evil}"]},
        {"cc": [f"Erika{evil} <erika@example.test>"]},
        {"reply_to": [f"Erika{evil} <erika@example.test>"]},
        {"from_email": f"Muster{evil} <post@example.test>"},
        {"headers": {"X-Course": f"Welpen{evil}"}},
        {"attachments": [(f"plan{evil}.txt", "text", "text/plain")]},
    ):
        with pytest.raises(Refused) as refused:
            queue(mail(**changes))
        assert refused.value.code == "mail.header", changes
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["", "erika", "erika@", "@example.test", "a@b@c.test", "a b@example.test", "jörg@example.test"],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(Refused) as refused:
        queue(mail(to=[address, "fine@example.test"]))
    assert refused.value.code == "mail.address"


def test_a_domain_with_umlauts_goes_out_in_ascii() -> None:
    row = queue(mail(to=["post@hundeschule-müller.test"]))
    assert row is not None
    assert row.addresses == ["post@xn--hundeschule-mller-f3b.test"]


@pytest.mark.parametrize(
    "text",
    ["Müller, Anna <anna@example.test>", '"Müller, Anna" <anna@example.test>'],
)
def test_a_comma_in_a_name_makes_no_second_recipient(text: str) -> None:
    row = queue(mail(to=[text], reply_to=[text]))
    assert row is not None
    parsed = email.message_from_bytes(bytes(row.mime), policy=email.policy.default)
    assert [(to.display_name, to.addr_spec) for to in parsed["To"].addresses] == [
        ("Müller, Anna", "anna@example.test")
    ]
    assert len(parsed["Reply-To"].addresses) == 1
    assert row.addresses == ["anna@example.test"]


def test_the_bytes_have_only_whole_line_ends() -> None:
    row = queue(mail(body="a\nb\r\nc\rd", attachments=[("x.txt", "1\n2", "text/plain")]))
    assert row is not None
    bare = bytes(row.mime).replace(b"\r\n", b"")
    assert b"\n" not in bare
    assert b"\r" not in bare


def test_a_message_past_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "LARGEST", 10_000)
    with pytest.raises(Refused) as refused:
        queue(mail(attachments=[("big.bin", b"x" * 10_000, "application/octet-stream")]))
    assert refused.value.code == "mail.too_large"


@BACKEND
def test_djangos_own_mail_functions_only_insert_rows() -> None:
    assert send_mail("Hallo", "Text", "post@example.test", ["a@example.test"]) == 1
    html = EmailMultiAlternatives("Hallo", "Text", "post@example.test", ["b@example.test"])
    html.attach_alternative("<p>Text</p>", "text/html")
    assert html.send() == 1
    assert OutgoingMail.objects.count() == 2


@BACKEND
def test_a_refused_message_is_loud_unless_told_otherwise() -> None:
    with pytest.raises(Refused):
        send_mail("Hallo", "Text", "post@example.test", ["nobody"])
    assert send_mail("Hallo", "T", "post@example.test", ["nobody"], fail_silently=True) == 0


def test_health_counts_what_waits_and_what_needs_a_person() -> None:
    cast.live()
    for state in MailState.values:
        row = queue(mail())
        OutgoingMail.objects.filter(pk=row.pk).update(  # type: ignore[union-attr]
            state=state, not_before=clock.now() - timedelta(minutes=30)
        )
    found = outbox.health()
    assert (found.waiting, found.unclear, found.failed) == (1, 1, 1)
    assert 1799 <= found.oldest_waiting <= 1810


@pytest.mark.parametrize("state", [MailState.ACCEPTED, MailState.FAILED])
def test_mails_that_ended_long_ago_lose_text_and_addresses_but_keep_their_key(
    state: MailState,
) -> None:
    row = queue(mail(), dedupe_key="invoice-7")
    assert row is not None
    long_ago = clock.now() - timedelta(days=31)
    OutgoingMail.objects.update(state=state, ended_at=long_ago)
    assert outbox.prune() == 1
    row.refresh_from_db()
    assert (bytes(row.mime), row.recipients, row.dedupe_key) == (b"", "", "invoice-7")
    assert queue(mail(), dedupe_key="invoice-7") == row
