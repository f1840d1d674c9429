"""The forms of writing to customers (see `postings`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stammkunde.messaging import operations
from stammkunde.messaging.operations import Letter
from stammkunde.messaging.recipients import Wanted
from tests import cast
from tests.stories.postings import Desk, Form, Said, typed

EXEMPT = {
    "messaging:notice_look": "asks and writes nothing",
    "messaging:confirm": "one statement, however often the button is pressed",
    "messaging:unsubscribe": "one statement, however often the link is opened",
}


def forms() -> Iterator[Form]:
    """To one, to many, and what is done with a notice."""
    yield Form("messaging:write", _letter("Termin"), _letter("Anderer Termin"))
    yield Form("messaging:stop", typed(), before=_written)
    yield Form("messaging:ask_consent", typed())
    yield Form("messaging:notice_new", typed(subject="Eins"), typed(subject="Zwei"))
    yield Form(
        "messaging:notice_begin",
        typed(query="", all="1"),
        typed(query="?lens=new", all="1"),
        before=lambda _desk: cast.customer(),
    )
    yield Form("messaging:notice", typed(subject="Neu", do="save"), before=_notice)
    yield Form("messaging:notice_step", typed(do="copy"), before=_notice)


def _letter(subject: str) -> Callable[[Desk], Said]:
    def said(desk: Desk) -> Said:
        text = {"subject": subject, "body": "Bis Montag.", "category": "organisational"}
        return {"to": desk.ids["pk"], "channel": "email", "do": "send"} | text

    return said


def _written(desk: Desk) -> None:
    letter = Letter(desk.ids["pk"], "Termin", "Bis Montag.")
    desk.ids["message"] = operations.write_message(actor=cast.owner(), letter=letter).done[0].pk


def _notice(desk: Desk) -> None:
    text = {"subject": "Sommerpause", "body": "Wir machen Pause."}
    wanted = Wanted(picked=(desk.ids["pk"],))
    made = operations.add_notice(actor=cast.owner(), values=text, wanted=wanted)
    desk.ids["notice"] = made.done[0].pk
