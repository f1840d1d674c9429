"""The list of customers (LST-01 to LST-09)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Among
from stammkunde.foundation.lists import (
    BADGE,
    DATE,
    LINK,
    Action,
    Badge,
    Between,
    Choice,
    Col,
    Flag,
    Lens,
    ListPage,
    Stored,
)
from stammkunde.foundation.lists.filters import Filter
from stammkunde.people import profiles, queries, rules
from stammkunde.people.exports import EXPORT, exported
from stammkunde.people.fields import FIELDS
from stammkunde.people.lists import (
    belonging,
    beside,
    doing,
    faces,
    managing,
    naming,
    narrowing,
    own,
    proving,
    standing,
    taking_part,
    together,
)
from stammkunde.people.models import (
    ARCHIVED,
    CUSTOMER,
    FORMER,
    IN_BIN,
    IN_USE,
    PROSPECT,
    Kind,
    Origin,
)
from stammkunde.people.search import SEARCH

KINDS = {
    Kind.PERSON.value: Badge(Kind.PERSON.label, "n"),
    Kind.ORGANISATION.value: Badge(Kind.ORGANISATION.label, "b"),
}

ORIGIN = pgettext_lazy("people", "Origin")
ORIGIN_COLUMN = Col(
    "origin", ORIGIN, value=lambda row: row.get_origin_display(), width="m", default=False
)
BY_PROFILE = frozenset({"email", "phone", "participants", "postcode", "city", "tags", "groups"})


def _search_label(profile: profiles.Profile) -> str:
    """What can be searched for, in the words of the business (users.md 4)."""
    if profile.animals:
        return gettext("Name, number, phone, e-mail, dog …")
    if profile.shown:
        return gettext("Name, number, phone, e-mail, child …")
    return gettext("Name, number, phone, e-mail, place …")


def _nobody_yet(profile: profiles.Profile) -> str:
    """The empty list of a new business (users.md 4)."""
    if profile.animals:
        return gettext("No customers yet. Bring your list over, the dogs come along.")
    if profile.shown:
        return gettext("No customers yet. Get your list from Excel or kutego.")
    return gettext("No customers yet. Add companies or private customers.")


class CustomerList(ListPage):
    """All customers, found by name, phone, e-mail and place."""

    key = "people.customers"
    title = pgettext_lazy("people", "Customers")
    word = queries.SEE
    people = True
    source = queries.customer_rows
    record = "people:record"
    search = SEARCH
    search_label = profiles.said(_search_label)
    sort = "name"
    empty = profiles.said(_nobody_yet)
    columns = [
        Col(
            "name",
            pgettext_lazy("people", "Name"),
            kind=LINK,
            value=rules.list_name,
            before=faces.face,
            after=standing.padlock,
            sort="sort_name",
            fixed=True,
        ),
        Col("status", pgettext_lazy("people", "Status"), kind=BADGE, fetch=standing.badges),
        Col(
            "number",
            pgettext_lazy("people", "Number"),
            path="number",
            sort="number_key",
            width="nr",
        ),
        Col.of(FIELDS["kind"], badges=KINDS, leaves=3, default=False),
        Col.of(FIELDS["email"], width="mail"),
        Col.of(FIELDS["phone"], width="phone"),
        Col(
            "participants",
            profiles.said(lambda profile: profile.many),
            fetch=taking_part.names,
            width="m",
        ),
        Col.of(FIELDS["postcode"], sort=True, width="date", leaves=3),
        Col.of(FIELDS["city"], sort="city_key", width="place"),
        belonging.NEWSLETTER_COLUMN,
        belonging.column("tag", belonging.TAGS, width="l", leaves=2),
        belonging.column("group", belonging.GROUP, width="m", leaves=2),
        managing.COLUMN,
        proving.COLUMN,
        ORIGIN_COLUMN,
        Col("created_at", _("Customer since"), kind=DATE, sort=True, default=False),
    ]
    columns += [*beside.COLUMNS, *own.hidden(FIELDS, columns)]
    filters = [
        Choice("status", pgettext_lazy("people", "Status"), choices=Stored(standing.choices)),
        standing.LOCKED,
        Choice("kind", FIELDS["kind"].label, choices=Kind.choices),
        Choice("origin", ORIGIN, choices=Origin.choices),
        narrowing.NAME,
        *narrowing.TEXTS,
        Flag(
            "participants",
            profiles.said(lambda profile: profile.many),
            path="pk",  # asked through the participants' index by home
            when=queries.has_participants,
            otherwise=queries.has_no_participants,
        ),
        belonging.NEWSLETTER_FILTER,
        belonging.belongs("tag", belonging.TAGS),
        belonging.belongs("group", belonging.GROUP),
        managing.FILTER,
        Between("created_at", _("Customer since"), instant=True, always=True),
    ]
    filters += narrowing.derived(FIELDS, filters)
    lenses = [
        Lens(
            "all",
            pgettext_lazy("people", "All"),
            where=IN_USE,
            widest=True,
            said=_("customers who are not in the archive"),
        ),
        standing.lens(
            PROSPECT, pgettext_lazy("people", "Prospects"), _("customers who are prospects")
        ),
        standing.lens(
            CUSTOMER,
            pgettext_lazy("people: lens", "Customers"),
            _("customers with the status Customer"),
        ),
        standing.lens(FORMER, _("Former customers"), _("customers who were customers")),
        Lens(
            "new",
            _("New this month"),
            where=queries.is_new_this_month,
            sort="-created_at",
            said=_("customers added this month"),
            empty=_("Nobody new this month."),
        ),
        Lens(
            "without_participants",
            profiles.said(lambda profile: profile.without),
            where=queries.is_without_participants,
            said=_("customers without anybody who takes part"),
            empty=_("Everybody has somebody who takes part."),
        ),
        managing.WITHOUT,
        proving.LENS,
        Lens(
            "without_email",
            _("Without e-mail"),
            where=IN_USE & Q(email_folded=""),
            said=_("customers without an e-mail address"),
            empty=_("Everybody has an e-mail address."),
        ),
        Lens(
            "birthday",
            _("Birthday this month"),
            where=queries.has_birthday_this_month,
            said=_("customers whose birthday is this month"),
            empty=_("Nobody has a birthday this month."),
        ),
        Lens(
            "locked",
            pgettext_lazy("people", "Locked"),
            where=IN_USE & Q(locked_at__isnull=False),
            said=_("customers who are locked"),
            empty=_("Nobody is locked."),
        ),
        Lens(
            "archive",
            pgettext_lazy("people", "Archive"),
            where=ARCHIVED,
            said=_("customers in the archive"),
            empty=_("The archive is empty."),
        ),
        Lens(
            "bin",
            pgettext_lazy("people", "Bin"),
            where=IN_BIN,
            said=_("customers in the bin, who will be erased soon"),
            empty=_("The bin is empty."),
        ),
    ]
    actions = [
        Action(
            pgettext_lazy("people", "Import"),
            "people:import_start",
            icon="upload",
            word=queries.IMPORT,
            in_empty=True,
            early=True,
        ),
        Action(
            _("Add customer"), "people:new", icon="plus", word="people.edit", primary=True, key="n"
        ),
    ]
    deeds = doing.CUSTOMERS
    bulk = together.CUSTOMERS
    home = "people:list"
    variants = naming.VARIANTS
    exports = EXPORT

    @classmethod
    def everything(cls, actor: Actor, ids: Sequence[int]) -> Iterator[Sequence[Any]]:
        """All fields, as the import reads them again."""
        return exported(actor, ids=ids)

    @classmethod
    def named(cls, actor: Actor, ids: Sequence[int]) -> dict[int, str]:
        """Customers by number and name."""
        rows = queries.customers(actor).filter(Among("pk", ids))
        return {row.pk: f"{row.number} {rules.list_name(row)}".strip() for row in rows}

    @classmethod
    def columns_for(cls, actor: Actor) -> list[Col]:
        """What shows at first is the industry profile's choice (users.md 2)."""
        first = profiles.current().columns
        columns = [
            replace(one, default=one.key in first) if one.key in BY_PROFILE else one
            for one in [*super().columns_for(actor), *own.columns("customer")]
        ]
        return naming.named(cls, actor, columns, {"name": naming.customer})

    @classmethod
    def variant_for(cls, actor: Actor) -> str:
        """The order of names."""
        return naming.order(cls, actor)

    @classmethod
    def filters_for(cls, actor: Actor) -> list[Filter]:
        """Own fields can be filtered, too (CUS-23)."""
        return [*super().filters_for(actor), *own.filters("customer")]

    @classmethod
    def lenses_for(cls, actor: Actor) -> list[Lens]:
        """A lens that only some industries have use for exists only there."""
        shown = profiles.current().shown
        return [
            one
            for one in super().lenses_for(actor)
            if managing.fits(one.key)
            and proving.fits(actor, one.key)
            and (shown or one.key != "without_participants")
        ]
