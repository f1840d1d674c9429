"""The forms of enquiries (see `postings`)."""

from __future__ import annotations

from collections.abc import Iterator

from stammkunde.messaging import operations
from tests import cast
from tests.stories.postings import Desk, Form, typed

EXEMPT = {"messaging:register": "the same content is one enquiry while it is not done"}


def forms() -> Iterator[Form]:
    """A call, one enquiry from its note to its customer, the settings of the website's form."""
    yield Form("messaging:inquiries", typed(do="nothing"), title="unknown")
    yield Form("messaging:note_call", typed(name="Ida Immer"), typed(name="Ute Neumann"))
    yield Form("messaging:inquiry_edit", typed(note="ruft zurück"), before=_asked)
    yield Form(
        "messaging:inquiry_answer",
        typed(subject="Ihre Anfrage", body="Ja, gern.", do="waiting"),
        typed(subject="Ihre Anfrage", body="Nein, leider.", do="waiting"),
        before=_waiting,
    )
    yield Form("messaging:inquiry_take", typed(kind="person", last_name="Neu"), before=_asked)
    yield Form("messaging:inquiry_attach", lambda d: {"customer": d.ids["pk"]}, before=_asked)
    yield Form("messaging:inquiry_do", typed(), path=(("do", "done"),), before=_asked)
    days = {"done_days": "730", "spam_days": "30", "unconfirmed_days": "30"}
    yield Form("messaging:settings_website", typed(enabled="on", phone="may", address="no", **days))


def _asked(desk: Desk) -> None:
    made = operations.note_call(
        actor=cast.system(), name="Ida Immer", email="ida@beispiel.example", text="Ein Platz frei?"
    )
    desk.ids["inquiry"] = made.done[0].pk


def _waiting(desk: Desk) -> None:
    _asked(desk)
    which = {"actor": cast.system(), "inquiries": [desk.ids["inquiry"]]}
    operations.assign_inquiries(**which, owner=desk.ids["user"])
    operations.set_inquiry_state(**which, state="waiting")
