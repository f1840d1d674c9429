"""Which column is read as what: found, shown with samples, changed, remembered (IMP-02, IMP-06)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stammkunde.foundation import drafts
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import DraftState
from stammkunde.people.fields import FIELDS, own_fields
from stammkunde.people.importing import headings, words
from stammkunde.people.importing.columns import FURTHER, Columns, columns_of
from stammkunde.people.importing.headings import Target
from stammkunde.people.importing.names import KIND
from stammkunde.people.importing.overlay import AS_IS, ROW
from stammkunde.people.importing.wizard import checking, holding
from stammkunde.people.importing.wizard.shapes import ChoiceGroup, ColumnView, Shown
from stammkunde.people.importing.wizard.showing import show

FAMILY_SHOWN, CONTACTS_SHOWN, ADDRESSES_SHOWN, POINTS_SHOWN = 6, 3, 3, 4
_LONGEST = 200


def columns(actor: Actor, draft: int) -> list[ColumnView]:
    """The columns of the file with samples, and what each is read as."""
    row = holding.held(actor, draft)
    found = holding.look(row)
    head = holding.Headings(found["headings"], found["header"])
    now = columns_of(head, holding.mapping(row), nameless=True)
    alone = columns_of(head, nameless=True)
    wrong = {one.column: one for one in now.problems}
    views = []
    for at, heading in enumerate(found["headings"]):
        choice = choice_of(now.at[at])
        told = wrong.get(now.named[at]) if not choice else None
        views.append(
            ColumnView(
                at,
                heading,
                found["samples"][at],
                choice,
                bool(choice),
                choice_of(alone.at[at]),
                at in now.starred,
                told.message if told else "",
                told.hint if told else "",
            )
        )
    return views


def set_mapping(actor: Actor, draft: int, version: int, mapping: Mapping[int, str]) -> Shown:
    """Say what columns are read as: by position one of `choices`, "" leaves a column out. Columns that
    are not named stay as they are. It is remembered for the next list with these headings.

    Refuses two columns that mean the same (`twice`), and a list without a name (`no_name`).
    """
    row = holding.held(actor, draft)
    found = holding.look(row)
    head = holding.Headings(found["headings"], found["header"])
    before = columns_of(head, holding.mapping(row), nameless=True)
    alone = columns_of(head, nameless=True)
    wanted = holding.mapping(row)
    for at, said in mapping.items():
        if 0 <= at < before.width and said[:_LONGEST] != choice_of(before.at[at]):
            wanted[at] = said[:_LONGEST]
    # What would be found anyway need not be said; a changed word for it may count otherwise.
    for at in [at for at, said in wanted.items() if said == choice_of(alone.at[at])]:
        del wanted[at]
    after = _checked(head, wanted)
    checking.assigned(after)
    moved = [at for at in range(before.width) if before.at[at] != after.at[at]]
    values = {"mapping": holding.written(wanted) if wanted else "", "remembered": False}
    with drafts.change(row, version, checking.READY, state=DraftState.MAPPED, **values):
        drafts.remember(KIND, found["headings"], wanted)
        if moved:  # whatever was said about these cells answered another question
            drafts.forget(row.pk, moved)
            drafts.forget(row.pk, [ROW], deed=AS_IS)
    return show(actor, draft)


def _checked(head: holding.Headings, wanted: Mapping[int, str]) -> Columns:
    return columns_of(head, wanted, nameless=True)


def choice_of(target: Target | None) -> str:
    """The heading that stands for what a column is read as; "" where it is left out."""
    if target is None or target.key == words.LEFT_OUT:
        return ""
    if "." in target.key:
        of = "participant" if target.noun else "customer"
        for own in own_fields(of):
            if own.key == target.key:
                return headings.written_own(own, target.noun, target.place)
    if not target.noun:
        combined = words.COMBINED.get(target.key)
        return combined[0] if combined else headings.written(target)
    return _of_noun(target)


def _of_noun(target: Target) -> str:
    number = "" if target.place >= FURTHER else f" {target.place}" if target.place else ""
    if target.noun == words.GIVEN and target.name:
        labels = words.PHONE_LABELS if target.key.startswith("phone") else words.EMAIL_LABELS
        end = f" {words.POINT_LABEL_WORDS[0]}" if target.key.endswith("_label") else ""
        return f"{labels[target.name][0]}{end}" if target.name in labels else target.name + end
    if target.noun == words.ADDRESSES and target.name:
        about = words.ADDRESS_WORDS[target.name][0]
        return f"{about}{number} {words.ADDRESS_KEYS[target.key][0]}"
    if target.noun == words.FAMILY and (target.name or target.key == words.NAME):
        about = words.ANIMAL_WORDS[0] if target.name else words.PEOPLE_WORDS[0]
        return f"{about}{number} {words.FAMILY_KEYS[target.key][0]}"
    if target.noun == words.PEOPLE and target.key == words.NAME:
        return f"{words.CONTACT_WORDS[0]}{number} {words.CONTACT_KEYS[words.NAME][0]}"
    with suppress(KeyError):
        return headings.written(target)
    return f"{words.ADDRESS_WORDS[''][0]}{number} {words.ADDRESS_KEYS[target.key][0]}"


def choices() -> list[ChoiceGroup]:
    """What columns may be read as, by what it is about."""
    main = [one.headings[0] for one in FIELDS]
    beside = [said[0] for said in words.BESIDE.values()]
    split = [said[0] for said in words.COMBINED.values()]
    own = [headings.written_own(one) for one in own_fields()]
    points = [
        headings.written(Target(words.GIVEN, kind, place))
        for kind in ("phone", "email")
        for place in range(2, POINTS_SHOWN)
    ]
    points += [said[0] for said in (*words.PHONE_LABELS.values(), *words.EMAIL_LABELS.values())]
    groups = [
        (pgettext("people", "Customer"), [*main, *split]),
        (pgettext("people: import", "Number and status"), [*beside, words.EXTERNAL]),
        (_("Own fields"), own),
        (_("Further phones and e-mails"), points),
        *(
            (_("Participant %(n)s") % {"n": place}, _family(place))
            for place in range(1, FAMILY_SHOWN + 1)
        ),
        *(
            (
                _("Contact person %(n)s") % {"n": place},
                [choice_of(Target(words.PEOPLE, key, place)) for key in words.CONTACT_KEYS],
            )
            for place in range(1, CONTACTS_SHOWN + 1)
        ),
        (pgettext("people: import", "Further addresses"), _addresses()),
        (
            pgettext("people: import", "Bank account"),
            [choice_of(Target(words.BANK, key, 1)) for key in words.BANK_KEYS],
        ),
        (
            pgettext("people: import", "Numbers of other programs"),
            [f"{words.EXTERNAL} {system}" for system in words.SYSTEMS],
        ),
    ]
    return [
        ChoiceGroup(str(label), [(one, one) for one in dict.fromkeys(said)])
        for label, said in groups
        if said
    ]


def _family(place: int) -> list[str]:
    own = [headings.written_own(one, words.FAMILY, place) for one in own_fields("participant")]
    keys = [choice_of(Target(words.FAMILY, key, place)) for key in words.FAMILY_KEYS]
    return [*keys, *own]


def _addresses() -> list[str]:
    bill = Target(words.ADDRESSES, "", 1, "Rechnung")
    further = [Target(words.ADDRESSES, "", place) for place in range(1, ADDRESSES_SHOWN + 1)]
    keys = ("label", "street", "postcode", "city", "country")
    return [choice_of(replace(one, key=key)) for one in (bill, *further) for key in keys]
