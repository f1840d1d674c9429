"""What the room watches about itself, whoever moves its rows: an undo, too."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stammkunde.foundation.events import on
from stammkunde.foundation.refusals import Refused
from stammkunde.people import lifecycle
from stammkunde.people.events import CustomersChanged
from stammkunde.people.models import NumberMode


@on(CustomersChanged)
def numbered_customers_keep_a_status_with_number(event: CustomersChanged) -> None:
    """Nobody who has a number falls back to a status without one (CLS-07), not even by undo."""
    if not lifecycle.numbered_without_status(event.ids):
        return
    if lifecycle.business().number_mode != NumberMode.ON_CREATE:
        text = _("Who has a customer number can only get a status with number.")
        raise Refused("status_without_number", text, "status")
