"""The composer: everything that a page about writing to one customer shows and reads (COM-06)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _

from stammkunde.foundation import clock, uploads
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import wholes
from stammkunde.foundation.fields import DATE, Field, FieldProblem
from stammkunde.foundation.refusals import Refused
from stammkunde.messaging import attachments, queries, texts
from stammkunde.messaging.drafting import File
from stammkunde.messaging.marks import address_states
from stammkunde.messaging.models import Category, Channel
from stammkunde.messaging.operations.writing import Letter, keep_files
from stammkunde.messaging.previewing import Shown, preview
from stammkunde.messaging.rules import times, writing
from stammkunde.people import queries as people
from stammkunde.people.queries import Addressee

_SALT = "stammkunde.messaging.attached"
FIELDS = (
    "subject", "body", "channel", "category", "recipient", "template", "send_day", "send_time",
)  # fmt: skip
DAY = Field("send_day", "", kind=DATE)


@dataclass
class Composing:
    """One message to one customer while somebody writes it. typed: the fields as they were sent.

    kept: files that are here already, as (signed, name). problem, field: why it was refused.
    """

    actor: Actor
    to: Addressee
    typed: dict[str, str]
    kept: list[tuple[str, str]] = field(default_factory=list)
    documents: set[int] = field(default_factory=set)
    later: bool = False
    confirmed: bool = False
    problem: str = ""
    wrong: str = ""

    # What can be chosen --------------------------------------------------------------------

    @cached_property
    def addresses(self) -> list[tuple[str, str, bool]]:
        """(address, its state in the words of the bounces, chosen)."""
        states = address_states(folded for _typed, folded in self.to.emails)
        chosen = self.typed["recipient"] or self.to.email
        return [(one, states.get(folded, ""), one == chosen) for one, folded in self.to.emails]

    @property
    def categories(self) -> list[tuple[str, Any, Any, bool]]:
        """(key, label, one sentence about it, chosen)."""
        now = self.typed["category"]
        return [(key, label, said, key == now) for key, label, said in writing.CATEGORIES]

    @property
    def channels(self) -> list[tuple[str, Any, bool]]:
        """(key, label, chosen)."""
        now = self.typed["channel"]
        return [(one.value, one.label, one.value == now) for one in writing.CHANNELS]

    @property
    def by_email(self) -> bool:
        """Whether it goes by e-mail."""
        return self.typed["channel"] == Channel.EMAIL

    @cached_property
    def files(self) -> list[tuple[int, str, bool]]:
        """The customer's documents: (id, name, goes along); none for whoever may not see them."""
        if not self.actor.may(people.DOCUMENTS):
            return []
        rows = people.documents_of(self.actor, self.to.id)
        return [
            (row.pk, row.name, row.pk in self.documents) for row in rows if row.archived_at is None
        ]

    @property
    def groups(self) -> list[texts.Group]:
        """The placeholders for the chooser."""
        return texts.placeholders()

    # What it would come to -----------------------------------------------------------------

    @cached_property
    def cautions(self) -> list[writing.Caution]:
        """What to know before sending."""
        state = next((state for one, state, chosen in self.addresses if chosen), "")
        return writing.warnings(
            self.to,
            channel=self.typed["channel"],
            category=self.typed["category"],
            address=self.typed["recipient"] or self.to.email,
            state=state,
        )

    @property
    def confirmable(self) -> bool:
        """Whether somebody may send it nevertheless, after having read what is against it."""
        return bool(self.cautions) and not any(one.final for one in self.cautions)

    @cached_property
    def preview(self) -> Shown | None:
        """How it reads; None while there is nothing."""
        if not (self.typed["subject"] or self.typed["body"]):
            return None
        return preview(self.actor, self.to, self.own)

    @property
    def own(self) -> texts.OwnText:
        """The text as it was typed."""
        return texts.OwnText(self.typed["subject"], self.typed["body"])

    # Reading -------------------------------------------------------------------------------

    def letter(self) -> Letter:
        """What shall be sent. Refuses an address that is none of the customer's (`recipient`), and
        a time that nobody can keep."""
        if self.problem:
            raise Refused("file_gone", self.problem, self.wrong)
        recipient = self.typed["recipient"]
        if recipient and recipient not in {one for one, _folded in self.to.emails}:
            text = _("This is none of the customer's addresses. Choose one of them.")
            raise Refused("recipient", text, "recipient")
        if self.cautions and not self.confirmed:
            first = self.cautions[0]
            said = f"{first.text} {first.todo}".strip()
            raise Refused("warned", said, "confirmed")
        return Letter(
            customer=self.to.id,
            subject=self.typed["subject"],
            body=self.typed["body"],
            channel=self.typed["channel"],
            category=self.typed["category"],
            recipient=recipient,
            files=self._files(),
            send_at=self._send_at(),
            confirmed=self.confirmed,
        )

    def _files(self) -> tuple[File, ...]:
        kept = [File(key, name) for key, name in (_opened(self.actor, one) for one, _ in self.kept)]
        if self.documents:
            rows = people.documents(self.actor).filter(customer=self.to.id, pk__in=self.documents)
            kept += [File(str(row.file_id), row.name) for row in rows.order_by("pk")]
        return tuple(kept)

    def _send_at(self) -> Any:
        if not self.later:
            return None
        return instant(self.typed["send_day"], self.typed["send_time"])


def instant(day: str, at: str) -> Any:
    """The instant that a form means by a day and a time. Refuses as `rules.times`."""
    try:
        when = DAY.parse(day)
    except FieldProblem as problem:
        text = f"{problem.message} {problem.hint}".strip()
        raise Refused("invalid", text, "send_day") from problem
    return times.instant_of(when, times.time_of(at), clock.business_zone(), clock.now())


def began(actor: Actor, customer: int, said: Mapping[str, str]) -> Composing:
    """An empty message to a customer; `said`: what the address brings along. `Missing` where
    there is none."""
    people.customer(actor, customer)
    to = people.addressees(actor, [customer])[customer]
    typed = {name: str(said.get(name, "")) for name in FIELDS}
    typed["body"] = typed["body"] or str(said.get("text", ""))[: writing.LONGEST_BODY]
    preferred = Channel.PORTAL if to.channel == Channel.PORTAL else Channel.EMAIL
    typed["channel"] = typed["channel"] or preferred
    typed["category"] = typed["category"] or Category.ORGANISATIONAL
    return Composing(actor, to, typed)


def sent(actor: Actor, customer: int, request: HttpRequest) -> Composing:
    """The message as a form brings it."""
    said = request.POST
    made = began(actor, customer, {name: said.get(name, "") for name in FIELDS})
    if made.typed["category"] not in Category.values:
        made.typed["category"] = Category.ORGANISATIONAL
    if made.typed["channel"] not in writing.CHANNELS:
        made.typed["channel"] = Channel.EMAIL
    made.documents = set(wholes(said.getlist("document")))
    made.later = said.get("when") == "later"
    made.confirmed = bool(said.get("confirmed"))
    dropped = said.get("drop", "")
    for one in said.getlist("file"):
        if one != dropped:
            _take(made, one)
    return made


def attach(made: Composing, brought: Sequence[Any]) -> None:
    """Keep what was uploaded with the form, so that it is there whatever else is wrong. Refuses as
    `uploads.taken`, and more than ten."""
    files = [one for one in brought if one.name]
    if len(files) + len(made.kept) > writing.MOST_FILES:
        raise Refused("too_many_files", _("At most ten files go along."), "files")
    checked = [uploads.taken(made.actor, attachments.INTAKE, one, field="files") for one in files]
    for row in keep_files(actor=made.actor, checked=checked).done if checked else ():
        said = [row.key, row.name, made.actor.id]
        made.kept.append((signing.dumps(said, salt=_SALT), row.name))


def _take(made: Composing, signed: str) -> None:
    """A file that came along with an earlier answer; one that is not there any more is a problem of
    the form, which keeps everything else."""
    try:
        made.kept.append((signed, _opened(made.actor, signed)[1]))
    except Refused as no:
        made.problem, made.wrong = str(no.message), no.field or ""


def _opened(actor: Actor, signed: str) -> tuple[str, str]:
    """Key and name of a file that this person has attached a while ago. Refuses all else."""
    try:
        key, name, owner = signing.loads(signed, salt=_SALT, max_age=2 * 86_400)
    except (signing.BadSignature, ValueError) as problem:
        raise Refused(
            "file_gone", _("A file is not there any more. Attach it again."), "files"
        ) from problem
    if owner != actor.id:
        raise Refused("file_gone", _("A file is not there any more. Attach it again."), "files")
    return key, name


def templates(actor: Actor) -> Sequence[Any]:
    """The templates that can be inserted (`queries.templates_offered`)."""
    return queries.templates_offered(actor)


def insert(made: Composing, key: str) -> None:
    """Put a template's text into the form, as `insert_into`, in the customer's language."""
    insert_into(made.typed, made.actor, key, made.to.language)


def insert_into(
    typed: dict[str, str], actor: Actor, key: str, language: str = texts.GERMAN
) -> None:
    """Put a template's text into typed fields: into an empty subject, and behind what the body says
    already. Nothing for a key that is none."""
    chosen = next((one for one in templates(actor) if one.key == key), None) if key else None
    if chosen is None:
        return
    words = chosen.words.get(language) or chosen.words.get(texts.GERMAN, texts.Words())
    typed["subject"] = typed["subject"] or words.subject
    typed["body"] = f"{typed['body'].strip()}\n\n{words.body}".strip()
    typed["category"] = chosen.category or typed["category"]


def said_before(row: Any, to: int) -> dict[str, str]:
    """What a stopped message said, for the form; nothing where the house does not keep texts."""
    if row.customer_id != to:
        return {}
    own = json.loads(row.recipe or "{}").get("own", {})
    subject, body = next(iter(own.values()), (row.subject, row.text))
    return {
        "subject": subject,
        "body": body,
        "channel": row.channel,
        "category": row.category,
        "recipient": row.recipient,
    }
