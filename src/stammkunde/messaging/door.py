"""The public door: how the website's form asks, read once per request. Nobody's secret."""

from __future__ import annotations

from dataclasses import dataclass

from stammkunde.foundation import setup
from stammkunde.foundation.operations import building
from stammkunde.foundation.ratelimit import Limit, Rule
from stammkunde.foundation.remember import forget, once
from stammkunde.messaging.models import InquirySettings, InquirySource, Wanted
from stammkunde.messaging.rules.website import Form
from stammkunde.people import lifecycle, profiles

_KEY = "messaging.door"
WEBSITE = InquirySource.WEBSITE.value
MINUTE, HOUR, DAY = 60, 3600, 86_400

# What strangers may send: from one address, and all together (a robot with many of them).
PER_PLACE = Rule("inquiry.place", (Limit(5, 10 * MINUTE), Limit(20, DAY)))
TOGETHER = Rule("inquiry.all", (Limit(20, 10 * MINUTE), Limit(60, HOUR)))
# Mails that the form may cause: to one stranger's address, and to the office.
TO_ASK = Rule("inquiry.ask", (Limit(3, DAY),))
TO_TELL = Rule("inquiry.tell", (Limit(20, HOUR),))


@dataclass(frozen=True)
class Door:
    """The settings of the form as the rest of the room sees them (`models.InquirySettings`)."""

    enabled: bool = False
    website: str = ""
    notify: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    wish_label: str = ""
    phone: str = Wanted.MAY
    address: str = Wanted.NO
    confirms: bool = True
    newsletter: bool = False
    as_prospect: bool = False
    done_days: int = 730
    spam_days: int = 30
    unconfirmed_days: int = 30


def door() -> Door:
    """The settings of the form."""
    return once(_KEY, _read)


def form() -> Form:
    """What the form asks in this business: the settings for customers have the first word."""
    house, profile, mine = lifecycle.business(), profiles.current(), door()
    return Form(
        participant=profile.participant if profile.shown else "",
        firms=profile.contacts_shown,
        title_shown=house.title_shown,
        adult_check=house.adult_check,
        wishes=mine.wishes,
        wish_label=mine.wish_label,
        phone=mine.phone,
        address=mine.address,
        newsletter=mine.newsletter,
    )


def language() -> str:
    """The language in which the business speaks to strangers (C-24)."""
    return "de" if lifecycle.business().formal else "de-informal"


def changed() -> None:
    """The operation that writes says so: the next look reads again."""
    forget(_KEY)


def _read() -> Door:
    row = InquirySettings.objects.filter(pk=1).first() or InquirySettings(pk=1)
    return Door(
        enabled=row.enabled,
        website=row.website,
        notify=tuple(row.notify.split()),
        wishes=tuple(line for line in row.wishes.split("\n") if line),
        wish_label=row.wish_label,
        phone=row.phone,
        address=row.address,
        confirms=row.confirms,
        newsletter=row.newsletter,
        as_prospect=row.as_prospect,
        done_days=row.done_days,
        spam_days=row.spam_days,
        unconfirmed_days=row.unconfirmed_days,
    )


def ship() -> None:
    """The row is there after every migrate. Repeatable."""
    with building():
        InquirySettings.objects.bulk_create([InquirySettings(pk=1)], ignore_conflicts=True)


setup.after_migrate(InquirySettings, ship)
