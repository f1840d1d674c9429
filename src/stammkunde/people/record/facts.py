"""What people itself says in the facts strip, by industry: answers to a phone call (users.md 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import FactValue
from stammkunde.people import rules
from stammkunde.people.fields import EDIT
from stammkunde.people.models import Business, Customer, Kind
from stammkunde.people.queries import Brief, Manager
from stammkunde.people.record.places import FACTS
from stammkunde.people.rules.birthdays import next_birthday

SOON = timedelta(days=30)
LABELS: dict[str, Any] = {
    "people.birthday": gettext_lazy("Next birthday"),
    "people.vaccination": gettext_lazy("Vaccinated until"),
    "people.liability": gettext_lazy("Liability insurance until"),
    "people.insurer": pgettext_lazy("people: fact", "Health insurer"),
    "people.managers": pgettext_lazy("people", "Account manager"),
}


@dataclass(frozen=True)
class About:
    """What the page knows already of a customer when it writes the strip."""

    actor: Actor
    customer: Customer
    industry: str
    taking_part: Sequence[Brief]
    managers: Sequence[Manager]


def own_facts(about: About) -> list[tuple[str, Any, FactValue]]:
    """(key, label, value) of the facts that this industry wants and that have something to say."""
    asked = {
        "people.birthday": _birthday,
        "people.vaccination": _vaccination,
        "people.liability": _liability,
        "people.insurer": _insurer,
        "people.managers": _managers,
    }
    wanted = [key for key in FACTS[about.industry] if key in asked]
    said = ((key, asked[key](about)) for key in wanted)
    return [(key, LABELS[key], value) for key, value in said if value is not None]


def _birthday(about: About) -> FactValue | None:
    """Whose birthday comes next, and how old they become; nobody's who died."""
    today, own = about.actor.today, about.customer
    born = [(one.born, one.name) for one in about.taking_part if one.born and not one.deceased]
    if own.birth_date and not own.deceased_on:
        born.append((own.birth_date, own.first_name or own.last_name))
    if not born:
        return None
    day, name, age = min(
        (next_birthday(on, today), name, next_birthday(on, today).year - on.year)
        for on, name in born
    )
    small = ngettext("%(name)s turns %(age)s", "%(name)s turns %(age)s", age)
    small = small % {"name": name, "age": age}
    if day == today:
        return FactValue(pgettext("people: birthday", "today"), small, "soon")
    return FactValue(date_format(day, pgettext("date format", "j F")), small)


def _vaccination(about: About) -> FactValue | None:
    animals = [one for one in about.taking_part if one.animal]
    if not animals:
        return None
    dated = [(one.vaccinated_until, one.name) for one in animals if one.vaccinated_until]
    if not dated:
        return FactValue("")
    day, name = min(dated)
    return FactValue(date_format(day, "SHORT_DATE_FORMAT"), name, _tone(day, about.actor.today))


def _liability(about: About) -> FactValue | None:
    """Whose insurance is unknown comes before whose ends first: both want a question."""
    animals = [one for one in about.taking_part if one.animal]
    without = [one.name for one in animals if not one.liability_until]
    if without:
        return FactValue(pgettext("people: insurance", "missing"), ", ".join(without), "soon")
    dated = [(one.liability_until, one.name) for one in animals if one.liability_until]
    if not dated:
        return None
    day, name = min(dated)
    return FactValue(date_format(day, "SHORT_DATE_FORMAT"), name, _tone(day, about.actor.today))


def _insurer(about: About) -> FactValue | None:
    customer = about.customer
    if customer.kind == Kind.ORGANISATION and not customer.insurer:
        return None
    return FactValue(customer.insurer, customer.insurance_number)


def _managers(about: About) -> FactValue | None:
    """Where people are looked after at home, nobody is worth saying, too."""
    if not about.managers and about.industry != Business.CARE:
        return None
    url = reverse("people:managers", args=[about.customer.pk]) if about.actor.may(EDIT) else ""
    names = rules.manager_words(about.managers)
    return FactValue(names, url=url if names else "")


def _tone(day: date, today: date) -> str:
    return "owe" if day < today else "soon" if day <= today + SOON else ""
