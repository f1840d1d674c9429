"""What everybody may know of the business, read once per request."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.http import FileResponse, HttpRequest
from django.urls import reverse

from stammkunde.foundation import files, setup
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import BusinessData, StoredFile
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Missing
from stammkunde.foundation.remember import forget, once

PRODUCT = "Stammkunde"
LOGO = "foundation.logo"
_KEY = "foundation.business"
SAID = (
    "name", "legal_name", "owner", "street", "postcode", "city", "email", "phone", "website",
    "tax_number", "vat_id", "tone",
)  # fmt: skip
YEARS = ("keep_documents", "keep_books", "keep_letters", "keep_refunds")


@dataclass(frozen=True)
class Business:
    """The business as pages and other rooms see it. `logo_key` is "" without a logo.

    `years`: how long each retention class is kept, by its column (C-27).
    """

    name: str = ""
    legal_name: str = ""
    owner: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    tax_number: str = ""
    vat_id: str = ""
    tone: str = "g"
    logo_key: str = ""
    years: dict[str, int] = field(default_factory=dict)
    trial: bool = True
    is_set_up: bool = False
    checklist_hidden: bool = False
    test_mail: int | None = None
    live_since: datetime | None = None

    def __str__(self) -> str:
        return self.name or PRODUCT

    @property
    def logo(self) -> str:
        """The address of the logo, "" without one. Visitors may see it, too."""
        return reverse("foundation:logo", args=[self.logo_key]) if self.logo_key else ""


def business() -> Business:
    """The business; read once per request. Nobody's secret."""
    return once(_KEY, _read)


def changed() -> None:
    """The operation that writes says so: the next look reads again."""
    forget(_KEY)


def _read() -> Business:
    row = BusinessData.objects.filter(pk=1).first()
    if row is None:
        return Business()
    return Business(
        **{name: getattr(row, name) for name in SAID},
        logo_key=row.logo,
        years={name: getattr(row, name) for name in YEARS},
        trial=row.trial_ended_at is None,
        is_set_up=row.set_up_at is not None,
        checklist_hidden=row.checklist_hidden_at is not None,
        test_mail=row.test_mail,
        live_since=row.trial_ended_at,
    )


@files.owns(LOGO, keeps=timedelta(days=7))
def _may_read(actor: Actor, file: StoredFile) -> bool:
    """Everybody reads the present logo; a former one is nobody's."""
    return BusinessData.objects.filter(logo=file.key).exists()


def logo_file(request: HttpRequest, key: str) -> FileResponse:
    """The bytes of the present logo; `Missing` for any other file."""
    if not key or business().logo_key != key:
        raise Missing(key)
    return files.download(request, key)


def ship() -> None:
    """The row is there after every migrate. Repeatable."""
    with building():
        BusinessData.objects.bulk_create([BusinessData(pk=1)], ignore_conflicts=True)


setup.after_migrate(BusinessData, ship)
