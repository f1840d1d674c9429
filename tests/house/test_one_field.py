"""A field is declared once: adding one touches four places, and the whole program knows it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import polib
import pytest

pytestmark = [pytest.mark.pure, pytest.mark.house, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "adding-a-field.md"
# Where the pieces of the guide go: in front of these lines.
PLACES = {
    "people/models/customer.py": "    birth_date = models.DateField(null=True)\n",
    "people/fields/customer.py": '        Field(\n            "note",\n',
}
CATALOGUE = "people/locale/de/LC_MESSAGES/django.po"
LOOK = """
import json
import django
django.setup()
from django.core.management import call_command
call_command("makemigrations", "people", name="nickname", verbosity=0, skip_checks=True)
call_command("migrate", verbosity=0)
from django.utils import translation
translation.activate("de")
from tests import cast
from stammkunde.people import exports, importing
from stammkunde.people.models import Customer
report = importing.import_customers(cast.owner(), "Nachname;Spitzname\\nBerg;Flitzer\\n".encode())
pk = Customer.objects.get().pk
office = cast.logged_in()
def page(url, **said):
    answer = office.post(url, said) if said else office.get(url)
    return answer.content.decode()
edited = page(f"/customers/{pk}/edit/nickname/", nickname="Blitz", expected="Flitzer")
lines = list(exports.exported(cast.owner()))
print(json.dumps({
    "imported": [report.created, len(report.errors)],
    "stored": Customer.objects.get().nickname,
    "new": page("/customers/new/"),
    "edit": page(f"/customers/{pk}/edit/"),
    "inline": page(f"/customers/{pk}/edit/nickname/"),
    "record": page(f"/customers/{pk}/"),
    "timeline": page(f"/customers/{pk}/timeline/"),
    "list": page("/customers/"),
    "chooser": page("/customers/?open=columns"),
    "column": page("/customers/?cols=nickname"),
    "exported": lines[1][lines[0].index("Spitzname")],
}))
"""


def pieces() -> tuple[str, str, str]:
    """Column, field and catalogue entry, as the guide shows them."""
    column, field, entry = re.findall(r"```(?:python|po)\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    return column, field, entry


def put_in(copy: Path) -> None:
    """Do by hand what the guide says, except for the migration."""
    column, field, entry = pieces()
    for (place, line), piece in zip(PLACES.items(), (column, field), strict=True):
        path = copy / place
        before = path.read_text()
        assert before.count(line) == 1, f"{place}: where to put it has moved"
        path.write_text(before.replace(line, piece + line))
    catalogue = polib.pofile(str(copy / CATALOGUE))
    context, msgid, msgstr = re.findall(r'"(.*)"', entry)
    catalogue.append(polib.POEntry(msgctxt=context, msgid=msgid, msgstr=msgstr))
    catalogue.save()
    catalogue.save_as_mofile(str((copy / CATALOGUE).with_suffix(".mo")))


def look(copy: Path, data: Path) -> dict[str, Any]:
    """What a program that runs from the copy shows of the field."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=data,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "STAMMKUNDE_DATA_DIR": str(data),
            "STAMMKUNDE_DATABASE_URL": "",
            "PYTHONPATH": f"{copy.parent}{os.pathsep}{ROOT}",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_a_new_field_touches_four_places_and_the_whole_program_knows_it(tmp_path: Path) -> None:
    copy, data = tmp_path / "copy" / "stammkunde", tmp_path / "data"
    data.mkdir()
    shutil.copytree(ROOT / "src" / "stammkunde", copy, ignore=shutil.ignore_patterns("__pycache__"))
    put_in(copy)
    before = set((copy / "people" / "migrations").glob("*.py"))
    seen = look(copy, data)
    (migration,) = set((copy / "people" / "migrations").glob("*.py")) - before
    assert migration.name.endswith("_nickname.py")
    assert seen["imported"] == [1, 0]
    assert seen["stored"] == seen["exported"] == "Blitz"
    for form in ("new", "edit"):
        assert 'name="nickname"' in seen[form]
        assert "Spitzname" in seen[form]
    assert 'value="Blitz"' in seen["inline"]
    assert "Blitz" in seen["record"]
    assert "Spitzname <s>Flitzer</s> → Blitz" in seen["timeline"]
    assert "Spitzname" in seen["chooser"]
    assert "Blitz" not in seen["list"]  # hidden until somebody asks
    assert "Blitz" in seen["column"]
