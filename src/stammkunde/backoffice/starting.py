"""What the house itself hangs up: steps of the set-up, its settings, cards of the start page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.backoffice import checklist
from stammkunde.foundation import business
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.backup import nightly
from stammkunde.foundation.business import trial
from stammkunde.foundation.rooms import Go, Panel, Setting, SettingsEntry, SetupStep, slots

SETTINGS = "backoffice.settings"

_BUSINESS = (
    Setting(
        _("Name of the business"),
        _("Stands at the top of every page, on the login page and on paper."),
        "name",
    ),
    Setting(
        pgettext_lazy("backoffice", "Logo"),
        _("A picture beside the name; whatever you upload becomes a small one of our own."),
        "logo",
        pgettext_lazy("backoffice: words that find it", "picture sign brand"),
    ),
    Setting(
        _("Colour of the sign"),
        _("The square beside the name, as long as there is no logo."),
        "tone",
    ),
    Setting(
        _("Legal name and owner"),
        _("As the business is registered; stands on letters and invoices."),
        "legal_name",
    ),
    Setting(
        _("Address of the business"), _("Stands on letters and invoices as the sender."), "street"
    ),
    Setting(
        _("Tax number and VAT id"),
        _("One of them has to stand on every invoice (§ 14 UStG)."),
        "tax_number",
        pgettext_lazy("backoffice: words that find it", "taxes tax office invoice"),
    ),
)
_RETENTION = tuple(Setting(one.label, one.holds, one.column, one.why) for one in business.RETENTION)


def hang() -> None:
    """Hang everything; once, at start."""
    for entry in _settings():
        slots.hang(SETTINGS, entry)
    for step in _steps():
        slots.hang(checklist.SLOT, step)
    slots.hang(
        "backoffice.dashboard.panels",
        Panel(
            "backoffice.setup",
            "backoffice/_setup.html",
            checklist.panel,
            business.WORD,
            order=10,
            beside=True,
        ),
    )
    slots.hang(
        "backoffice.dashboard.panels",
        Panel("backoffice.held", "backoffice/_held.html", _held, business.WORD, order=50),
    )
    slots.hang(
        "messaging.sending",
        Go("test_mail", _("Check sending e-mail"), "backoffice:test_mail", "mail", business.WORD),
    )


def _held(actor: Actor) -> list[trial.HeldKind] | None:
    """What is held, by kind; nothing where nothing is."""
    return trial.held_kinds(actor) or None


def _settings() -> list[SettingsEntry]:
    return [
        SettingsEntry(
            "backoffice.business",
            pgettext_lazy("backoffice", "Business"),
            "backoffice:settings_business",
            "building",
            business.WORD,
            order=5,
            hint=_("Name, logo, address, tax data."),
            holds=_BUSINESS,
        ),
        SettingsEntry(
            "backoffice.trial",
            _("Trial operation"),
            "backoffice:trial",
            "player-pause",
            business.WORD,
            order=80,
            hint=_("Whether messages leave the house, and what is held."),
        ),
        SettingsEntry(
            "backoffice.test_mail",
            _("Check sending e-mail"),
            "backoffice:test_mail",
            "mail",
            business.WORD,
            order=82,
            hint=_("Send a test mail to yourself and see what became of it."),
            beside="messaging",
        ),
        SettingsEntry(
            "backoffice.retention",
            pgettext_lazy("backoffice", "Retention"),
            "backoffice:settings_retention",
            "archive",
            business.WORD,
            order=85,
            hint=_("How many years vouchers, books and letters are kept."),
            holds=_RETENTION,
        ),
        SettingsEntry(
            "backoffice.setup",
            pgettext_lazy("backoffice", "Set-up"),
            "backoffice:setup",
            "circle-check",
            business.WORD,
            order=90,
            hint=_("The checklist of the beginning, and demo data to try things out."),
        ),
    ]


def _steps() -> list[SetupStep]:
    return [
        SetupStep(
            "backoffice.business",
            _("Business and tax"),
            "backoffice:settings_business",
            _knows_the_business,
            business.WORD,
            order=10,
        ),
        SetupStep(
            "backoffice.mail",
            _("Check sending e-mail"),
            "backoffice:test_mail",
            lambda actor: trial.test_mail_state() == "accepted",
            business.WORD,
            order=60,
        ),
        SetupStep(
            "backoffice.backup",
            pgettext_lazy("backoffice", "Backup"),
            "backoffice:today",
            lambda actor: nightly.age().fresh,
            business.WORD,
            order=70,
            query="#backup",
        ),
        SetupStep(
            "backoffice.live",
            _("Start live operation"),
            "backoffice:start_live",
            lambda actor: not business.business().trial,
            business.WORD,
            order=90,
        ),
    ]


def _knows_the_business(_actor: Actor) -> bool:
    """Name, address and one of the two tax numbers."""
    row = business.business()
    return all((row.name, row.street, row.city, row.tax_number or row.vat_id))
