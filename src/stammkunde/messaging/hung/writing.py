"""Hung in for writing: where it begins, wherever somebody looks at customers (COM-06, LST-16)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.folding import fold
from stammkunde.foundation.lists import Action, Deed
from stammkunde.foundation.lists.deeds import Way
from stammkunde.foundation.rooms import Go, Hit, Provider, slots
from stammkunde.messaging import composing
from stammkunde.messaging.demo import notices as demo_notices
from stammkunde.messaging.frame import SLOT, SubPage
from stammkunde.messaging.queries import notices
from stammkunde.people import demo as people_demo
from stammkunde.people import queries as people
from stammkunde.people import record as records
from stammkunde.people import rules as people_rules
from stammkunde.people.lists import CustomerList, ParticipantList
from stammkunde.people.record.composer import ComposerEntry
from stammkunde.people.record.frame import Frame

WRITE, MANY = "messaging.write", notices.WRITE_MANY
LABEL = _("Write message")
CONTACT = _("Contact customer")
_ASKING = ("schreib", "mail", "e-mail", "email", "nachricht", "write")


def hang() -> None:
    """Called once, from the name plate."""
    slots.hang(SLOT, SubPage("write", LABEL, "messaging:write", WRITE, order=10))
    slots.hang(
        SLOT,
        SubPage(
            "notices",
            pgettext_lazy("messaging", "Notices"),
            "messaging:notices",
            MANY,
            order=20,
            count=notices.waiting_notices,
        ),
    )
    slots.hang(records.WRITE_SLOT, Go("messaging.write", LABEL, "messaging:write", "mail", WRITE))
    slots.hang(
        records.CONSENT_SLOT,
        Go(
            "messaging.consent",
            _("Ask for consent by e-mail"),
            "messaging:ask_consent",
            "mail",
            WRITE,
        ),
    )
    slots.hang(
        "people.customer.composer",
        ComposerEntry(
            key="messaging.email",
            label=pgettext_lazy("messaging: composer", "E-mail"),
            icon="mail",
            template="messaging/_compose.html",
            content=_content,
            word=WRITE,
            order=20,
        ),
    )
    slots.hang(
        people_demo.SLOT, people_demo.Besides("messaging.notices", demo_notices.load, order=30)
    )
    _hang_into_lists()
    _hang_into_palette()


def _content(actor: Actor, frame: Frame, asked: Mapping[str, str]) -> composing.Composing:
    return composing.began(actor, frame.customer.pk, asked)


def _hang_into_lists() -> None:
    label = pgettext_lazy("messaging: deed", "Write")
    for page, of in ((CustomerList, _own), (ParticipantList, _home)):
        page.add_deed(Deed("write", label, "mail", _to(of), word=WRITE, outward=True))
    CustomerList.add_way(Way("contact", CONTACT, "messaging:notice_begin", "mail", MANY))
    CustomerList.add_action(Action(CONTACT, "messaging:notice_new", "mail", MANY))


def _own(row: Any) -> int:
    return int(row.pk)


def _home(row: Any) -> int:
    return int(row.customer_id)


def _to(of: Callable[[Any], int]) -> Callable[[Any], str]:
    return lambda row: f"{reverse('messaging:write')}?to={of(row)}"


def _hang_into_palette() -> None:
    slots.hang(
        "backoffice.palette.actions",
        Go(
            "messaging.write",
            LABEL,
            "messaging:write",
            "mail",
            WRITE,
            order=8,
            words=_("mail e-mail letter contact customer"),
            offered=True,
        ),
    )
    slots.hang(
        "backoffice.palette.actions",
        Go(
            "messaging.notice",
            _("New notice"),
            "messaging:notice_new",
            "mail",
            MANY,
            words=_("many customers newsletter circular"),
        ),
    )
    slots.hang(
        "backoffice.palette",
        Provider("messaging.write", LABEL, _write_to, WRITE, order=90),
    )


def _write_to(actor: Actor, query: str, limit: int) -> Sequence[Hit]:
    """ "schreiben berger": the customers to write to; asked only where the query begins like that."""
    first, _blank, rest = fold(query).partition(" ")
    if not rest or not any(first.startswith(word) for word in _ASKING) or not actor.may(people.SEE):
        return []
    said = _gettext("Write to %(name)s")
    return [
        Hit(
            said % {"name": people_rules.record_name(row)},
            f"{reverse('messaging:write')}?to={row.pk}",
            sub=row.email,
            icon="mail",
        )
        for row in people.customers_by_name(actor, rest, limit)
    ]
