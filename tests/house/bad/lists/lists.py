"""Lists that break their promises; `page` is made by each function, so that nothing registers."""

from django.db.models import Q

from stammkunde.foundation.lists import Choice, Col, Flag, Lens, ListPage, Prefix
from stammkunde.people.models import Customer


def customers(actor):
    return Customer.objects.all()


def without_index():
    """Offers sorts and filters that no index serves, and a sort that may be NULL."""

    class Slow(ListPage):
        source = customers
        sort = "phone"
        columns = [
            Col("phone", "Phone", sort=True),
            Col("archived_at", "Archived", sort=True),
            Col("sort_name", "Name", sort=True),
        ]
        filters = [
            Prefix("city", "City"),
            Flag("no_phone", "No phone", when=Q(phone="")),
            Choice("kind", "Kind", choices=[("person", "Person")]),
        ]

    Slow.key = "bad.slow"
    return Slow


def asks_per_row():
    """A cell that asks the database again for each row."""

    class Chatty(ListPage):
        source = customers
        sort = "sort_name"
        columns = [
            Col("sort_name", "Name", sort=True),
            Col("again", "Again", value=lambda row: Customer.objects.get(pk=row.pk).city),
        ]

    Chatty.key = "bad.chatty"
    return Chatty


def forgets_rows():
    """Sorts by a column that may be NULL, so that pages lose rows."""

    class Forgetful(ListPage):
        source = customers
        sort = "archived_at"
        columns = [Col("sort_name", "Name"), Col("archived_at", "Archived", sort=True)]
        lenses = [Lens("all", "All")]

    Forgetful.key = "bad.forgetful"
    return Forgetful
