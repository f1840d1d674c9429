"""What customers read about their consent, and the kinds of mail that people write by hand."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.messaging.models import Category
from stammkunde.messaging.texts import Placeholder, Shipped, ship
from stammkunde.messaging.texts.placeholders import LINK

CONSENT = "messaging.consent"
CONFIRM = "link.bestaetigen"

ship(
    Shipped(
        key=CONSENT,
        label=_("Question for consent to news by e-mail"),
        category=Category.TRANSACTIONAL,
        subject=pgettext_lazy("to customers", "News by e-mail: please confirm"),
        body=pgettext_lazy(
            "to customers",
            "{{ kunde.anrede }},\n\n"
            "you would like to get news from {{ betrieb.name }} by e-mail to {{ kunde.email }}? "
            "Then please confirm it here:\n\n"
            "[Yes, I agree]({{ link.bestaetigen }})\n\n"
            "It can be withdrawn at any time: there is a link in every such message. Whoever does "
            "nothing gets no news, and nothing else changes.",
        ),
        placeholders=(Placeholder(CONFIRM, _("Link to confirm"), kind=LINK),),
        hint=_("From the page of a customer: ask for consent to the newsletter."),
    )
)
for _key, _label in (
    ("messaging.message", _("Messages written by hand")),
    ("messaging.notice", _("Notices to many")),
):
    ship(
        Shipped(
            key=_key,
            label=_label,
            category=Category.ORGANISATIONAL,
            subject="",
            body="",
            shown=False,
        )
    )
