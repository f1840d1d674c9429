"""Any bytes as a mail in pieces: its headers, its leaves in order, what it returned.

The standard library does the reading. Whatever it stumbles over (nesting without an end, unknown
charsets) becomes one plain text. Attached messages are not opened: what they say was said to
somebody else; only their header lines are kept as `returned`.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import quopri
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser

# What the libraries may stumble over in bytes that nobody meant as a mail.
ODD = (ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError,
       MessageError, RuntimeError, TypeError, ValueError)  # fmt: skip
MOST_BYTES = 768 * 1024  # a report stands before the message that it returns
MOST_TEXT = 60_000
MOST_LEAVES = 60
MOST_DEPTH = 40
_HEADER_LINE = re.compile(r"^([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?(.*)$")
_BREAKS = re.compile(rb"\r\n|\r")
_BLOCKS = re.compile(r"<(?:br|/p|/div|/tr|/h[1-6]|/li|/td|/pre)\b[^<>]{0,2000}>", re.IGNORECASE)
_HIDDEN = re.compile(
    r"<(style|script|head|title)\b[^<>]{0,2000}>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_TAGS = re.compile(r"</?[a-z!][^<>@]{0,2000}>", re.IGNORECASE)
_LINKS = re.compile(r'<a\b[^<>]{0,500}href="?mailto:[^<>]{0,500}>', re.IGNORECASE)


@dataclass
class Leaf:
    """A part without parts. kind: "text/plain"; blocks: header blocks of a status report."""

    kind: str
    text: str = ""
    blocks: list[list[tuple[str, str]]] = field(default_factory=list)


@dataclass
class Mail:
    """A mail in pieces; header names are small letters and hold all their values."""

    headers: dict[str, list[str]] = field(default_factory=dict)
    kind: str = "text/plain"
    report: str = ""
    leaves: list[Leaf] = field(default_factory=list)
    returned: dict[str, list[str]] = field(default_factory=dict)
    message: Message | None = None

    def first(self, name: str) -> str:
        """The first value of a header, decoded, or ""."""
        return (self.headers.get(name) or [""])[0]

    def text(self) -> str:
        """What a reader would see: the plain texts, else the HTML without its marks."""
        plain = [leaf.text for leaf in self.leaves if leaf.kind == "text/plain"]
        if not any(one.strip() for one in plain):
            plain = [without_marks(leaf.text) for leaf in self.leaves if leaf.kind == "text/html"]
        return "\n".join(plain)[:MOST_TEXT]

    def markup(self) -> str:
        """The HTML parts as text, for reports whose plain text says less."""
        found = [without_marks(leaf.text) for leaf in self.leaves if leaf.kind == "text/html"]
        return "\n".join(found)[:MOST_TEXT]


def take_apart(raw: bytes) -> Mail:
    """Any bytes as a mail; never raises."""
    raw = _tidy(raw)
    try:
        message = message_from_bytes(raw)
        mail = _headed(message)
        _walk(message, mail, 0)
    except ODD:
        message = BytesHeaderParser().parsebytes(raw)
        mail = _headed(message)
        body = raw.partition(b"\n\n")[2]
        mail.leaves = [Leaf("text/plain", decoded(body[:MOST_TEXT], ""))]
        return mail
    mail.message = message
    return mail


def fields_of(text: str) -> dict[str, list[str]]:
    """Header lines in a text, folded ones unfolded; stops where the header ends."""
    found: dict[str, list[str]] = {}
    last: list[str] | None = None
    for line in text.lstrip("\n").split("\n")[:400]:
        if line[:1] in {" ", "\t"} and last is not None:
            last[-1] += " " + line.strip()
        elif match := _HEADER_LINE.match(line):
            last = found.setdefault(match[1].lower(), [])
            last.append(match[2].strip())
        elif found:
            break
    return {name: [plain(one) for one in values] for name, values in found.items()}


def plain(value: object) -> str:
    """A header value as text: encoded words decoded, unknown charsets guessed, one line."""
    text = str(value).replace("\x00", "")[:4000]
    if "=?" in text:
        with suppress(*ODD):
            text = "".join(
                decoded(piece, charset or "") if isinstance(piece, bytes) else piece
                for piece, charset in decode_header(text)
            )
    if any("\udc80" <= sign <= "\udcff" for sign in text):
        text = decoded(text.encode("ascii", "surrogateescape"), "") if _escaped(text) else text
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def decoded(raw: bytes, charset: str) -> str:
    """Bytes as text: the charset that is named, else UTF-8, else Western."""
    raw = raw.replace(b"\x00", b"")
    for name in (charset.strip("'\" "), "utf-8"):
        try:
            if name and codecs.lookup(name)._is_text_encoding:
                return raw.decode(name)
        except (LookupError, UnicodeError, ValueError, TypeError):
            continue
    return raw.decode("cp1252", "replace")


def without_marks(markup: str) -> str:
    """HTML as lines of text; addresses in angle brackets stay."""
    text = _HIDDEN.sub(" ", markup[: 4 * MOST_TEXT])
    text = _LINKS.sub("", text.replace("\n", " "))
    text = _TAGS.sub(" ", _BLOCKS.sub("\n", text))
    lines = (" ".join(line.split()) for line in html.unescape(text).split("\n"))
    return "\n".join(line for line in lines)


def _escaped(text: str) -> bool:
    try:
        text.encode("ascii", "surrogateescape")
    except UnicodeError:
        return False
    return True


def _tidy(raw: bytes) -> bytes:
    raw = raw[:MOST_BYTES].removeprefix(codecs.BOM_UTF8)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raw = raw.decode("utf-16", "replace").encode()
    raw = _BREAKS.sub(b"\n", raw.replace(b"\x00", b"")).lstrip(b"\n \t")
    if raw.startswith((b"From ", b">From ")):  # a mailbox file's first line
        raw = raw.partition(b"\n")[2]
    return raw


def _headed(message: Message) -> Mail:
    mail = Mail(message=message)
    for name, value in list(message.raw_items())[:400]:
        mail.headers.setdefault(name.lower(), []).append(plain(value))
    mail.kind = message.get_content_type()
    if mail.kind == "multipart/report":
        report = message.get_param("report-type", "")
        mail.report = plain(report[2] if isinstance(report, tuple) else report).lower()
    return mail


def _walk(part: Message, mail: Mail, depth: int) -> None:
    """Gather the leaves; a report inside a wrapper counts, an attached message does not."""
    if depth > MOST_DEPTH or len(mail.leaves) >= MOST_LEAVES:
        return
    kind = part.get_content_type()
    if kind in {"message/rfc822", "message/global", "message/rfc2822"}:
        mail.leaves.append(Leaf("message/rfc822"))
        if not mail.returned:
            mail.returned = _inner(part)
    elif kind in {"message/delivery-status", "message/global-delivery-status"}:
        mail.leaves.append(Leaf("message/delivery-status", blocks=_blocks(part)))
    elif part.is_multipart() and kind.startswith("multipart/"):
        if kind == "multipart/report" and not mail.report and mail.kind != "multipart/report":
            mail.report = str(part.get_param("report-type", "")).lower()
        for child in part.get_payload():
            if isinstance(child, Message):
                _walk(child, mail, depth + 1)
    else:
        _leaf(part, kind, mail)


def _leaf(part: Message, kind: str, mail: Mail) -> None:
    if not kind.startswith(("text/", "message/", "multipart/")):
        return
    text = _text(part)
    if kind in {"text/rfc822-headers", "message/global-headers", "message/rfc822-headers"}:
        mail.returned = mail.returned or fields_of(text)
        kind = "text/rfc822-headers"
    elif kind.startswith("multipart/"):
        kind = "text/plain"  # it promised parts and has none: the boundary is missing
    mail.leaves.append(Leaf(kind, text))


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        charset = part.get_param("charset", "")
        charset = charset[2] if isinstance(charset, tuple) else charset
        return decoded(payload[: 4 * MOST_TEXT], str(charset or ""))
    held = part.get_payload()
    if isinstance(held, list):
        return "\n".join(
            "\n".join(f"{name}: {plain(value)}" for name, value in one.raw_items())
            for one in held
            if isinstance(one, Message)
        )
    return str(held or "")[: 4 * MOST_TEXT]


def _inner(part: Message) -> dict[str, list[str]]:
    """The header of an attached message."""
    held = part.get_payload()
    inner = held[0] if isinstance(held, list) and held else None
    if str(part.get("content-transfer-encoding", "")).strip().lower() == "base64" and inner:
        return fields_of(_uncoded([inner], "base64"))
    if isinstance(inner, Message) and inner.items():
        found: dict[str, list[str]] = {}
        for name, value in list(inner.raw_items())[:400]:
            found.setdefault(name.lower(), []).append(plain(value))
        return found
    return fields_of(_text(inner if isinstance(inner, Message) else part))


def _blocks(part: Message) -> list[list[tuple[str, str]]]:
    """The blocks of a status report as (name, value), also where a blank line is missing or odd."""
    held = part.get_payload()
    way = str(part.get("content-transfer-encoding", "")).strip().lower()
    if isinstance(held, list) and way in {"base64", "quoted-printable"}:
        text = _uncoded(held, way)
        return [_loose(one) for one in re.split(r"\n[ \t]*\n", text[:MOST_TEXT])]
    if not isinstance(held, list):
        payload = part.get_payload(decode=True)
        text = decoded(payload, "") if isinstance(payload, bytes) else str(held or "")
        return [_loose(one) for one in re.split(r"\n[ \t]*\n", text[:MOST_TEXT])]
    blocks: list[list[tuple[str, str]]] = []
    for one in held[:2000]:
        if not isinstance(one, Message):
            continue
        blocks.append([(name.lower(), plain(value)) for name, value in one.raw_items()])
        rest = one.get_payload(decode=True)
        if isinstance(rest, bytes) and rest.strip():
            text = decoded(rest[:MOST_TEXT], "")
            blocks += [_loose(piece) for piece in re.split(r"\n[ \t]*\n", text)]
    return blocks


def _uncoded(held: Sequence[object], way: str) -> str:
    """A report that its sender has packed like a picture."""
    pieces = []
    for one in held:
        if isinstance(one, Message):
            lines = [f"{name}: {value}" for name, value in one.raw_items()]
            pieces.append("\n".join([*lines, str(one.get_payload() or "")]))
    raw = "\n\n".join(pieces).encode("utf-8", "replace")
    try:
        raw = base64.b64decode(raw) if way == "base64" else quopri.decodestring(raw)
    except (binascii.Error, ValueError):
        return ""
    return _BREAKS.sub(b"\n", raw).decode("utf-8", "replace")


def _loose(text: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for line in text.split("\n"):
        if match := _HEADER_LINE.match(line):
            pairs.append((match[1].lower(), plain(match[2])))
        elif pairs and line[:1] in {" ", "\t"}:
            pairs[-1] = (pairs[-1][0], plain(f"{pairs[-1][1]} {line.strip()}"))
    return pairs
