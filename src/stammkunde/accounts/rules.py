"""What accounts are allowed to be. Pure."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.refusals import Refusal

OWNER = "owner"
STAFF = "staff"

# Kinds of second factors, as allauth.mfa names them; recovery codes come with any of them.
APP, PASSKEY, CODES = "totp", "webauthn", "recovery_codes"
FACTORS = (APP, PASSKEY)

# A trainer in the field sees people, sees and writes notes about them, and neither money nor
# anything that leaves the house (D34).
_FIELD_WORDS = frozenset({"people.see", "notes.see", "notes.edit"})
# What the office may of what belongs to the house: its lenses are its daily work (N-05).
_OFFICE_WORDS = frozenset({"foundation.share_lenses"})


@dataclass(frozen=True)
class ShippedRole:
    """A role that comes with the product; `takes` says which permission words it holds at first."""

    key: str
    label: Any
    takes: Callable[[str], bool]


def _ends(*verbs: str) -> Callable[[str], bool]:
    return lambda word: word.partition(".")[2] in verbs


SHIPPED: dict[str, ShippedRole] = {
    role.key: role
    for role in (
        ShippedRole(OWNER, pgettext_lazy("accounts", "Owner"), lambda word: True),
        ShippedRole(
            "office",
            pgettext_lazy("accounts", "Office"),
            lambda word: (
                word in _OFFICE_WORDS
                or (not word.startswith(("accounts.", "foundation.")) and not _ends("erase")(word))
            ),
        ),
        ShippedRole(
            "field", pgettext_lazy("accounts", "Trainer / Field"), _FIELD_WORDS.__contains__
        ),
        ShippedRole("accounting", pgettext_lazy("accounts", "Accounting"), _ends("see", "export")),
        ShippedRole("readonly", pgettext_lazy("accounts", "Read-only"), _ends("see")),
    )
}


def fold_email(email: str) -> str:
    """The form in which an e-mail is unique: NFKC, lower case, no blanks around.

    On purpose not the folding of the search: müller@ and muller@ are two people.
    """
    return unicodedata.normalize("NFKC", email).strip().lower()


def token_hash(token: str) -> str:
    """What the database knows of a link's token; it has 256 random bits, so a plain hash will do."""
    return hashlib.sha256(token.encode()).hexdigest()


def label_of(key: str, name: str) -> str:
    """What a role is called: its own name, else the translated one it was shipped with."""
    return name or (str(SHIPPED[key].label) if key in SHIPPED else key)


def handed_out(
    key: str, held: Sequence[str], known: Collection[str], words: Iterable[str]
) -> list[str]:
    """The words of the shipped role `key`, now that the product knows `words`.

    Words that the role has met before stay as they are; the owner always holds every word.
    """
    takes = SHIPPED[key].takes
    fresh = [word for word in words if word not in known and takes(word)]
    if key == OWNER:
        fresh = list(words)
    return sorted({*held, *fresh})


def without_last_owner(
    users: Sequence[Any], owners: Collection[int]
) -> tuple[list[Any], list[Refusal]]:
    """Split `users` who are to lose ownership: somebody must stay owner.

    `owners` are the ids of all active owners. When all of them would go, all of them stay.
    """
    leaving = {user.pk for user in users}
    if not owners or set(owners) - leaving:
        return list(users), []
    text = _("Somebody must stay owner. Make another account the owner first.")
    stay = [user for user in users if user.pk in owners]
    refused = [Refusal(user.pk, "last_owner", text, "roles") for user in stay]
    return [user for user in users if user.pk not in owners], refused


def in_reach(
    users: Sequence[Any], mine: int | None, may_as_much: Callable[[int], bool]
) -> tuple[list[Any], list[Refusal]]:
    """Split users whose access is to change: not oneself, and nobody who may more (D33)."""
    own = _("Nobody changes their own access. Somebody else with the right to do so can.")
    beyond = _("This account may more than yours. Only somebody who may as much can change it.")
    refused = [Refusal(user.pk, "own_account", own) for user in users if user.pk == mine]
    others = [user for user in users if user.pk != mine]
    refused += [
        Refusal(user.pk, "beyond_own", beyond) for user in others if not may_as_much(user.pk)
    ]
    return [user for user in others if may_as_much(user.pk)], refused


def who_waits(users: Sequence[Any], *, waits: bool) -> tuple[list[Any], list[Refusal]]:
    """Split users: those who were invited and never came (`waits`), or those who did."""
    text = (
        _("This account is in use already.")
        if waits
        else _("The invitation is still open. It can be sent again or withdrawn.")
    )
    code = "joined" if waits else "waiting"
    refused = [Refusal(user.pk, code, text) for user in users if user.waiting is not waits]
    return [user for user in users if user.waiting is waits], refused
