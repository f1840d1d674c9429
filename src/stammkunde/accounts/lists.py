"""The lists of the room: colleagues, and what happened at the door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from stammkunde.accounts import permits, queries
from stammkunde.accounts.models import Role, SecurityEvent, User
from stammkunde.foundation.lists import (
    BADGE,
    EMAIL,
    LINK,
    PILLS,
    Action,
    Badge,
    Between,
    Choice,
    Col,
    Deed,
    Lens,
    ListPage,
    Member,
    Pill,
    Stored,
)
from stammkunde.foundation.templatetags.house import daytime

_HOLDERS: Any = User.roles.through
_YES = Badge(pgettext_lazy("accounts: second factor", "set up"), "g")
_NO = Badge(pgettext_lazy("accounts: second factor", "no second factor"), "n")
INVITED = Badge(pgettext_lazy("accounts: state", "Invited"), "b")
ACTIVE = Badge(pgettext_lazy("accounts: state", "Active"), "g")
GONE = Badge(pgettext_lazy("accounts: state", "Deactivated"), "n")


def state_of(user: User) -> Badge:
    """Invited, active or deactivated."""
    return INVITED if user.waiting else ACTIVE if user.is_active else GONE


def _roles(rows: Sequence[User]) -> Mapping[int, tuple[Pill, ...]]:
    found = queries.roles_by_user(row.pk for row in rows)
    return {pk: tuple(Pill(permits.label_of(role)) for role in some) for pk, some in found.items()}


def _factors(rows: Sequence[User]) -> Mapping[int, Badge]:
    having = queries.with_factor([row.pk for row in rows])
    return {row.pk: _YES if row.pk in having else _NO for row in rows}


def _seen(rows: Sequence[User]) -> Mapping[int, str]:
    seen = queries.last_seen([row.pk for row in rows])
    return {pk: daytime(at) for pk, at in seen.items() if at}


def _role_choices() -> list[tuple[Any, str]]:
    return [(role.pk, permits.label_of(role)) for role in Role.objects.order_by("pk")]


def _waits(user: User) -> bool:
    return user.waiting


def _came(user: User) -> bool:
    return user.is_active


def _left(user: User) -> bool:
    return not user.is_active and not user.waiting


class TeamList(ListPage):
    """Everybody who has a key, may get one or had one (*Team*, ROL-04)."""

    key = "accounts.team"
    home = "accounts:team"
    title = pgettext_lazy("accounts", "Team")
    word = queries.MANAGE
    source = queries.team
    record = "accounts:colleague"
    sort = "name"
    empty = _("Nobody here yet.")
    columns = [
        Col("name", pgettext_lazy("accounts", "Name"), kind=LINK, sort="sort_name", fixed=True),
        Col("email", pgettext_lazy("accounts", "E-mail"), kind=EMAIL),
        Col("roles", pgettext_lazy("accounts", "Roles"), kind=PILLS, fetch=_roles),
        Col("factor", _("Second factor"), kind=BADGE, fetch=_factors, leaves=2),
        Col("seen", _("Last seen"), fetch=_seen, width="m", leaves=2),
        Col("state", pgettext_lazy("accounts", "State"), kind=BADGE, value=state_of),
    ]
    filters = [
        Member(
            "roles",
            pgettext_lazy("accounts", "Roles"),
            path="roles__id",
            choices=Stored(_role_choices),
            through=_HOLDERS,
            own="user_id",
            other="role_id",
        )
    ]
    lenses = [
        Lens(
            "here",
            pgettext_lazy("accounts: lens", "All"),
            where=Q(is_active=True) | Q(waiting=True),
            widest=True,
            said=_("all who may come in or are invited"),
        ),
        Lens(
            "invited",
            pgettext_lazy("accounts: lens", "Invited"),
            where=Q(waiting=True),
            said=_("who has not come yet"),
            empty=_("No invitation is open."),
        ),
        Lens(
            "gone",
            pgettext_lazy("accounts: lens", "Deactivated"),
            where=Q(is_active=False, waiting=False),
            said=_("who may not come in any more"),
            empty=_("Nobody was deactivated."),
        ),
    ]
    actions = [
        Action(pgettext_lazy("accounts", "Roles"), "accounts:roles", "users"),
        Action(_("Invite a colleague"), "accounts:invite", "plus", primary=True, key="n"),
    ]
    deeds = [
        Deed("roles", _("Change roles"), "pencil", "accounts:colleague_roles", edit=True),
        Deed("renew", _("New link"), "refresh", "accounts:colleague_renew", when=_waits, post=True),
        Deed(
            "withdraw",
            _("Withdraw the invitation"),
            "x",
            "accounts:colleague_withdraw",
            when=_waits,
            cut=True,
            bad=True,
        ),
        Deed(
            "restore",
            _("Let in again"),
            "archive-off",
            "accounts:colleague_restore",
            when=_left,
            post=True,
        ),
        Deed(
            "deactivate",
            pgettext_lazy("accounts", "Deactivate"),
            "lock",
            "accounts:colleague_deactivate",
            when=_came,
            cut=True,
            bad=True,
        ),
    ]


# What happened at the door ------------------------------------------------------------------------

_DOOR = Q(kind__in=["login", "logout", "joined"])
_REFUSED = Q(kind__in=["login_failed", "limit_hit", "factor_failed"])
_BAD = frozenset({"login_failed", "limit_hit", "factor_failed", "copied_key"})


def _people() -> list[tuple[Any, str]]:
    return list(User.objects.order_by("sort_name", "pk").values_list("pk", "name"))


def _who(rows: Sequence[SecurityEvent]) -> Mapping[int, str]:
    found = queries.names(row.user_id for row in rows)
    return {row.pk: _named(found, row.user_id) for row in rows}


def _by(rows: Sequence[SecurityEvent]) -> Mapping[int, str]:
    found = queries.names(row.actor_id for row in rows)
    others = ((row, row.actor_id) for row in rows if row.actor_id != row.user_id)
    return {row.pk: _named(found, pk) for row, pk in others}


def _named(names: Mapping[int, str], pk: int | None) -> str:
    if pk is None:
        return ""
    return names.get(pk) or pgettext("accounts: somebody", "no longer there")


def event_badge(event: SecurityEvent) -> Badge:
    """What happened, in the colour of how bad it is."""
    return Badge(event.get_kind_display(), "o" if event.kind in _BAD else "n")


class EventList(ListPage):
    """The security journal: who came, who was refused, who changed whose access (ASVS 16.3)."""

    key = "accounts.events"
    home = "accounts:events"
    title = _("Security journal")
    word = queries.MANAGE
    source = queries.events
    sort = "-at"
    empty = _("Nothing has happened yet.")
    columns = [
        Col(
            "at",
            pgettext_lazy("accounts: event", "When"),
            value=lambda row: daytime(row.at),
            sort="at",
            fixed=True,
            width="m",
        ),
        Col(
            "kind",
            pgettext_lazy("accounts: event", "What"),
            kind=BADGE,
            value=event_badge,
            width="l",
        ),
        Col("user", pgettext_lazy("accounts: event", "Who"), fetch=_who, width="m"),
        Col("actor", pgettext_lazy("accounts: event", "By whom"), fetch=_by, width="m", leaves=2),
        Col(
            "place",
            pgettext_lazy("accounts: event", "Place"),
            value=lambda row: row.address_hash[:6],
            width="s",
            leaves=3,
        ),
    ]
    filters = [
        Between("at", pgettext_lazy("accounts: event", "When"), instant=True, always=True),
        Choice(
            "kind", pgettext_lazy("accounts: event", "What"), choices=SecurityEvent.Kind.choices
        ),
        Choice(
            "user",
            pgettext_lazy("accounts: event", "Who"),
            path="user_id",
            choices=Stored(_people),
        ),
    ]
    lenses = [
        Lens("all", pgettext_lazy("accounts: lens", "Everything")),
        Lens(
            "door",
            pgettext_lazy("accounts: lens", "Logins"),
            where=_DOOR,
            said=_("who came and went"),
        ),
        Lens(
            "refused",
            pgettext_lazy("accounts: lens", "Refused"),
            where=_REFUSED,
            said=_("who was not let in"),
            empty=_("Nobody was refused."),
        ),
        Lens(
            "changes",
            pgettext_lazy("accounts: lens", "Changes"),
            where=~(_DOOR | _REFUSED),
            said=_("whose access was changed"),
            empty=_("No access was changed."),
        ),
    ]
