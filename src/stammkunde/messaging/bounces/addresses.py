"""Addresses as reports write them: "rfc822; <x@y>", xtext, encoded words, angle brackets."""

from __future__ import annotations

import re

ADDRESS = re.compile(
    r"(?:\"[^\"\s@]{1,64}\"|[^\s@<>()\[\],;:\"'|=*\\„“”‚‘’«»]"
    r"[^\s@<>()\[\],;:\"|\\„“”«»]{0,63})"
    r"@[\w](?:[\w.-]{0,250}[\w])?",
    re.UNICODE,
)
_TYPED = re.compile(r"^\s*[A-Za-z0-9_-]{1,20}\s*;\s*")
_XTEXT = re.compile(r"\+(2B|3D|[01][0-9A-F]|[89A-F][0-9A-F])")
_POINT = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")
_MACHINE = re.compile(
    r"^(mailer[-_.]?daemon|postmaster|mail-?daemon|double-bounce|microsoftexchange[0-9a-f]{8,})@",
    re.IGNORECASE,
)


def clean(value: str, *, original: bool = False) -> str:
    """The address in a report's field, or "" where there is none. original: xtext is undone."""
    value = value.replace("\x00", "").strip()[:2000]
    value = _TYPED.sub("", value).strip()
    value = _POINT.sub(_sign, value)
    if value.startswith("@") and ":" in value:  # @relay,@relay:person@host
        value = value.rpartition(":")[2]
    match = ADDRESS.search(value)
    if match is None:
        return ""
    found = match[0].strip(".'`")
    local, _, domain = found.rpartition("@")
    if original and _XTEXT.search(local):
        local = _XTEXT.sub(lambda hexed: chr(int(hexed[1], 16)), local)
    local = re.sub(r"^(?i:smtp|mailto|rfc822)[:=]", "", local)
    return f"{local}@{domain}" if local and domain else ""


def every(text: str) -> list[str]:
    """All addresses in a text, in order, each once (whatever the case of its letters)."""
    found: dict[str, str] = {}
    for match in ADDRESS.finditer(text):
        address = clean(match[0])
        if address:
            found.setdefault(address.lower(), address)
    return list(found.values())


def of_machine(address: str) -> bool:
    """Whether a mail system itself has this address: it is never the one that failed."""
    return bool(_MACHINE.match(address))


def _sign(match: re.Match[str]) -> str:
    point = int(match[1], 16)
    return chr(point) if 31 < point < 0x110000 and not 0xD800 <= point <= 0xDFFF else ""
