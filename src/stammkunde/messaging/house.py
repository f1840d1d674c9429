"""How the business writes: the room's settings, read once per request."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.utils import parseaddr

from django.conf import settings

from stammkunde.foundation import setup
from stammkunde.foundation.business import business
from stammkunde.foundation.operations import building
from stammkunde.foundation.remember import forget, once
from stammkunde.messaging.models import BirthdaySettings, BodyPolicy, Category, MessagingSettings

_KEY = "messaging.settings"
_NAME_SIGNS = str.maketrans("", "", '<>"\\')


@dataclass(frozen=True)
class House:
    """The settings as the rest of the room sees them. `rate`: mails per minute, 0 without limit.

    keep: how much of a message stays, by its category (C-01); body_days: for how long.
    """

    sender_name: str = ""
    sender_address: str = ""
    reply_to: str = ""
    rate: int = 0
    keep: dict[str, str] = field(default_factory=dict)
    body_days: int = 730
    signature: str = ""

    @property
    def address(self) -> str:
        """Where mail comes from: the set address, else the machine's, without any name."""
        return self.sender_address or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]

    @property
    def name(self) -> str:
        """Whom mail comes from: the set name, else that of the business."""
        return self.sender_name or str(business())

    @property
    def sender(self) -> str:
        """Name and address, as mail says them."""
        return named(self.name, self.address)


def named(name: str, address: str) -> str:
    """`Name <address>`; signs that would end the name or the line are left out of it."""
    signs = (one if one.isprintable() else " " for one in name.translate(_NAME_SIGNS))
    plain = " ".join("".join(signs).split())
    return f'"{plain}" <{address}>' if plain else address


def sender() -> str:
    """Whom mail comes from now."""
    return house().sender


def house() -> House:
    """The room's settings; nobody's secret."""
    return once(_KEY, _read)


def changed() -> None:
    """The operation that writes says so: the next look reads again."""
    forget(_KEY)


def _read() -> House:
    row = MessagingSettings.objects.filter(pk=1).first() or MessagingSettings(pk=1)
    return House(
        sender_name=row.sender_name,
        sender_address=row.sender_address,
        reply_to=row.reply_to,
        rate=row.rate,
        keep={
            Category.TRANSACTIONAL.value: row.keep_transactional,
            Category.ORGANISATIONAL.value: row.keep_organisational,
            Category.ADVERTISING.value: row.keep_advertising,
        },
        body_days=row.body_days,
        signature=row.signature,
    )


def keeps(category: str) -> str:
    """How much of a message of this category stays (`BodyPolicy`)."""
    return house().keep.get(category, BodyPolicy.FULL)


def ship() -> None:
    """The row is there after every migrate. Repeatable."""
    with building():
        MessagingSettings.objects.bulk_create([MessagingSettings(pk=1)], ignore_conflicts=True)


setup.after_migrate(MessagingSettings, ship)


def ship_birthdays() -> None:
    """The row of the birthday settings is there after every migrate. Repeatable."""
    with building():
        BirthdaySettings.objects.bulk_create([BirthdaySettings(pk=1)], ignore_conflicts=True)


setup.after_migrate(BirthdaySettings, ship_birthdays)
