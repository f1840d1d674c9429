"""The list of those who take part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Among
from stammkunde.foundation.lists import (
    LINK,
    NUMBER,
    PHONE,
    Between,
    Col,
    Lens,
    ListPage,
)
from stammkunde.foundation.lists.filters import Filter
from stammkunde.people import profiles, queries, rules
from stammkunde.people.exports import EXPORT
from stammkunde.people.fields import FIELDS, PARTICIPANT
from stammkunde.people.lists import doing, naming, narrowing, own, together
from stammkunde.people.models import NO_DAY, Participant
from stammkunde.people.search import PARTICIPANT_SEARCH

HALF_A_YEAR = timedelta(days=183)


def _home_url(row: Participant) -> str:
    return reverse("people:record", args=[row.customer_id])


def _is_puppy(actor: Actor) -> Q:
    """Animals under six months old."""
    return queries.ANIMAL_IN_USE & Q(born_key__gt=actor.today - HALF_A_YEAR, born_key__lt=NO_DAY)


def _last_first(row: Participant) -> str:
    return rules.list_name(row.customer)


def _age(row: Participant) -> int | None:
    """Completed years; who died has none."""
    if row.birth_date is None or row.deceased_on:
        return None
    return rules.age(row.birth_date, clock.today())


def _search_label(profile: profiles.Profile) -> str:
    """What can be searched for: of people nothing but the name (users.md 2, "for each business")."""
    return gettext("Name, breed, chip number …") if profile.animals else gettext("Name …")


class ParticipantList(ListPage):
    """Everybody who takes part: children, adults, dogs, with what runs out (R10)."""

    key = "people.participants"
    title = profiles.said(lambda profile: profile.many)
    word = queries.SEE
    people = True
    source = queries.participants
    record = "people:participant"
    search = PARTICIPANT_SEARCH
    search_label = profiles.said(_search_label)
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
            value=_last_first,
            url=_home_url,
            width="m",
        ),
        Col.of(PARTICIPANT["birth_date"], sort="born_key"),
        Col("age", pgettext_lazy("people", "Age"), kind=NUMBER, value=_age, leaves=2),
        Col.of(PARTICIPANT["breed"], width="m", leaves=2),
        Col.of(PARTICIPANT["vaccinated_until"], sort="vaccinated_key"),
        Col.of(PARTICIPANT["liability_until"], sort="liability_key", leaves=2),
        Col(
            "phone",
            FIELDS["phone"].label,
            kind=PHONE,
            value=lambda row: row.customer.phone,
            width="phone",
            default=False,
        ),
    ]
    columns += own.hidden(PARTICIPANT, columns)
    filters = [
        narrowing.PARTICIPANT_NAME,
        narrowing.OWNER,
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
    filters += narrowing.derived(PARTICIPANT, filters)
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
            "puppies",
            pgettext_lazy("people", "Puppies"),
            where=_is_puppy,
            sort="-birth_date",
            said=_("dogs that are under six months old"),
            empty=_("No puppy at the moment."),
        ),
        Lens(
            "birthday",
            _("Birthday this month"),
            where=lambda actor: queries.TAKES_PART & queries.has_birthday_this_month(actor),
            said=_("those whose birthday is this month"),
            empty=_("Nobody has a birthday this month."),
        ),
        Lens(
            "archive",
            pgettext_lazy("people", "Archive"),
            where=~queries.TAKES_PART,
            said=_("all who are in the archive"),
            empty=_("The archive is empty."),
        ),
    ]

    deeds = doing.PARTICIPANTS
    bulk = together.PARTICIPANTS
    home = "people:participant_list"
    variants = naming.VARIANTS
    exports = EXPORT

    @classmethod
    def named(cls, actor: Actor, ids: Sequence[int]) -> dict[int, str]:
        """Participants by name."""
        rows = queries.participants(actor).filter(Among("pk", ids))
        return {row.pk: rules.participant_name(row) for row in rows}

    @classmethod
    def columns_for(cls, actor: Actor) -> list[Col]:
        """What concerns animals exists only where animals take part; the home is the office's (R4)."""
        columns = [
            *(one for one in super().columns_for(actor) if _fits(one.key) and _is_for(actor, one)),
            *own.columns("participant"),
        ]
        names = {"name": rules.participant_name, "owner": naming.home}
        return naming.named(cls, actor, columns, names)

    @classmethod
    def variant_for(cls, actor: Actor) -> str:
        """The order of names."""
        return naming.order(cls, actor)

    @classmethod
    def filters_for(cls, actor: Actor) -> list[Filter]:
        """As `columns_for`."""
        return [
            *(one for one in super().filters_for(actor) if _fits(one.key) and _is_for(actor, one)),
            *own.filters("participant"),
        ]

    @classmethod
    def lenses_for(cls, actor: Actor) -> list[Lens]:
        """As `columns_for`."""
        return [one for one in super().lenses_for(actor) if _fits(one.key)]


_OF_THE_OFFICE = frozenset({"owner", "phone", "note"})
_OF_ANIMALS = frozenset(
    {"breed", "sex", "neutered", "chip", "vaccinated_until", "liability_until",
     "vaccination_soon", "vaccination_over", "liability_missing", "puppies"}
)  # fmt: skip


def _is_for(actor: Actor, one: Col | Filter) -> bool:
    """A customer sees a child's own data, nothing of the home and nothing of the office (R4)."""
    return actor.kind != queries.PORTAL or one.key not in _OF_THE_OFFICE


def _fits(key: str) -> bool:
    return key not in _OF_ANIMALS or profiles.current().animals
