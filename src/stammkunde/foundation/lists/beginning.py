"""With which lens a list begins: for oneself, for a role, for everybody (LST-15, N-05)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stammkunde.foundation import once
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.lists.own import BEGIN, OWN, seen_by
from stammkunde.foundation.lists.saving import audience_of, list_of
from stammkunde.foundation.models import ListDefault, SavedLens, Visibility
from stammkunde.foundation.operations import FIELDS, Outcome, operation
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.foundation.writes import Keeper, add, change, keep, lock

keep(ListDefault, Keeper(kind="list_default"))
once.states("foundation.begin_list")

ME = "me"


@operation("foundation.begin_list", needs="", undo=FIELDS)
def begin_list(
    *,
    actor: Actor,
    list: str,  # noqa: A002 - its name everywhere
    lens: str,
    whom: str = ME,
) -> Outcome[ListDefault]:
    """Say with which lens a list begins: for "me", for "all", or for "role:<key>"; "" says nothing.

    For others it needs `foundation.begin_lists`. Refuses a lens that is not there
    (`list.unknown_lens`), and for others one that not all of them have (`lens.not_for_all`).
    """
    page = list_of(list, actor)
    if whom != ME and not actor.may(BEGIN):
        raise Forbidden(BEGIN)
    visibility, role = (Visibility.PRIVATE, "") if whom == ME else audience_of(actor, whom)
    if whom == Visibility.PRIVATE:
        raise Refused("lens.unknown_audience", _("Choose for whom the lens is."), "whom")
    if lens and lens not in {one.key for one in page.lenses_for(actor)}:
        _for_all_of_them(actor, list, lens, visibility, role)
    mine = {"owner_id": actor.id, "role": ""} if whom == ME else {"owner_id": None, "role": role}
    known = ListDefault.objects.filter(list=list, **mine).values_list("pk", flat=True)
    rows = lock(ListDefault, known) if known else add([ListDefault(list=list, **mine)])
    return Outcome(change(rows, lens=lens))


def _for_all_of_them(actor: Actor, key: str, lens: str, visibility: str, role: str) -> None:
    """Refuse a saved lens that those who shall begin with it do not have."""
    rows = SavedLens.objects.filter(list=key, removed_at__isnull=True)
    pk = whole(lens.removeprefix(OWN)) if lens.startswith(OWN) else None
    row = rows.filter(pk=pk or 0).first()
    hidden = visibility == Visibility.PRIVATE and not rows.filter(seen_by(actor), pk=pk or 0)
    if row is None or hidden:
        raise Refused("list.unknown_lens", _("This lens is gone, or it is not for you."))
    same = row.visibility == Visibility.ROLE and row.role == role != ""
    if visibility != Visibility.PRIVATE and not (row.visibility == Visibility.ALL or same):
        text = _("Not all of them have this lens: share it with them first.")
        raise Refused("lens.not_for_all", text, "lens")
