"""./dev build: wheel and sdist that carry the browser files and install without Node."""

from __future__ import annotations

import argparse
import tarfile
import zipfile

from tools import dev_setup
from tools.dev_base import DIST, PYTHON, ROOT, SRC, Failed, say, step

OUT = ROOT / "dist"


def build(_args: argparse.Namespace) -> int:
    """Build into dist/ and look inside: browser files, catalogues, templates must be there."""
    dev_setup.setup()
    if not (DIST / "app.js").exists():
        raise Failed(
            "Die Browserdateien fehlen (Node.js >= 18 nötig): ohne sie wird nichts gebaut."
        )
    for old in [*OUT.glob("stammkunde-*.whl"), *OUT.glob("stammkunde-*.tar.gz")]:
        old.unlink()
    command = [PYTHON, "-m", "build", "--no-isolation", "--outdir", OUT]
    step("sdist und daraus das Wheel bauen", command)
    for file in [*OUT.glob("stammkunde-*.tar.gz"), *OUT.glob("stammkunde-*.whl")]:
        if file.suffix == ".whl":
            with zipfile.ZipFile(file) as wheel:
                names = wheel.namelist()
        else:
            with tarfile.open(file) as sdist:
                names = sdist.getnames()
        if missing := [path for path in _wanted() if not any(n.endswith(path) for n in names)]:
            raise Failed(f"{file.name} ist unvollständig, es fehlen: {', '.join(missing)}")
        say(
            f"  {file.relative_to(ROOT)}  {file.stat().st_size / 1024:.0f} KB, {len(names)} Dateien"
        )
    return 0


def _wanted() -> list[str]:
    """What git ignores and both packages must carry all the same."""
    made = [p for p in DIST.rglob("*") if p.is_file()]
    made += [po.with_suffix(".mo") for po in SRC.glob("*/locale/*/LC_MESSAGES/django.po")]
    return [p.relative_to(SRC.parent).as_posix() for p in made]
