"""The forms of the log, text messages, letters, documents and notes (see `postings`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.core.files.uploadedfile import SimpleUploadedFile

from stammkunde.foundation import clock
from stammkunde.messaging.bounces.news import News, What
from stammkunde.messaging.operations import record_deliveries
from stammkunde.messaging.tests import saying
from stammkunde.notes.tests import builders
from stammkunde.people.models import Customer
from tests import cast
from tests.house.papers import PDF, papers_of
from tests.stories.postings import Desk, Form, Said, typed

_HOOK = "the gateway says how it is; said twice it is the same"
EXEMPT = {"messaging:mail_hook": _HOOK, "messaging:sms_hook": _HOOK}
_LETTER = {"subject": "Ihr Kurs", "text": "Bis bald.", "do": "write"}


def forms() -> Iterator[Form]:
    """Everything that is said, filed, printed, noted."""
    yield from _of_messages()
    yield from _of_letters()
    yield from _of_documents()
    yield from _of_notes()


def _of_messages() -> Iterator[Form]:
    for name in ("messaging:sent", "messaging:sms"):
        yield Form(name, typed(do="nothing"), title="unknown")
    yield Form(
        "messaging:resend",
        typed(how="same", other="petra@wolff.example"),
        typed(how="same", other="paula@wolff.example"),
        before=_sent,
    )
    yield Form("messaging:settle", typed(do="arrived"), before=_unclear)
    yield Form("messaging:look", typed(), before=_failed)
    number = {"do": "note", "number": "0171 3920018"}
    yield Form(
        "messaging:sms_of",
        typed(text="Bin gleich da.", **number),
        typed(text="Komme später.", **number),
    )
    yield Form("messaging:settings_keeping", typed(body_days="365"))
    yield Form("messaging:settings_sending", typed(sender_name="Klanghof", rate="30"))
    yield Form("messaging:settings_birthdays", typed(enabled="on", hour="8"))
    yield Form("messaging:address_clear", lambda d: {"address": d.ids["address"]}, before=_bounced)


def _of_letters() -> Iterator[Form]:
    yield Form("messaging:letter_write", typed(**_LETTER), typed(**_LETTER | {"text": "Bis dann."}))
    yield Form("messaging:letter", typed(do="cancel"), before=_waiting)
    yield Form("messaging:letters_print", lambda d: {"letter": [d.ids["letter"]]}, before=_waiting)
    yield Form("messaging:letters_run", typed(do="again"), before=_papers)
    yield Form("messaging:letterheads", typed(name="Sommer"), typed(name="Winter"))
    yield Form("messaging:letterhead", typed(do="default"), before=_papers)


def _of_documents() -> Iterator[Form]:
    yield Form("people:documents", _file("vertrag.pdf"), _file("ausweis.pdf"))
    yield Form("people:document", typed(name="Vertrag", visibility="internal"), before=_papers)
    yield Form("people:document_delete", typed(), before=_papers)
    yield Form("people:document_restore", typed(), before=_papers)
    yield Form("people:proof", typed(valid_until="31.07.2030"), before=_papers)
    add = {"do": "add", "name": "Zeugnis"}
    yield Form("people:settings_documents", typed(**add), typed(**add | {"name": "Urkunde"}))


def _of_notes() -> Iterator[Form]:
    yield Form("notes:list", typed(do="nothing"), title="unknown")
    for entry in ("notes.note", "notes.call"):
        yield Form(
            "notes:write",
            typed(text="Möchte im Frühjahr wechseln.", due_on="01.12.2030"),
            typed(text="Möchte im Herbst wechseln.", due_on="01.12.2030"),
            path=(("entry", entry),),
            title=entry,
        )
    yield Form("notes:edit", typed(text="Hat es sich überlegt.", origin="own"), before=_noted)
    yield Form("notes:pin", typed(pinned="1"), before=_noted)
    yield Form("notes:delete", typed(), before=_noted)
    yield Form("notes:done", typed(), before=_noted)
    yield Form("notes:reopen", typed(), before=_noted)
    yield Form("notes:snooze", typed(until="01.12.2030"), before=_noted)


def _home(desk: Desk) -> Customer:
    return Customer.objects.get(pk=desk.ids["pk"])


def _sent(desk: Desk) -> None:
    desk.ids["message"] = saying.message(_home(desk)).pk


def _failed(desk: Desk) -> None:
    desk.ids["message"] = saying.message(_home(desk), state="failed").pk


def _unclear(desk: Desk) -> None:
    desk.ids["message"] = saying.message(_home(desk), state="unclear").pk


def _bounced(desk: Desk) -> None:
    desk.ids["address"] = address = f"n{desk.ids['pk']}@wolff.example"
    desk.ids["pk"] = cast.customer(email=address).pk
    news = News(What.DEAD, address, clock.now(), "5.1.1", "550 nobody here")
    record_deliveries(actor=cast.system(), news=[news])


def _papers(desk: Desk) -> None:
    desk.ids |= papers_of(_home(desk))


def _waiting(desk: Desk) -> None:
    desk.ids["letter"] = saying.written(_home(desk), channel="letter").letter.pk


def _noted(desk: Desk) -> None:
    desk.ids["note"] = builders.note(_home(desk), due_on=clock.today()).pk


def _file(name: str) -> Callable[[Desk], Said]:
    return lambda _desk: {"files": [SimpleUploadedFile(name, PDF, "application/pdf")]}
