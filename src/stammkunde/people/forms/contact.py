"""The form of a contact (PAR-07, PAR-12)."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from stammkunde.people import lifecycle
from stammkunde.people.fields import CONTACT
from stammkunde.people.forms.part import PartForm


class ContactForm(PartForm):
    """The fields of a contact; the birth date only where it is asked for (PAR-09)."""

    declared = CONTACT

    def __init__(
        self, data: QueryDict | None = None, *, birth_dates: bool, **more: Any
    ) -> None:  # fmt: skip
        hidden = set() if birth_dates else {"birth_date"}
        hidden |= set() if lifecycle.business().title_shown else {"title"}
        super().__init__((key for key in CONTACT.keys if key not in hidden), data, **more)
