"""Writing the data of the business, its logo, its set-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from stammkunde.foundation import clock, files, uploads
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import reading, rules
from stammkunde.foundation.mail import HOUSE, queue
from stammkunde.foundation.models import BusinessData, StoredFile
from stammkunde.foundation.operations import FIELDS, Outcome, operation
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.writes import Keeper, change, keep, lock

INTAKE = uploads.declare(uploads.Intake(reading.LOGO, takes=uploads.PICTURES, side=512))
LOGO_KEPT = timedelta(days=30)  # a former logo, so that its change can be undone


def _fits(pairs: Sequence[tuple[BusinessData, Mapping[str, Any]]]) -> None:
    """What an undo gives back: a logo only while its file is still there."""
    reading.changed()
    for _row, values in pairs:
        key = values.get("logo")
        if key and not StoredFile.objects.filter(key=key, owner=reading.LOGO).exists():
            raise Refused("logo_gone", _("The former logo is no longer there."), "logo")


keep(BusinessData, Keeper(kind="business", back=_fits))


@operation("foundation.change_business", needs="foundation.business", undo=FIELDS)
def change_business(*, actor: Actor, values: Mapping[str, Any]) -> Outcome[BusinessData]:
    """Set any of `reading.SAID`: name, address, tax data, tone. Refuses as `clean_business`."""
    cleaned = rules.clean_business({key: values[key] for key in reading.SAID if key in values})
    return _changed(**cleaned)


@operation("foundation.set_logo", needs="foundation.business", undo=FIELDS)
def set_logo(*, actor: Actor, picture: uploads.Checked) -> Outcome[BusinessData]:
    """Give the business a logo; `uploads.taken` has made it of what came in (`INTAKE`).

    The one before stays for 30 days, so that this can be undone. Refuses when there is no more
    room for files (`upload_full`).
    """
    _sweep_logos()
    return _changed(logo=uploads.keep(picture).key)


@operation("foundation.remove_logo", needs="foundation.business", undo=FIELDS)
def remove_logo(*, actor: Actor) -> Outcome[BusinessData]:
    """The business goes without a logo again; its file stays for 30 days, for the undo."""
    return _changed(logo="")


@operation("foundation.change_retention", needs="foundation.business", undo=FIELDS)
def change_retention(*, actor: Actor, values: Mapping[str, Any]) -> Outcome[BusinessData]:
    """Set how many years classes of records are kept (C-27). Refuses as `clean_retention`."""
    return _changed(**rules.clean_retention(values))


@operation("foundation.finish_set_up", needs="foundation.business")
def finish_set_up(*, actor: Actor) -> Outcome[BusinessData]:
    """The first page is filled in or skipped: it does not come by itself again. No undo."""
    (row,) = lock(BusinessData, [1])
    reading.changed()
    return Outcome([] if row.set_up_at else change([row], set_up_at=clock.now()))


@operation("foundation.show_checklist", needs="foundation.business", undo=FIELDS)
def show_checklist(*, actor: Actor, shown: bool) -> Outcome[BusinessData]:
    """Show the checklist of the set-up on the start page, or no longer."""
    return _changed(checklist_hidden_at=None if shown else clock.now())


@operation("foundation.send_test_mail", needs="foundation.business")
def send_test_mail(*, actor: Actor, to: str, sender: str) -> Outcome[BusinessData]:
    """Send a test mail to the one who asks, past trial operation. No undo: it is sent.

    Refuses an address that is none (`mail.address`).
    """
    text = _("This is the test mail from %(business)s. Sending e-mail works.")
    mail = EmailMessage(
        _("Test mail from %(business)s") % {"business": reading.business()},
        text % {"business": reading.business()},
        sender,
        [to],
    )
    row = queue(mail, purpose=HOUSE)
    return _changed(test_mail=row.pk if row else None)


def _changed(**values: Any) -> Outcome[BusinessData]:
    rows = lock(BusinessData, [1])
    reading.changed()
    return Outcome(change(rows, **values))


def _sweep_logos() -> None:
    """Former logos whose time for an undo is over."""
    present = BusinessData.objects.values_list("logo", flat=True)
    old = StoredFile.objects.filter(
        owner=reading.LOGO, created_at__lt=clock.now() - LOGO_KEPT
    ).exclude(key__in=list(present))
    files.remove(old.values_list("key", flat=True))
