"""A letter on screen: its pages as pictures, drawn from the very file that is printed."""

from __future__ import annotations

import base64
import threading
from collections.abc import Sequence
from io import BytesIO

import pypdfium2
from django.contrib.auth import get_user_model

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import business
from stammkunde.messaging.channels.letter import putting
from stammkunde.messaging.channels.letter.setting import Made, Sheet, letter
from stammkunde.messaging.drafting import Draft
from stammkunde.messaging.models import Letter, Letterhead, Message
from stammkunde.messaging.texts import render, values
from stammkunde.messaging.writing import own_text
from stammkunde.people import queries as people

_SCALE, _MOST = 1.5, 10  # 108 dots per inch; pages that are shown
_drawing = threading.Lock()  # the library draws in one thread at a time


def made(actor: Actor, one: Letter) -> Made:
    """The PDF of one letter as it would be printed today."""
    return letter(putting.sheets(actor, [one], clock.today())[0])


def drafted(
    actor: Actor, customer: int, subject: str, text: str, head: Letterhead | None
) -> tuple[Made, tuple[str, ...]]:
    """The PDF of a letter that is not written yet, and the placeholders without a value."""
    addressee = people.addressees(actor, [customer])[customer]
    author = get_user_model().objects.filter(pk=actor.id or 0).first()
    about = values.of(addressee, business(), author, {}, language=addressee.language)
    draft = Draft(customer=customer, kind="messaging.message", subject=subject, body=text)
    said = render(draft.kind, about, addressee.language, own_text(draft))
    message = Message(customer_id=customer, language=addressee.language, author=author)
    sketch = Letter(message=message, letterhead=head, subject=said.subject, text=said.source)
    sketch.lines = addressee.name
    return made(actor, sketch), said.missing


def sample(head: Letterhead | None, blocks: Sequence[dict[str, object]]) -> Made:
    """A paper with a few lines on it, for the settings."""
    house = business()
    paper = putting.paper_of(head)
    return letter(
        Sheet(
            subject=str(house),
            address=["Kim Beispiel", "Musterweg 1", "12345 Musterstadt"],
            back=str(house),
            info=[],
            blocks=blocks,
            head=None if paper.first else (str(house), house.street),
            paper=paper,
        )
    )


def pictures(pdf: bytes) -> list[str]:
    """The first pages as `data:` addresses that an <img> shows."""
    with _drawing:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [_address(document, at) for at in range(min(len(document), _MOST))]
        finally:
            document.close()


def _address(document: pypdfium2.PdfDocument, at: int) -> str:
    out = BytesIO()
    document[at].render(scale=_SCALE).to_pil().convert("RGB").save(out, "PNG", optimize=False)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
