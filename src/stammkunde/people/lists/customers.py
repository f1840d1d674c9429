"""The list of customers (LST-01 to LST-09)."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.folding import fold
from stammkunde.foundation.lists import (
    BADGE,
    DATE,
    LINK,
    Action,
    Badge,
    Choice,
    Col,
    Flag,
    Lens,
    ListPage,
    Prefix,
    Stored,
)
from stammkunde.people import profiles, queries, rules
from stammkunde.people.fields import FIELDS
from stammkunde.people.lists import belonging, standing, taking_part
from stammkunde.people.models import CUSTOMER, FORMER, IN_USE, PROSPECT, Kind
from stammkunde.people.search import SEARCH

KINDS = {
    Kind.PERSON.value: Badge(Kind.PERSON.label, "n"),
    Kind.ORGANISATION.value: Badge(Kind.ORGANISATION.label, "b"),
}

BY_PROFILE = frozenset({"email", "phone", "participants", "postcode", "city", "tags", "groups"})


class CustomerList(ListPage):
    """All customers, found by name, phone, e-mail and place."""

    key = "people.customers"
    title = pgettext_lazy("people", "Customers")
    word = queries.SEE
    people = True
    source = queries.customers
    record = "people:record"
    search = SEARCH
    search_label = _("Name, phone, e-mail, place …")
    sort = "name"
    empty = _("No customers yet.")
    columns = [
        Col(
            "name",
            pgettext_lazy("people", "Name"),
            kind=LINK,
            value=rules.marked_name,
            after=standing.padlock,
            sort="sort_name",
            fixed=True,
        ),
        Col(
            "number",
            pgettext_lazy("people", "Number"),
            path="number",
            sort="number_key",
            width="nr",
        ),
        Col("status", pgettext_lazy("people", "Status"), kind=BADGE, fetch=standing.badges),
        Col.of(FIELDS["kind"], badges=KINDS, leaves=3, default=False),
        Col.of(FIELDS["email"]),
        Col.of(FIELDS["phone"], width="phone"),
        Col(
            "participants",
            profiles.said(lambda profile: profile.many),
            fetch=taking_part.names,
            width="m",
        ),
        Col.of(FIELDS["postcode"], sort=True, width="date", leaves=3),
        Col.of(FIELDS["city"], sort="city_key", width="l"),
        belonging.NEWSLETTER_COLUMN,
        belonging.column("tag", belonging.TAGS, width="l", leaves=2),
        belonging.column("group", belonging.GROUP, width="m", leaves=2),
        Col("created_at", _("Customer since"), kind=DATE, sort=True, default=False),
    ]
    filters = [
        Choice("status", pgettext_lazy("people", "Status"), choices=Stored(standing.choices)),
        standing.LOCKED,
        Choice("kind", FIELDS["kind"].label, choices=Kind.choices),
        Prefix("postcode", FIELDS["postcode"].label),
        Prefix("city", FIELDS["city"].label, path="city_key", fold=fold),
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
    ]
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
            "without_email",
            _("Without e-mail"),
            where=IN_USE & Q(email_folded=""),
            said=_("customers without an e-mail address"),
            empty=_("Everybody has an e-mail address."),
        ),
        Lens(
            "without_participants",
            profiles.said(lambda profile: profile.without),
            where=queries.is_without_participants,
            said=_("customers without anybody who takes part"),
            empty=_("Everybody has somebody who takes part."),
        ),
        Lens(
            "new",
            _("New this month"),
            where=queries.is_new_this_month,
            sort="-created_at",
            said=_("customers added this month"),
            empty=_("Nobody new this month."),
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
            where=~IN_USE,
            said=_("customers in the archive"),
            empty=_("The archive is empty."),
        ),
    ]
    actions = [
        Action(_("Add customer"), "people:new", icon="plus", word="people.edit", primary=True)
    ]

    @classmethod
    def columns_for(cls, actor: Actor) -> list[Col]:
        """What shows at first is the industry profile's choice (users.md 2)."""
        first = profiles.current().columns
        return [
            replace(one, default=one.key in first) if one.key in BY_PROFILE else one
            for one in super().columns_for(actor)
        ]
