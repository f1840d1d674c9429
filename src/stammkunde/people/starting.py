"""What the room tells a new business: steps of the set-up, its settings one by one."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import business
from stammkunde.foundation.rooms import Setting, SetupStep, slots
from stammkunde.people import lifecycle, queries

SLOT = "backoffice.setup"

# Each single setting with the sentence that explains it, and the anchor where it stands.
CUSTOMER_SETTINGS = (
    Setting(
        pgettext_lazy("people", "Industry"),
        gettext_lazy(
            "Decides names and what is shown first. Nothing that is stored changes, and it can be "
            "changed back."
        ),
        "profile",
        pgettext_lazy("people: words that find it", "profile business courses dogs cleaning"),
    ),
    Setting(
        gettext_lazy("When a customer gets a number"),
        gettext_lazy("With a status that asks for one, at once, or only by hand."),
        "number_mode",
    ),
    Setting(
        gettext_lazy("Prefix and digits of customer numbers"),
        gettext_lazy("Concern new numbers only; given ones stay as they are."),
        "number_prefix",
    ),
    Setting(
        gettext_lazy("First number"),
        gettext_lazy("Where the count begins; it only goes up: a number is never given twice."),
        "number_start",
    ),
    Setting(
        gettext_lazy("Two customers with the same e-mail address"),
        gettext_lazy("Whether that is warned about, forbidden or allowed."),
        "unique_email",
    ),
    Setting(
        gettext_lazy("A private customer who names no participants takes part in person"),
        gettext_lazy("Concerns the form only: an imported list adds nobody by itself."),
        "auto_self",
    ),
    Setting(
        gettext_lazy("Names in lists"),
        gettext_lazy("Last name or first name first; it is always sorted by the last name."),
        "name_order",
    ),
    Setting(
        gettext_lazy("Form of address"),
        gettext_lazy("How customers are written to; each can have it otherwise."),
        "formal",
        pgettext_lazy("people: words that find it", "du sie formal"),
    ),
    Setting(
        gettext_lazy("Show the academic title"),
        gettext_lazy("Whether Dr. and Prof. stand before names."),
        "title_shown",
    ),
    Setting(
        gettext_lazy("Point out customers who are not of age"),
        gettext_lazy(
            "A hint in form and record for private customers under 18; nothing is forbidden."
        ),
        "adult_check",
    ),
    Setting(
        gettext_lazy("Birth dates of contacts in companies"),
        gettext_lazy(
            "Off: only contacts of private customers have one, as little personal data as possible."
        ),
        "birth_dates",
    ),
)


def hang() -> None:
    """Hang the steps; once, at start."""
    slots.hang(
        SLOT,
        SetupStep(
            "people.address_form",
            gettext_lazy("Decide on the form of address"),
            "people:settings_customers",
            _address_form_is_decided,
            queries.SETTINGS,
            order=20,
            said=_address_form,
            query="#formal",
        ),
    )
    slots.hang(
        SLOT,
        SetupStep(
            "people.import",
            gettext_lazy("Import customers"),
            "people:settings_imports",
            queries.own_customers,
            queries.IMPORT,
            order=30,
            said=_imported,
        ),
    )


def _address_form_is_decided(_actor: Actor) -> bool:
    """Once the first page was filled in, which asks for it, or the settings were changed."""
    return bool(business().name) or lifecycle.settings_changed()


def _address_form(_decided: bool) -> Any:
    form = pgettext("people", "Sie") if lifecycle.business().formal else pgettext("people", "Du")
    return _("Form of address: %(form)s") % {"form": form}


def _imported(count: int) -> Any:
    said = number_format(count, force_grouping=True)
    return _("Customers are here (%(count)s)") % {"count": said}
