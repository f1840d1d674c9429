"""Proofs for groups, in the list of customers: column and lens (CLS-15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from stammkunde.foundation import actors
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists import Col, Lens
from stammkunde.people import queries

KEY = "proof"


def _days(rows: Sequence[Any]) -> Mapping[int, str]:
    """Until when the proofs of a page of customers hold."""
    found = queries.proof_days(actors.system(), [row.pk for row in rows])
    missing = pgettext("people: proof", "missing")
    return {
        pk: date_format(day, "SHORT_DATE_FORMAT") if day else missing for pk, day in found.items()
    }


COLUMN = Col("proof", _("Proof valid until"), fetch=_days, width="date", leaves=3, default=False)
LENS = Lens(
    KEY,
    _("Proof runs out"),
    where=queries.proof_runs_out,
    said=_("customers whose proof for a group is missing, over, or runs out within four weeks"),
    empty=_("Every proof holds for a while yet."),
)


def fits(actor: Actor, lens: str) -> bool:
    """Whether the lens says something: some group asks for a proof."""
    return lens != KEY or (actor.may(queries.SEE) and queries.asks_for_proofs(actor))
