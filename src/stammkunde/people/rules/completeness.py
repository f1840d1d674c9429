"""What is still missing in a customer's file (CUS-18). Pure; a hint, never a duty."""

from __future__ import annotations

from collections.abc import Sequence

from stammkunde.people.models import Business, Customer, Kind


def missing_fields(customer: Customer, business: str) -> Sequence[str]:
    """Keys of fields that are empty and useful, the most useful first; "address" is the main one.

    Reached by phone and e-mail, met and billed at an address; a company of a cleaning or care
    business is billed with a VAT id, somebody cared for through a health insurer. Nobody asks for
    more about the dead, the locked and the archived.
    """
    if customer.deceased_on or customer.locked_at or customer.archived_at:
        return ()
    missing = [key for key in ("phone", "email") if not getattr(customer, key)]
    if not (customer.street and customer.postcode and customer.city):
        missing.append("address")
    if customer.kind == Kind.PERSON:
        missing += [key for key in ("first_name", "last_name") if not getattr(customer, key)]
        if business == Business.CARE and customer.insurer and not customer.insurance_number:
            missing.append("insurance_number")
    elif business == Business.CARE and not customer.vat_id:
        missing.append("vat_id")
    return missing
