"""Seeded damage to lists: what disks, mails, editors and hostile people make of a good file."""

from __future__ import annotations

import io
import lzma
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from tests.stories import notations

ROWS = 30
_LETTERS = [
    '"',
    "'",
    ";",
    ",",
    "\t",
    "\r",
    "\n",
    "\0",
    "\ufeff",
    "\u2028",
    "\x85",
    "=",
    "ß",
    "\x1a",
]
_BYTES = [
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\x81",
    b"\xed\xa0\x80",
    b'"',
    b'""',
    b"\r",
    b"\xfc",
]
_CELLS = [
    "", " ", "Interessent", "=1+1", "#REF!", "4,93E+11", "31.02.1980", "x" * 5000, "'" * 50,
    "\u202e", "🐬" * 40,
    "\ud800", "-1", "99999999999999999999", "NULL", "<script>", "../../x", "%s%n", "{{ x }}", "a\tb",
]  # fmt: skip
_XML = [
    "<", ">", "&", "&amp;", "&#0;", "&#x1F42C;", "&lol;", "]]>", "<!--", "<![CDATA[", "<row>", "</row>",
    "<c/>", "</c>", "<v>", "</v>", '<c r="A1">', "<f>1</f>", "_x0000_", "_xD83D_", "é", "\x0b", "<?x?>",
    '<!DOCTYPE x [<!ENTITY lol "lol">]>', '<mergeCell ref="A1:Z99"/>', "<is><t>x</t></is>",
]  # fmt: skip
_VALUES = [
    "", "0", "-1", "1", "99999999999", "A0", "XFD1048576", "ZZZZ9", "A1", "s", "n", "b", "e", "d",
    "str", "inlineStr", "x" * 3000, "1e400", "NaN", "hidden", "../../x", "true",
]  # fmt: skip
_ATTRIBUTE = re.compile(r'="[^"<>]*"')
_TAG = re.compile(r"<[^<>]*>")
_INSIDE = re.compile(r">[^<>]*</(?=t>)")
_VALUE = re.compile(r">[^<>]*</(?=v>)")
_TYPE = re.compile(r' t="\w+"')


@dataclass(frozen=True)
class Mutant:
    """A damaged list: its number in the run, what was done to which notation."""

    number: int
    kind: str
    name: str
    data: bytes


def mutants(seed: int, count: int) -> Iterator[Mutant]:
    """`count` mutants, the same ones for the same seed; half of them CSV, half XLSX."""
    table = notations.table(ROWS)
    texts = [one.write(table) for one in notations.some_notations()]
    books = [
        notations.workbook(table),
        notations.workbook(table, shared=False),
        notations.workbook(table, typed=True),
    ]
    for number in range(count):
        dice = random.Random(f"{seed}:{number}")
        kind = ("csv", "xlsx")[number % 2]
        data = dice.choice(texts if kind == "csv" else books)
        ways = _TEXT_WAYS if kind == "csv" else _BOOK_WAYS
        names = []
        for _again in range(dice.choice((1, 1, 1, 1, 2, 3))):
            way = dice.choice(ways)
            try:
                data = way(dice, data)
            except (zipfile.BadZipFile, UnicodeError, LookupError, ValueError):
                break  # too broken for a second damage of this kind
            names.append(way.__name__.strip("_"))
        yield Mutant(number, kind, "+".join(names), data)


def _spot(dice: random.Random, data: bytes) -> int:
    return dice.randrange(len(data) + 1)


# Bytes


def _flip(dice: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _time in range(dice.choice((1, 1, 2, 8, 60))):
        if changed:
            changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _cut_off(dice: random.Random, data: bytes) -> bytes:
    return data[: _spot(dice, data)]


def _cut_out(dice: random.Random, data: bytes) -> bytes:
    at = _spot(dice, data)
    return data[:at] + data[at + dice.choice((1, 2, 7, 100, 4000)) :]


def _doubled(dice: random.Random, data: bytes) -> bytes:
    at = _spot(dice, data)
    piece = data[at : at + dice.choice((1, 5, 200, 5000))]
    return data[:at] + piece * dice.choice((2, 3, 50)) + data[at:]


def _put_in(dice: random.Random, data: bytes) -> bytes:
    at = _spot(dice, data)
    piece = dice.choice([*_BYTES, dice.randbytes(dice.choice((1, 3, 50)))])
    return data[:at] + piece * dice.choice((1, 1, 2, 1000)) + data[at:]


def _swapped(dice: random.Random, data: bytes) -> bytes:
    first, second = sorted((_spot(dice, data), _spot(dice, data)))
    size = dice.choice((1, 20, 500))
    return (
        data[:first] + data[second : second + size] + data[first + size : second]
        + data[first : first + size] + data[second + size :]
    )  # fmt: skip


# Texts


def _letters(dice: random.Random, data: bytes) -> bytes:
    text, codec = _text(data)
    for _time in range(dice.choice((1, 1, 3, 20))):
        at = dice.randrange(len(text) + 1)
        text = text[:at] + dice.choice(_LETTERS) * dice.choice((1, 1, 2, 300)) + text[at:]
    return text.encode(codec, "replace")


def _lines(dice: random.Random, data: bytes) -> bytes:
    text, codec = _text(data)
    lines = text.splitlines(keepends=True)
    for _time in range(dice.choice((1, 2, 10))):
        at = dice.randrange(len(lines))
        what = dice.randrange(4)
        if what == 0:
            lines.insert(dice.randrange(len(lines)), lines[at])
        elif what == 1 and len(lines) > 1:
            del lines[at]
        elif what == 2:
            dice.shuffle(lines)
        else:
            lines[at] = lines[at].rstrip("\r\n")
    return "".join(lines).encode(codec, "replace")


def _cells(dice: random.Random, data: bytes) -> bytes:
    text, codec = _text(data)
    delimiter = max(";,\t|", key=text.count)
    parts = text.split(delimiter)
    for _time in range(dice.choice((1, 1, 5, 40))):
        parts[dice.randrange(len(parts))] = dice.choice(_CELLS)
    return delimiter.join(parts).encode(codec, "replace")


def _wrong_encoding(dice: random.Random, data: bytes) -> bytes:
    text, _codec = _text(data)
    other = dice.choice(
        ("utf-8", "cp1252", "utf-16", "utf-16-le", "cp850", "utf-7", "utf-32", "mac-roman")
    )
    half = dice.choice((0, len(text) // 2))
    return text[:half].encode("utf-8", "replace") + text[half:].encode(other, "replace")


def _text(data: bytes) -> tuple[str, str]:
    for codec in (
        ("utf-16", "utf-8") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8", "cp1252")
    ):
        try:
            return data.decode(codec), codec
        except UnicodeError:
            continue
    return data.decode("latin-1"), "latin-1"


# Workbooks


def _xml(dice: random.Random, data: bytes) -> bytes:
    """Something put into, taken out of, or doubled in the XML of a part."""
    parts = _parts(data)
    name = _some_part(dice, parts)
    text = parts[name].decode("utf-8", "replace")
    for _time in range(dice.choice((1, 1, 3, 15))):
        what, at = dice.randrange(5), dice.randrange(len(text) + 1)
        if what == 0:
            text = text[:at] + dice.choice(_XML) * dice.choice((1, 1, 500)) + text[at:]
        elif what == 1:
            text = _once(dice, _ATTRIBUTE, text, lambda: f'="{dice.choice(_VALUES)}"')
        elif what == 2:
            text = _once(dice, _TAG, text, lambda: dice.choice(("", *_XML)))
        elif what == 3:
            piece = text[at : at + dice.choice((10, 200, 3000))]
            text = text[:at] + piece * dice.choice((1, 2, 40)) + text[at:]
        else:
            text = text[:at] + text[at + dice.choice((1, 10, 500)) :]
    parts[name] = text.encode("utf-8", "replace")
    return _packed(dice, parts)


def _book_cells(dice: random.Random, data: bytes) -> bytes:
    """Other values in cells; the file stays one that a program could have written."""
    parts = _parts(data)
    for name in [name for name in parts if "sheet" in name or "Strings" in name]:
        text = parts[name].decode("utf-8", "replace")
        for _time in range(dice.choice((0, 1, 2, 10))):
            value = escape(dice.choice([*_CELLS, *_VALUES])).replace("\ud800", "_xD800_")
            text = _once(dice, _INSIDE, text, lambda value=value: f">{value}</")
        if dice.random() < 0.15:
            text = _once(dice, _VALUE, text, lambda: f">{dice.choice(_VALUES)}</")
        if dice.random() < 0.15:
            kind = dice.choice(("n", "b", "e", "d", "str", "inlineStr", "s"))
            text = _once(dice, _TYPE, text, lambda kind=kind: f' t="{kind}"')
        parts[name] = text.encode("utf-8", "replace")
    return _packed(dice, parts)


def _once(dice: random.Random, pattern: re.Pattern[str], text: str, made: Callable[[], str]) -> str:
    places = list(pattern.finditer(text))
    if not places:
        return text
    place = dice.choice(places)
    return text[: place.start()] + made() + text[place.end() :]


def _part_bytes(dice: random.Random, data: bytes) -> bytes:
    parts = _parts(data)
    name = _some_part(dice, parts)
    parts[name] = dice.choice((_flip, _cut_off, _cut_out, _doubled, _put_in))(dice, parts[name])
    return _packed(dice, parts)


def _members(dice: random.Random, data: bytes) -> bytes:
    """Parts swapped, dropped, renamed, emptied, doubled or nested."""
    parts = _parts(data)
    first, second = dice.choice(list(parts)), dice.choice(list(parts))
    what = dice.randrange(6)
    if what == 0:
        parts[first], parts[second] = parts[second], parts[first]
    elif what == 1:
        del parts[first]
    elif what == 2:
        parts[dice.choice(("x.xml", first.upper(), "../" + first, "/" + first))] = parts.pop(first)
    elif what == 3:
        parts[first] = dice.choice((b"", b"\0" * 1000, b" " * 9_000_000, data))
    elif what == 4:
        parts[first] *= 2
    else:
        parts[first] = (
            parts[first].decode("utf-8", "replace").encode(dice.choice(("utf-16", "cp500")))
        )
    return _packed(dice, parts)


def _some_part(dice: random.Random, parts: dict[str, bytes]) -> str:
    """Mostly the sheet and the texts; sometimes any part."""
    weights = [5 if "sheet" in name or "Strings" in name else 1 for name in parts]
    return dice.choices(list(parts), weights)[0]


def _parts(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (
        zlib.error,
        lzma.LZMAError,
        EOFError,
        OSError,
        RuntimeError,
        KeyError,
        struct.error,
    ) as broken:
        raise zipfile.BadZipFile from broken


def _packed(dice: random.Random, parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    how = dice.choice(
        (zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_LZMA)
    )
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


_BYTE_WAYS = (_flip, _cut_off, _cut_out, _doubled, _put_in, _swapped)
_TEXT_WAYS = (*_BYTE_WAYS, _letters, _letters, _lines, _cells, _cells, _cells, _wrong_encoding)
_BOOK_WAYS = (
    *_BYTE_WAYS, *[_xml] * 5, *[_part_bytes] * 2, *[_members] * 2, *[_book_cells] * 14
)  # fmt: skip
