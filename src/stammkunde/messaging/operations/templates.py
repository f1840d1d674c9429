"""Writing the office's own words: shipped texts said its own way, texts of its own, signatures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from email.utils import formataddr
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from stammkunde.foundation import clock, mail, once
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import CREATED, FIELDS, Outcome, operation
from stammkunde.foundation.refusals import Conflict, Forbidden, Missing, Refused, Stale
from stammkunde.foundation.writes import Keeper, add, change, keep, lock
from stammkunde.messaging import house, texts
from stammkunde.messaging.models import MessageTemplate, MessagingSettings, PersonalSignature
from stammkunde.messaging.rules import texts as rules
from stammkunde.messaging.texts import LANGUAGES, SHIPPED, OwnText, Words, stored

OWN = "own."
_WORD = "messaging.templates"
COLUMNS = tuple(column for one in LANGUAGES for column in stored.columns(one))


def _fits(_pairs: Any) -> None:
    """An undo gives words back: the next look reads them."""
    stored.changed()
    house.changed()


keep(MessageTemplate, Keeper(kind="message_template", back=_fits))
keep(PersonalSignature, Keeper(kind="personal_signature", back=_fits))
once.states("messaging.change_template")
once.states("messaging.change_signature")
once.states("messaging.change_own_signature")


@operation("messaging.change_template", needs=_WORD, undo=FIELDS)
def change_template(
    *, actor: Actor, key: str, values: Mapping[str, str], version: int | None = None
) -> Outcome[MessageTemplate]:
    """Say a text the office's own way (COM-14): any of `COLUMNS`; of an own one `name`, `category`.

    A column that is "" or what the product says anyway is the product's again. version: the one
    that the page showed (0: there was none); `Stale` where somebody has written since. Refuses
    unknown placeholders with the nearest one, and all else that `rules.clean_words` refuses; an own
    text without a German body (`body_missing`). `Missing` for a text that nobody knows.
    """
    shipped, row = SHIPPED.get(key), _row(key)
    if shipped is None and (row is None or not key.startswith(OWN)):
        raise Missing(key)
    known = shipped.known if shipped else rules.ALWAYS
    wanted: dict[str, Any] = rules.clean_words(
        {name: text for name, text in values.items() if name in COLUMNS}, known
    )
    if shipped:
        wanted |= _unsaid(key, wanted)
    else:
        name, category = values.get("name"), values.get("category")
        if name is not None and category is not None:
            wanted["name"], wanted["category"] = rules.clean_name(name, category)
        if wanted.get("body") == "":
            raise Refused("body_missing", _("The text is empty."), "body")
    stored.changed()
    if row is None:
        if not any(wanted.values()):
            return Outcome([])
        (row,) = add([MessageTemplate(key=key)])
    elif version is not None and row.version != version:
        _refuse_stale(row, wanted)
    return Outcome(change([row], **wanted))


def _unsaid(key: str, wanted: Mapping[str, str]) -> dict[str, str]:
    """What is only repeated of the product's own words: it is left to the product."""
    same = {}
    for language in LANGUAGES:
        product = SHIPPED[key].words(language)
        subject, body = stored.columns(language)
        if wanted.get(subject) == rules.clean_subject(product.subject):
            same[subject] = ""
        if wanted.get(body) == rules.clean_text(product.body):
            same[body] = ""
    return same


def _refuse_stale(row: MessageTemplate, wanted: Mapping[str, Any]) -> None:
    moved = [
        Conflict(name, None, getattr(row, name), text)
        for name, text in wanted.items()
        if getattr(row, name) != text
    ]
    if moved:
        raise Stale(_("Somebody else changed this meanwhile."), moved)


def _row(key: str) -> MessageTemplate | None:
    """The row of a text, locked: what is compared with it still holds when it is written."""
    found = MessageTemplate.objects.filter(key=key).values_list("pk", flat=True)
    return next(iter(lock(MessageTemplate, found)), None)


@operation("messaging.restore_template", needs=_WORD, undo=FIELDS)
def restore_template(*, actor: Actor, key: str) -> Outcome[MessageTemplate]:
    """A shipped text says again what the product says, in all languages. `Missing` for others."""
    row = _row(key) if key in SHIPPED else None
    if row is None:
        raise Missing(key)
    stored.changed()
    return Outcome(change([row], **dict.fromkeys(COLUMNS, "")))


@operation("messaging.add_template", needs=_WORD, undo=CREATED)
def add_template(
    *, actor: Actor, name: str, category: str, values: Mapping[str, str]
) -> Outcome[MessageTemplate]:
    """A text of the office's own, for whoever writes (COM-14).

    Refuses what `rules.clean_name` and `rules.clean_words` refuse, and an empty text
    (`body_missing`).
    """
    called, kind = rules.clean_name(name, category)
    words = rules.clean_words({one: text for one, text in values.items() if one in COLUMNS})
    if not words.get("body"):
        raise Refused("body_missing", _("The text is empty."), "body")
    stored.changed()
    key = f"{OWN}{uuid4().hex[:12]}"
    return Outcome(add([MessageTemplate(key=key, name=called, category=kind, **words)]))


@operation("messaging.archive_template", needs=_WORD, undo=FIELDS)
def archive_template(*, actor: Actor, key: str, archived: bool = True) -> Outcome[MessageTemplate]:
    """Offer a text of the office's own no longer, or again. `Missing` for others."""
    row = _row(key) if key.startswith(OWN) else None
    if row is None:
        raise Missing(key)
    stored.changed()
    if archived is bool(row.archived_at):
        return Outcome([])
    return Outcome(change([row], archived_at=clock.now() if archived else None))


@operation("messaging.send_test", needs=_WORD)
def send_test(
    *, actor: Actor, kind: str, words: Words, language: str, about: Mapping[str, str], to: str
) -> Outcome[int]:
    """Send these words to whoever asks, as a customer would get them, past trial operation. No
    undo: it is sent. Refuses an address that is none (`mail.address`).
    """
    own = OwnText(others={language: words})
    rendered = texts.render(kind, about, language, own, author=actor.id)
    marked = replace(rendered, subject=_("[Test] %(subject)s") % {"subject": rendered.subject})
    settings = house.house()
    sender = formataddr((settings.name, settings.address))
    row = mail.queue(texts.message(marked, to=to, sender=sender), purpose=mail.HOUSE)
    return Outcome([row.pk] if row else [])


@operation("messaging.change_signature", needs=_WORD, undo=FIELDS)
def change_signature(*, actor: Actor, text: str) -> Outcome[MessagingSettings]:
    """What stands under every mail of the business (COM-18). Refuses as `rules.clean_signature`."""
    cleaned = rules.clean_signature(text)
    rows = lock(MessagingSettings, [1])
    house.changed()
    return Outcome(change(rows, signature=cleaned))


@operation("messaging.change_own_signature", needs="", undo=FIELDS)
def change_own_signature(*, actor: Actor, text: str) -> Outcome[PersonalSignature]:
    """What stands under the mails that one writes oneself (COM-18). Staff only.

    Refuses as `rules.clean_signature`.
    """
    if actor.kind != "staff" or actor.id is None:
        raise Forbidden("staff")
    cleaned = rules.clean_signature(text)
    stored.changed()
    if not PersonalSignature.objects.filter(pk=actor.id).exists():
        add([PersonalSignature(user_id=actor.id)])
    return Outcome(change(lock(PersonalSignature, [actor.id]), text=cleaned))
