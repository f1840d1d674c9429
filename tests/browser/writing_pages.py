"""The pages of writing for `test_accessibility`: to one, to many, behind links in mails."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from stammkunde.messaging import operations as messaging
from stammkunde.messaging.consents import links, opting
from stammkunde.messaging.models import ConsentAsked
from stammkunde.messaging.operations.notice_sending import send_notice
from stammkunde.messaging.recipients import Wanted
from stammkunde.people import operations
from tests import cast
from tests.browser.conftest import Office


def _locked(office: Office) -> int:
    """A customer whom nobody writes to by accident."""
    pk = int(office.customers[1].pk)
    operations.lock_customers(actor=cast.system(), customers=[pk], reason="Streit")
    return pk


def _notice(office: Office, *, send: bool = False) -> int:
    """A notice with a gap, to some who get it and some who do not."""
    wanted = Wanted(picked=tuple(one.pk for one in office.customers))
    text = {"subject": "Sommerpause", "body": "{{ kunde.anrede }}, {{ kunde.firma }} macht Pause."}
    row = messaging.add_notice(actor=cast.owner(), values=text, wanted=wanted).done[0]
    if send:
        messaging.schedule_notice(actor=cast.system(), notice=row.pk)
        send_notice.call(notice=row.pk)
    return int(row.pk)


def _confirm(office: Office) -> str:
    """The link in the question for consent."""
    asked = cast.customer(email=f"n{ConsentAsked.objects.count()}@lindenhof.example")
    messaging.ask_for_consent(actor=cast.owner(), customer=asked.pk)
    row = ConsentAsked.objects.latest("pk")
    return urlsplit(opting.confirm_url("messaging.consent", {"asked": str(row.pk)})).path


PAGES: dict[str, Callable[[Office], str]] = {
    "write to whom": lambda office: "/communication/write/?q=ber",
    "write": lambda office: f"/communication/write/?to={office.one.pk}",
    "write to somebody locked": lambda office: f"/communication/write/?to={_locked(office)}",
    "notices": lambda office: f"/communication/notices/?seen={_notice(office)}",
    "new notice": lambda office: "/communication/notices/new/",
    "draft of a notice": lambda office: f"/communication/notices/{_notice(office)}/",
    "sent notice": lambda office: f"/communication/notices/{_notice(office, send=True)}/",
    "unsubscribe": lambda office: urlsplit(links.unsubscribe_url(office.one.public_id)).path,
    "dead unsubscribe": lambda office: "/mail/nothing/",
    "confirm consent": _confirm,
}
