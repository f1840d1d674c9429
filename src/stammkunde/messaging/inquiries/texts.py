"""What people read who ask: the question whether the address is theirs, and the answer."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from stammkunde.accounts import queries as accounts
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import business
from stammkunde.messaging import door
from stammkunde.messaging.models import Category, Inquiry
from stammkunde.messaging.rules import inquiries as rules
from stammkunde.messaging.texts import LINK, Placeholder, Rendered, Shipped, render, ship, values

ANSWER, CONFIRM = "messaging.inquiry_answer", "messaging.inquiry_confirm"
ASKED, URL = "anfrage.text", "link.bestaetigen"

ship(
    Shipped(
        key=ANSWER,
        label=gettext_lazy("Answer to an enquiry"),
        category=Category.TRANSACTIONAL,
        subject=pgettext_lazy("to customers", "Your enquiry at {{ betrieb.name }}"),
        body=pgettext_lazy(
            "to customers",
            "{{ kunde.anrede }},\n\nthank you for your enquiry.\n\n\n\nKind regards\n{{ ich.name }}",
        ),
        placeholders=(Placeholder(ASKED, gettext_lazy("What was asked")),),
        hint=gettext_lazy("Begins the answer on the page of an enquiry; it can be changed there."),
    )
)
ship(
    Shipped(
        key=CONFIRM,
        label=gettext_lazy("Enquiry by the website: please confirm"),
        category=Category.TRANSACTIONAL,
        subject=pgettext_lazy("to customers", "Please confirm your enquiry"),
        body=pgettext_lazy(
            "to customers",
            "{{ kunde.anrede }},\n\nwith this address somebody has sent an enquiry to "
            "{{ betrieb.name }}. Please confirm that it is yours:\n\n"
            "[Confirm my enquiry]({{ link.bestaetigen }})\n\n"
            "You did not ask anything? Then there is nothing to do.",
        ),
        placeholders=(Placeholder(URL, gettext_lazy("Link to confirm"), kind=LINK),),
        automatic=True,
        hint=gettext_lazy("To whoever gives an e-mail address in the website's form."),
    )
)


def begun(actor: Actor, row: Inquiry) -> Rendered:
    """The answer as it begins, before anybody has changed it; `source` is its text."""
    language = door.language()
    author = accounts.users().filter(pk=actor.id or 0).first()
    extra = {ASKED: row.text, "kunde.anrede": greeting(row, language)}
    return render(ANSWER, values.of(None, business(), author, extra, language=language), language)


def greeting(row: Inquiry, language: str) -> str:
    """How an answer greets; nothing is guessed from a name."""
    name = rules.called(row) if row.last_name or row.first_name else ""
    first = rules.first_name(row)
    with override(language):
        if language == "de-informal" and first and not row.organisation:
            return _("Hello %(name)s") % {"name": first}
        return _("Good day %(name)s") % {"name": name} if name else _("Good day")
