"""./dev map, ./dev new-room, ./dev bench."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from tools import dev_setup
from tools.dev_base import PYTHON, ROOT, SRC, Failed, call, environment, say, step

# Ground floor first (docs/floor-plan.md). Rooms on one floor do not know each other.
FLOORS = [
    ["foundation"],
    ["accounts"],
    ["people"],
    ["messaging"],
    ["notes"],
    ["billing"],
    ["offers", "sites"],
    ["bookings", "orders"],
    ["quotes"],
    ["surveys", "connectors", "webhooks", "reports"],
    ["portal", "backoffice", "restapi"],
]
PATTERNS = Path(__file__).parent / "new_room"
SETTINGS = SRC / "settings" / "__init__.py"
CONTRACTS = ROOT / ".importlinter"


def _django() -> dict[str, str]:
    """The environment in which Django commands run beside the product's own."""
    folder = ROOT / ".dev" / "check-data"
    folder.mkdir(parents=True, exist_ok=True)
    return environment(
        DJANGO_SETTINGS_MODULE="stammkunde.settings",
        STAMMKUNDE_MODE="development",
        STAMMKUNDE_DATA_DIR=str(folder),
        STAMMKUNDE_DATABASE_URL="",
    )


def show_map(_args: argparse.Namespace) -> int:
    """Print what the registries hold."""
    dev_setup.setup(assets=False)
    return call([PYTHON, "-m", "django", "map"], env=_django())


def bench(args: argparse.Namespace) -> int:
    """Run `python -m benchmarks.NAME ...`; without a known name list what there is."""
    scripts = (ROOT / "benchmarks").glob("*.py")
    known = sorted(p.stem for p in scripts if "__main__" in p.read_text("utf-8"))
    if args.name not in known:
        raise Failed(f"Welche Messung? ./dev bench {' | '.join(known)}")
    dev_setup.setup()
    return call([PYTHON, "-m", f"benchmarks.{args.name}", *args.rest])


# A new room


def new_room(args: argparse.Namespace) -> int:
    """Make the furniture, put the room on its floor, write its first migration and catalogue."""
    room, folder = args.name, SRC / args.name
    noun = args.noun or room.removesuffix("s")
    if not all(re.fullmatch(r"[a-z][a-z_]*[a-z]", word) for word in (room, noun)):
        raise Failed("Namen bestehen aus kleinen englischen Buchstaben, etwa: ./dev new-room notes")
    if folder.exists():
        raise Failed(f"Den Raum {room} gibt es schon.")
    below = _rooms_below(room, args.above)
    dev_setup.setup(assets=False)
    names = _names(room, noun, args.german or room.capitalize())
    for pattern in sorted(PATTERNS.rglob("*.txt")):
        target = folder / pattern.relative_to(PATTERNS).with_suffix("")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(fill(pattern.read_text("utf-8"), names), "utf-8")
    _put_on_its_floor(room, below)
    step("Erste Migration", [PYTHON, "-m", "django", "makemigrations", room], env=_django())
    step("Format", [PYTHON, "-m", "ruff", "check", "--fix", "--quiet", folder])
    step("Format", [PYTHON, "-m", "ruff", "format", folder])
    step("Katalog", [PYTHON, "-m", "tools.catalogues", room])
    dev_setup.compile_messages()
    say(f"\nDer Raum {room} steht in src/stammkunde/{room}/, über {below}. Als Nächstes:")
    say("  1. was er wirklich enthält: models.py, fields.py, dann die neue Migration")
    say("  2. seine Wörter in docs/glossary.md, seine Tabellen in docs/floor-plan.md")
    say("  3. ./dev check && ./dev test --fast")
    return 0


def fill(pattern: str, names: dict[str, str]) -> str:
    """Put the names into one pattern."""
    return re.sub(r"\{\{(\w+)\}\}", lambda match: names[match[1]], pattern)


def _names(room: str, noun: str, german: str) -> dict[str, str]:
    """Everything that the patterns call the room and one thing in it; plurals simply take an s."""
    plural = noun if noun.endswith("s") else f"{noun}s"
    return {
        "room": room,
        "Room": room.replace("_", " ").capitalize(),
        "German": german,
        "noun": noun,
        "nouns": plural,
        "word": noun.replace("_", " "),
        "words": plural.replace("_", " "),
        "Noun": "".join(part.capitalize() for part in noun.split("_")),
        "Nouns": "".join(part.capitalize() for part in plural.split("_")),
    }


def _present() -> list[str]:
    """The open rooms in floor order, from the settings."""
    return re.findall(r'^    "stammkunde\.(\w+)",$', SETTINGS.read_text("utf-8"), re.M)


def _rooms_below(room: str, above: str | None) -> str:
    """The open room directly below the new one. A room that the plan does not know needs --above."""
    present = _present()
    if above:
        if above not in present:
            raise Failed(f"Den Raum {above} gibt es nicht; offen sind: {', '.join(present)}")
        return above
    floor = next((number for number, names in enumerate(FLOORS) if room in names), None)
    if floor is None:
        raise Failed(f"{room} steht nicht im Plan (docs/floor-plan.md): nenne --above RAUM")
    lower = {name for names in FLOORS[: floor + 1] for name in names}
    return [name for name in present if name in lower][-1]


def _put_on_its_floor(room: str, below: str) -> None:
    """Into ROOMS above `below`, and into the contract of the floors when the plan lacks the room."""
    line = f'    "stammkunde.{below}",\n'
    text = SETTINGS.read_text("utf-8")
    SETTINGS.write_text(text.replace(line, f'{line}    "stammkunde.{room}",\n', 1), "utf-8")
    contracts = CONTRACTS.read_text("utf-8")
    if re.search(rf"\b{room}\b", contracts.split("exhaustive")[0]):
        return
    layer = re.compile(rf"^    .*\b{below}\b.*$", re.M)
    contracts = layer.sub(lambda match: f"    ({room})\n{match[0]}", contracts, count=1)
    CONTRACTS.write_text(contracts, "utf-8")
