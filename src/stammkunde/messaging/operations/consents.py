"""What customers say about advertising by themselves: the way out, and the way in with proof (C-35)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext, pgettext_lazy

from stammkunde.foundation import actors, clock, erasing
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.operations import Outcome, operation
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.foundation.writes import Keeper, add, change, keep, lock
from stammkunde.messaging.consents import opting
from stammkunde.messaging.consents.texts import CONFIRM, CONSENT
from stammkunde.messaging.drafting import About, Draft
from stammkunde.messaging.making import Made, maker
from stammkunde.messaging.models import Category, ConsentAsked, Message, State
from stammkunde.messaging.operations.queueing import queue_messages
from stammkunde.messaging.rules import writing as rules
from stammkunde.people import operations as people_operations
from stammkunde.people import queries as people
from stammkunde.people.models import Customer
from stammkunde.people.rules import folded_email

NEWSLETTER, ADVERTISING, BIRTHDAY, EMAIL = "newsletter", "advertising", "birthday", "email"
ANY = "any"
PURPOSES = (NEWSLETTER, ADVERTISING, BIRTHDAY)
AGAIN = timedelta(days=90)
ASKED = "messaging.consent"  # the kind of confirmation
LINK = actors.system(door="portal", label="Link in einer E-Mail")

keep(
    ConsentAsked,
    Keeper(
        kind="consent_asked",
        subjects=lambda row: [("customer", row.customer_id)],
        part_of="customer",
    ),
)


@operation("messaging.unsubscribe", needs="people.edit")
def unsubscribe(*, actor: Actor, customer: int) -> Outcome[str]:
    """The customer wants no advertising by e-mail any more; `done` names the purposes it ended.

    Written down as statements that hold from today on, with the way they came as proof. What was
    withdrawn already is left alone, so a link that is opened twice changes nothing. `Missing` for
    a customer who is not there.
    """
    one = people.addressees(actor, [customer]).get(customer)
    if one is None or one.erased:
        raise Missing(f"customer {customer}")
    ended = [purpose for purpose in PURPOSES if _agrees(one, purpose)]
    with override(settings.LANGUAGE_CODE):
        proof = _("Unsubscribed with the link in an e-mail, %(at)s") % {"at": _when(clock.now())}
    for purpose in ended:
        _record(actor, customer, purpose, given=False, proof=proof)
    return Outcome(ended)


@operation("messaging.ask_for_consent", needs="messaging.write")
def ask_for_consent(*, actor: Actor, customer: int, recipient: str = "") -> Outcome[Message]:
    """Ask a customer by e-mail whether they agree to the newsletter; only their click is a consent.

    recipient: one of their addresses, by default the first; the proof names it. Refuses another one
    (`recipient`), whoever agrees already (`agrees_already`) or was asked there within 90 days
    (`asked_lately`), and, writing nothing, whom no such mail may go to (`not_sent.<reason>`).
    """
    lock(Customer, [customer])  # two who ask at once ask once
    one = people.addressees(actor, [customer]).get(customer)
    if one is None or one.erased:
        raise Missing(f"customer {customer}")
    if one.consents.get((NEWSLETTER, EMAIL)):
        raise Refused("agrees_already", _("This customer has agreed already."))
    now, known = clock.now(), {folded: typed for typed, folded in reversed(one.emails)}
    folded = folded_email(recipient) if recipient else one.folded
    if recipient and folded not in known:
        text = _("The consent holds for an address of the customer. Add it to the customer first.")
        raise Refused("recipient", text, "recipient")
    asked = ConsentAsked.objects.filter(customer=customer, asked_at__gt=now - AGAIN)
    there = [row for row in asked.order_by("-asked_at") if folded_email(row.address) == folded]
    if last := next(iter(there), None):
        text = _("Asked on %(day)s already. Once in 90 days is enough.")
        day = date_format(timezone.localtime(last.asked_at), "SHORT_DATE_FORMAT")
        raise Refused("asked_lately", text % {"day": day})
    (row,) = add(
        [
            ConsentAsked(
                customer_id=customer,
                purpose=NEWSLETTER,
                channel=EMAIL,
                address=known.get(folded, ""),
                asked_at=now,
                author_id=actor.id if actor.kind == "staff" else None,
            )
        ]
    )
    draft = Draft(
        customer=customer,
        kind=CONSENT,
        category=Category.TRANSACTIONAL,
        recipient=row.address or None,
        extra={CONFIRM: _link(row.pk), "kunde.email": row.address},
        about=About(ASKED, row.pk),
        dedupe_key=f"consent:{row.pk}",
    )
    done = queue_messages(actor=actor, drafts=[draft]).done
    for message in done:
        if message.state in (State.SUPPRESSED, State.FAILED):
            raise Refused(f"not_sent.{message.reason}", rules.why_not(message.reason))
    return Outcome(done)


def _link(asked: int) -> str:
    return opting.confirm_url(ASKED, {"asked": str(asked)})


@maker(ASKED)
def current_question(actor: Actor, about: int) -> Made | None:
    """The question with a link that is valid from now on."""
    row = ConsentAsked.objects.filter(pk=about).first()
    return Made(extra={CONFIRM: _link(row.pk), "kunde.email": row.address}) if row else None


def asked_elsewhere(row: Message, recipient: str) -> bool:
    """Whether a message is a question, and would go to another address than the one that it asked:
    what is clicked there would prove the wrong thing."""
    if row.about_kind != ASKED or not recipient.strip():
        return False
    asked = ConsentAsked.objects.filter(pk=row.about_id or 0).first()
    return asked is not None and folded_email(asked.address) != folded_email(recipient.strip())


@operation("messaging.confirm_consent", needs="people.edit")
def confirm_consent(*, actor: Actor, asked: int, at: datetime) -> Outcome[ConsentAsked]:
    """Whoever was asked has said yes; the second time changes nothing. `Missing` where nobody was
    asked, or the customer is not there any more.
    """
    (row,) = lock(ConsentAsked, [asked])
    one = people.addressees(actor, [row.customer_id]).get(row.customer_id)
    if one is None or one.erased:
        raise Missing(f"customer {row.customer_id}")
    if row.confirmed_at is not None:
        return Outcome([])
    with override(settings.LANGUAGE_CODE):  # the office reads it, whoever clicked
        said = {"address": row.address, "asked": _when(row.asked_at), "at": _when(at)}
        proof = _(
            "Confirmed on %(at)s with the link in the e-mail to %(address)s of %(asked)s "
            "(double opt-in)"
        )
    _record(actor, row.customer_id, row.purpose, given=True, proof=proof % said)
    return Outcome(change([row], confirmed_at=at))


@operation("messaging.forget_questions", needs="people.edit")
def forget_questions(*, actor: Actor, customers: Sequence[int]) -> Outcome[ConsentAsked]:
    """Forget that these customers were asked, because they leave; what they agreed to is people's."""
    found = ConsentAsked.objects.filter(customer__in=customers).order_by("pk")
    rows = lock(ConsentAsked, found.values_list("pk", flat=True))
    if rows:
        erasing.erase(rows, clock.now())
    return Outcome(rows)


def _language(payload: opting.Payload) -> str:
    row = ConsentAsked.objects.filter(pk=whole(payload.get("asked")) or 0).first()
    one = people.addressees(LINK, [row.customer_id]).get(row.customer_id) if row else None
    return one.language if one else ""


@opting.confirmation(
    ASKED,
    question=pgettext_lazy("to customers", "News by e-mail?"),
    button=pgettext_lazy("to customers", "Yes, I agree"),
    language=_language,
)
def consent_is_confirmed(payload: opting.Payload, at: datetime) -> opting.Confirmed:
    """The button behind the link of `ask_for_consent`."""
    asked = whole(payload.get("asked"))
    if asked is None:
        raise Missing("asked")
    confirm_consent(actor=LINK, asked=asked, at=at)
    return opting.Confirmed(
        pgettext("to customers", "Thank you, that is noted."),
        pgettext(
            "to customers", "It can be withdrawn at any time, with the link in every such e-mail."
        ),
    )


def _agrees(one: people.Addressee, purpose: str) -> bool:
    """Whether the newest word is yes, or about news and advertising nobody has said one yet."""
    latest = purpose != BIRTHDAY
    for (about, way), given in one.consents.items():
        if about == purpose and way in (EMAIL, ANY):
            latest = given
    return latest


def _record(actor: Actor, customer: int, purpose: str, *, given: bool, proof: str) -> None:
    people_operations.record_consents(
        actor=actor,
        customers=[customer],
        purpose=purpose,
        channel=EMAIL,
        source=EMAIL,
        given=given,
        on=actor.today,
        proof=proof,
    )


def _when(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{date_format(local, 'SHORT_DATE_FORMAT')}, {local:%H:%M}"
