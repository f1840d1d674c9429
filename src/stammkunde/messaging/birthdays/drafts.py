"""The messages of a day: who is congratulated, who reads it, with which text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import slots
from stammkunde.messaging.birthdays import texts
from stammkunde.messaging.drafting import Draft, File
from stammkunde.messaging.models import BirthdaySettings, Category, Reason
from stammkunde.people import queries as people
from stammkunde.people.models import FORMER

GIFTS = "messaging.birthday_gift"


@dataclass(frozen=True)
class Gift:
    """What goes along: a sentence for `{{ geschenk.text }}`, files."""

    text: str = ""
    files: tuple[File, ...] = ()


@dataclass(frozen=True)
class GiftGiver:
    """Hung into `messaging.birthday_gift`; gives nothing for None. A greeting with a gift is
    advertising: it goes only to those who agreed (2.15).
    """

    key: str
    give: Callable[[Actor, people.Greeting, int], Gift | None]
    word: str = ""
    order: int = 100


@dataclass(frozen=True)
class Planned:
    """One greeting as it is planned: to whom, for whom, the draft."""

    greeting: people.Greeting
    addressee: people.Addressee
    draft: Draft
    parts: Mapping[str, Any] = field(default_factory=dict)


def plan(
    actor: Actor, days: Sequence[date], settings: BirthdaySettings, *, late: bool = False
) -> list[Planned]:
    """The greetings of some days, in a constant number of queries. Needs `people.see`.

    Left out without a word: who died, is archived or has no address. Others that must not go
    (locked, undeliverable, no consent) are noted by the gate, former customers as such. Two who
    are responsible and share an address get one mail.
    """
    wanted = [one for one in people.greetings(actor, days) if settings.animals or not one.animal]
    found = people.addressees(actor, {pk for one in wanted for pk in one.to})
    planned: list[Planned] = []
    for one in wanted:
        told: set[str] = set()
        for pk in one.to:
            who = found.get(pk)
            if who is None or not _reads(who) or who.folded in told:
                continue
            told.add(who.folded)
            planned.append(Planned(one, who, _draft(actor, one, who, settings, late=late)))
    return planned


def _reads(who: people.Addressee) -> bool:
    return bool(who.folded) and not (who.deceased or who.archived or who.erased)


def _draft(
    actor: Actor,
    one: people.Greeting,
    who: people.Addressee,
    settings: BirthdaySettings,
    *,
    late: bool,
) -> Draft:
    gift = _gift(actor, one, who.id)
    kind = (texts.FOR_LATE if late else texts.FOR) if one.whose == "participant" else (
        texts.OWN_LATE if late else texts.OWN
    )  # fmt: skip
    extra = {"teilnehmer.name": one.name, "teilnehmer.vorname": one.first_name}
    former = who.status == FORMER and not settings.former
    return Draft(
        customer=who.id,
        participant=one.id if one.whose == "participant" else None,
        kind=kind,
        category=Category.ADVERTISING if settings.advertising or gift else Category.ORGANISATIONAL,
        automatic=True,
        extra={**(extra if one.whose == "participant" else {}), texts.GIFT: gift.text if gift else ""},
        attachments=gift.files if gift else (),
        dedupe_key=f"birthday:{one.whose}:{one.id}:{one.on.year}:{who.id}",
        reason=Reason.FORMER if former else "",
    )  # fmt: skip


def _gift(actor: Actor, one: people.Greeting, customer: int) -> Gift | None:
    givers: Sequence[GiftGiver] = slots.of(GIFTS, actor)
    for giver in givers:
        if (gift := giver.give(actor, one, customer)) is not None:
            return gift
    return None
