"""Shipped roles are brought up to date after every migrate: later rooms bring later words."""

from __future__ import annotations

from stammkunde.accounts.models import AccountSettings, Role
from stammkunde.accounts.rules import SHIPPED, handed_out
from stammkunde.foundation import setup
from stammkunde.foundation.operations import building
from stammkunde.foundation.rooms import WORDS


def start() -> None:
    """Ask to be called after every migrate."""
    setup.after_migrate(Role, ship)
    setup.after_migrate(AccountSettings, lay_out)


def lay_out() -> None:
    """Create the one row of settings; repeatable."""
    with building():
        AccountSettings.objects.bulk_create([AccountSettings(pk=1)], ignore_conflicts=True)


def ship() -> None:
    """Create the shipped roles that are missing and hand out words that are new; repeatable."""
    words = sorted(WORDS)
    there = {role.key: role for role in Role.objects.filter(key__in=SHIPPED)}
    fresh, moved = [], []
    for key in SHIPPED:
        role = there.get(key)
        if role is None:
            fresh.append(Role(key=key, words=handed_out(key, (), (), words), known=words))
        elif set(words) - set(role.known):
            role.words = handed_out(key, role.words, role.known, words)
            role.known = sorted({*role.known, *words})
            role.version += 1
            moved.append(role)
    with building():
        Role.objects.bulk_create(fresh, ignore_conflicts=True)
        Role.objects.bulk_update(moved, ["words", "known", "version"])
