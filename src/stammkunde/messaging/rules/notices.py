"""What is right for notices. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation.refusals import Refused
from stammkunde.messaging.models import Category, Channel, Notice, NoticeState
from stammkunde.messaging.rules.texts import refuse_problems

WRITTEN = ("subject", "body", "subject_en", "body_en", "category", "channel")
CHANNELS = (Channel.EMAIL, Channel.PORTAL, Channel.LETTER)
LONGEST_SUBJECT, LONGEST_BODY = 200, 20_000
# From which states each step leads on.
_FROM = {
    "change": {NoticeState.DRAFT},
    "remove": {NoticeState.DRAFT},
    "send": {NoticeState.DRAFT},
    "unschedule": {NoticeState.SCHEDULED},
    "now": {NoticeState.SCHEDULED},
    "begin": {NoticeState.SCHEDULED},
    "halt": {NoticeState.SCHEDULED, NoticeState.RUNNING},
    "pause": {NoticeState.RUNNING, NoticeState.DONE},
    "go_on": {NoticeState.PAUSED},
    "cancel": {NoticeState.RUNNING, NoticeState.PAUSED, NoticeState.DONE},
}


def may(notice: Notice, step: str) -> bool:
    """Whether a notice can take this step now."""
    return notice.state in _FROM[step]


def demand(notice: Notice, step: str, *, waiting: bool = True) -> None:
    """Refuse (`notice_state`) a step that a notice cannot take any more; everybody was written to,
    and nothing is `waiting`: then there is nothing left to stop."""
    if not may(notice, step) or (notice.state == NoticeState.DONE and not waiting):
        text = _("That is not possible any more: the notice is “%(state)s” by now.")
        raise Refused("notice_state", text % {"state": notice.get_state_display()})


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored. Refuses unknown ones and what is no choice (`invalid`), and
    what is too long (`too_long`)."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        text = str(value or "").replace("\x00", "").replace("\r\n", "\n").strip()
        if name not in WRITTEN:
            raise Refused("invalid", _("This is not one of the choices."), name)
        if name.startswith("subject"):
            text = " ".join(text.split())
        most = LONGEST_SUBJECT if name.startswith("subject") else LONGEST_BODY
        if len(text) > most:
            said = _("Too long: at most %(most)s characters.") % {"most": most}
            raise Refused("too_long", said, name)
        known = {"category": Category.values, "channel": CHANNELS}.get(name)
        if known is not None and text not in known:
            raise Refused("invalid", _("This is not one of the choices."), name)
        found[name] = text
    return found


def check_complete(notice: Notice) -> None:
    """Refuse to send what has no subject, no text or nobody to get it (`incomplete`), and a text
    that would not work (`rules.texts.refuse_problems`)."""
    missing = (
        ("subject", notice.subject, _("The subject is missing.")),
        ("body", notice.body, _("The text is missing.")),
        ("recipients", notice.recipients, _("Nobody is chosen yet.")),
    )
    for field, value, text in missing:
        if not value:
            raise Refused("incomplete", text, field)
    for field in ("subject", "body", "subject_en", "body_en"):
        refuse_problems(getattr(notice, field), field)
