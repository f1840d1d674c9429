"""Reports in the standard form: delivery status (RFC 3464, 6533) and complaints (RFC 5965)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stammkunde.messaging.bounces import addresses, causes
from stammkunde.messaging.bounces.parts import Mail, fields_of
from stammkunde.messaging.bounces.verdict import Cause, Recipient

Group = dict[str, str]
_WHO = ("original-recipient", "final-recipient", "x-actual-recipient", "x-original-recipient",
        "x-failed-recipient", "recipient", "original-rcpt-to")  # fmt: skip
_ONCE = frozenset({"final-recipient", "original-recipient", "action", "status"})
_DONE = ("relay", "deliver", "expand", "success")
_MOST = 2000


def statuses(mail: Mail, *, anywhere: bool) -> list[Group]:
    """The recipients' groups of the delivery status parts, each as field -> value. anywhere: the
    fields may stand in the text itself, because some system has taken the parts apart.
    """
    groups: list[Group] = []
    for leaf in mail.leaves:
        if leaf.kind == "message/delivery-status":
            for block in leaf.blocks:
                groups += _grouped(block, groups)
        elif (anywhere or mail.report == "delivery-status") and _looks_like_status(
            leaf.text, leaf.kind
        ):
            for text in re.split(r"\n[ \t]*\n", leaf.text)[:_MOST]:
                pairs = [(name, one) for name, held in fields_of(text).items() for one in held]
                groups += _grouped(pairs, groups)
    return [group for group in groups if any(group.get(name) for name in (*_WHO, "action"))][:_MOST]


def failures(groups: list[Group]) -> tuple[list[Recipient], bool]:
    """Who failed, and whether the report is only about delivered or relayed mail."""
    found: list[Recipient] = []
    good = 0
    for group in groups:
        action = group.get("action", "").lower().lstrip("\"' ")
        status = _status(group)
        if action.startswith(_DONE) or (not action and status.startswith("2")):
            good += 1
            continue
        found.append(_recipient(group, status, delayed=_delayed(action, status, group)))
    return found, bool(groups) and good == len(groups)


def is_complaint(mail: Mail) -> bool:
    """Whether this is a feedback report about abuse; other types of feedback are no complaint."""
    kinds = [text for leaf in mail.leaves if (text := _feedback(leaf.kind, leaf.text))]
    if not kinds:
        return False
    fields = fields_of(kinds[0])
    said = (fields.get("feedback-type") or ["abuse"])[0].lower()
    return said.split(";")[0].strip() in {"abuse", "fraud", "virus", "other", "complaint", "opt-out",
                                          "opt-out-list", "miscategorized", ""}  # fmt: skip


def complainers(mail: Mail) -> list[Recipient]:
    """Whose address a complaint is about: as the report names it, else to whom the mail went."""
    named: list[str] = []
    for leaf in mail.leaves:
        if text := _feedback(leaf.kind, leaf.text):
            fields = fields_of(text)
            for name in ("original-rcpt-to", "removal-recipient", "recipient"):
                named += fields.get(name, [])
    for name in ("x-hmxmroriginalrecipient", "x-original-to", "delivered-to", "to"):
        if not named:
            named += mail.returned.get(name, [])
    found = dict.fromkeys(filter(None, map(addresses.clean, named)))
    return [Recipient(one, permanent=True, reason="abuse", cause=Cause.OTHER) for one in found]


def _feedback(kind: str, text: str) -> str:
    return text if kind == "message/feedback-report" else ""


def _looks_like_status(text: str, kind: str) -> bool:
    return kind.startswith("text/") and kind != "text/html" and bool(
        re.search(r"^final-recipient:", text, re.IGNORECASE | re.MULTILINE)
        and re.search(r"^(?:action|status):", text, re.IGNORECASE | re.MULTILINE)
    )  # fmt: skip


def _grouped(pairs: list[tuple[str, str]], before: list[Group]) -> Iterator[Group]:
    """Split a block where a recipient's field comes twice; a block that goes on joins the last one."""
    group: Group = {}
    for name, value in pairs:
        if name in _ONCE and name in group:
            yield group
            group = {}
        group.setdefault(name, value)
    if not any(name in group for name in _WHO) and before and "action" not in before[-1]:
        for name, value in group.items():
            before[-1].setdefault(name, value)
    elif group:
        yield group


def _status(group: Group) -> str:
    match = re.search(r"(?<!\d)([245])\.(\d{1,3})\.(\d{1,3})(?!\d)", group.get("status", ""))
    if match:
        return match[0]
    said = group.get("diagnostic-code", "") + " " + group.get("status", "")
    return causes.status_in(said)


def _delayed(action: str, status: str, group: Group) -> bool:
    if action.startswith(("delay", "defer", "warn")):
        return True
    return not action.startswith(("fail", "error")) and not status and "will-retry-until" in group


def _recipient(group: Group, status: str, *, delayed: bool) -> Recipient:
    forms = [
        found
        for name in _WHO
        if (found := addresses.clean(group.get(name, ""), original=name == "original-recipient"))
    ]
    said = re.sub(r"^\s*[\w.-]{1,20}\s*;\s*", "", group.get("diagnostic-code", ""))
    said = said or group.get("x-notes", "") or group.get("x-display-name", "")
    words = " ".join(filter(None, (said, group.get("action", ""), group.get("status", ""))))
    permanent, cause = causes.judge(status, said or words, delayed=delayed)
    return Recipient(
        address=forms[0] if forms else "",
        permanent=permanent,
        status=status,
        reason=" ".join(said.split())[:500],
        cause=cause,
        also=tuple(dict.fromkeys(one for one in forms[1:] if one != forms[0])),
    )
