"""The list of those who take part."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists import (
    LINK,
    Between,
    Col,
    Lens,
    ListPage,
)
from stammkunde.foundation.lists.filters import Filter
from stammkunde.people import profiles, queries, rules
from stammkunde.people.fields import PARTICIPANT
from stammkunde.people.models import NO_DAY, Participant
from stammkunde.people.search import PARTICIPANT_SEARCH


def _home_url(row: Participant) -> str:
    return reverse("people:record", args=[row.customer_id])


class ParticipantList(ListPage):
    """Everybody who takes part: children, adults, dogs, with what runs out (R10)."""

    key = "people.participants"
    title = profiles.said(lambda profile: profile.many)
    word = queries.SEE
    people = True
    source = queries.participants
    record = "people:participant"
    search = PARTICIPANT_SEARCH
    search_label = _("Name, breed, chip number …")
    sort = "name"
    empty = profiles.said(lambda profile: profile.nobody)
    columns = [
        Col(
            "name",
            pgettext_lazy("people", "Name"),
            kind=LINK,
            value=rules.participant_list_name,
            sort="sort_name",
            fixed=True,
        ),
        Col(
            "owner",
            pgettext_lazy("people", "Customer"),
            kind=LINK,
            value=lambda row: rules.list_name(row.customer),
            url=_home_url,
            width="m",
        ),
        Col.of(PARTICIPANT["birth_date"], sort="born_key"),
        Col.of(PARTICIPANT["breed"], width="m", leaves=2),
        Col.of(PARTICIPANT["vaccinated_until"], sort="vaccinated_key"),
        Col.of(PARTICIPANT["liability_until"], sort="liability_key", leaves=2),
    ]
    filters = [
        Between("birth_date", PARTICIPANT["birth_date"].label, path="born_key", empty=NO_DAY),
        Between(
            "vaccinated_until",
            PARTICIPANT["vaccinated_until"].label,
            path="vaccinated_key",
            empty=NO_DAY,
        ),
        Between(
            "liability_until",
            PARTICIPANT["liability_until"].label,
            path="liability_key",
            empty=NO_DAY,
        ),
    ]
    lenses = [
        Lens(
            "all",
            pgettext_lazy("people", "All"),
            where=queries.TAKES_PART,
            widest=True,
            said=_("all who are not in the archive"),
        ),
        Lens(
            "vaccination_soon",
            _("Vaccination runs out"),
            where=queries.vaccination_runs_out,
            sort="vaccinated_until",
            said=_("dogs whose vaccination runs out within 30 days"),
            empty=_("No vaccination runs out within 30 days."),
        ),
        Lens(
            "vaccination_over",
            _("Vaccination ran out"),
            where=queries.vaccination_ran_out,
            sort="vaccinated_until",
            said=_("dogs whose vaccination has run out"),
            empty=_("All vaccinations are valid."),
        ),
        Lens(
            "liability_missing",
            _("Liability insurance missing"),
            where=queries.liability_is_missing,
            said=_("dogs without a valid liability insurance"),
            empty=_("All dogs are insured."),
        ),
        Lens(
            "archive",
            pgettext_lazy("people", "Archive"),
            where=~queries.TAKES_PART,
            said=_("all who are in the archive"),
            empty=_("The archive is empty."),
        ),
    ]

    @classmethod
    def columns_for(cls, actor: Actor) -> list[Col]:
        """What concerns animals exists only where animals take part."""
        return [one for one in super().columns_for(actor) if _fits(one.key)]

    @classmethod
    def filters_for(cls, actor: Actor) -> list[Filter]:
        """As `columns_for`."""
        return [one for one in super().filters_for(actor) if _fits(one.key)]

    @classmethod
    def lenses_for(cls, actor: Actor) -> list[Lens]:
        """As `columns_for`."""
        return [one for one in super().lenses_for(actor) if _fits(one.key)]


_OF_ANIMALS = frozenset(
    {"breed", "vaccinated_until", "liability_until", "vaccination_soon", "vaccination_over",
     "liability_missing"}
)  # fmt: skip


def _fits(key: str) -> bool:
    return key not in _OF_ANIMALS or profiles.current().animals
