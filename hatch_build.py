"""Build hook: what git ignores but every package carries, browser files and compiled catalogues."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MISSING = (
    "The browser files are missing in {dist} and npm was not found.\n"
    "Build from the published sdist (it carries them), or install Node.js >= 18."
)


class AssetsHook(BuildHookInterface):
    """Accepts the browser files that are there, else builds them, else refuses with a reason."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run before every sdist and wheel; an editable install takes the tree as it is."""
        if version == "editable":
            return
        root = Path(self.root)
        dist = root / "src/stammkunde/foundation/static/stammkunde/dist"
        if not (dist / "app.js").exists():
            npm = shutil.which("npm")
            if npm is None:
                raise RuntimeError(MISSING.format(dist=dist))
            for command in (["ci"], ["run", "build"]):
                subprocess.run([npm, *command], cwd=root / "frontend", check=True)
        sys.path.insert(0, str(root))
        from tools.messages import compile_all

        compile_all(root / "src" / "stammkunde")
