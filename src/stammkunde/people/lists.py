"""The list of customers (LST-01 to LST-09)."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.folding import fold
from stammkunde.foundation.lists import (
    DATE,
    LINK,
    Action,
    Badge,
    Choice,
    Col,
    Lens,
    ListPage,
    Prefix,
)
from stammkunde.people import queries, rules
from stammkunde.people.fields import FIELDS
from stammkunde.people.models import IN_USE, Kind
from stammkunde.people.search import SEARCH

KINDS = {
    Kind.PERSON.value: Badge(Kind.PERSON.label, "n"),
    Kind.ORGANISATION.value: Badge(Kind.ORGANISATION.label, "b"),
}


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
            value=rules.list_name,
            sort="sort_name",
            fixed=True,
        ),
        Col.of(FIELDS["kind"], badges=KINDS, leaves=3),
        Col.of(FIELDS["email"]),
        Col.of(FIELDS["phone"]),
        Col.of(FIELDS["postcode"], sort=True, width="nr", leaves=3),
        Col.of(FIELDS["city"], sort="city_key", width="m"),
        Col("created_at", _("Customer since"), kind=DATE, sort=True, leaves=2),
    ]
    filters = [
        Choice("kind", FIELDS["kind"].label, choices=Kind.choices),
        Prefix("postcode", FIELDS["postcode"].label),
        Prefix("city", FIELDS["city"].label, path="city_key", fold=fold),
    ]
    lenses = [
        Lens(
            "all",
            pgettext_lazy("people", "All"),
            where=IN_USE,
            widest=True,
            said=_("customers who are not in the archive"),
        ),
        Lens(
            "without_email",
            _("Without e-mail"),
            where=IN_USE & Q(email_folded=""),
            said=_("customers without an e-mail address"),
            empty=_("Everybody has an e-mail address."),
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
