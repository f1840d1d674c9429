"""The list of notices (*Mitteilungen*, COM-09)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.lists import BADGE, LINK, Action, Badge, Choice, Col, Lens, ListPage
from stammkunde.foundation.templatetags.house import daytime
from stammkunde.messaging.models import NoticeState
from stammkunde.messaging.noticing import TONES, called
from stammkunde.messaging.queries import notices as queries

BADGES = {one.value: Badge(one.label, TONES[one]) for one in NoticeState}


def _subject(row: Any) -> str:
    return called(row) or _gettext("(without subject)")


class NoticeList(ListPage):
    """All notices, the newest first."""

    key = "messaging.notices"
    home = "messaging:notices"
    template = "messaging/list.html"
    title = pgettext_lazy("messaging", "Notices")
    word = queries.WRITE_MANY
    source = queries.notices
    record = "messaging:notice"
    sort = "-send_at"
    empty = _("No notice yet: one text to many customers at once.")
    columns = [
        Col(
            "subject", pgettext_lazy("messaging", "Subject"), kind=LINK, value=_subject, fixed=True
        ),
        Col("state", pgettext_lazy("messaging", "State"), kind=BADGE, badges=BADGES),
        Col(
            "send_at",
            pgettext_lazy("messaging", "Date"),
            value=lambda row: daytime(row.send_at),
            sort="send_at",
            width="m",
        ),
        Col(
            "category",
            pgettext_lazy("messaging", "Category"),
            value=lambda row: row.get_category_display(),
            width="m",
            leaves=3,
        ),
        Col("reached", _("Written to"), value=lambda row: row.reached or "", width="m"),
        Col("left", _("Left out"), value=lambda row: row.left or "", width="nr", leaves=2),
        Col("author_label", pgettext_lazy("messaging", "By"), width="m", leaves=3),
    ]
    filters = [Choice("state", pgettext_lazy("messaging", "State"), choices=NoticeState.choices)]
    lenses = [
        Lens("all", pgettext_lazy("messaging: lens", "All")),
        Lens(
            "draft",
            pgettext_lazy("messaging: lens", "Drafts"),
            where=Q(state=NoticeState.DRAFT),
            said=_("notices that nobody has sent yet"),
            empty=_("No draft is left."),
        ),
        Lens(
            "waiting",
            pgettext_lazy("messaging: lens", "On their way"),
            where=Q(state__in=[NoticeState.SCHEDULED, NoticeState.RUNNING, NoticeState.PAUSED]),
            said=_("notices that wait for their time or are being sent"),
            empty=_("Nothing is on its way."),
        ),
    ]
    actions = [
        Action(
            _("New notice"),
            "messaging:notice_new",
            icon="plus",
            primary=True,
            in_empty=True,
            key="n",
        )
    ]
    prints = False
