"""Build hook: the reader compiled to machine code by mypyc, when the builder asks for it.

  HATCH_BUILD_HOOK_ENABLE_CUSTOM=1 pip install .

Off by default, since it needs a C compiler and some two minutes.  The wheel then holds the compiled modules
beside their sources; the records are the same either way, which scripts/test.sh checks.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOMS = ("arabic", "knowledge", "reading")
"""What is compiled: whatever runs for every word.  The command line, inputs and outputs gain nothing from it."""

SETUP = """\
from mypyc.build import mypycify
from setuptools import setup
setup(name="sijill", ext_modules=mypycify({files!r}, opt_level="2", debug_level="0", multi_file=True))
"""


LINKED_AS_ONE = "-flto=auto -fvisibility=hidden -fno-semantic-interposition"
"""For gcc: calls from module to module are inlined, which makes the reader one twentieth faster."""


def _environment() -> dict[str, str]:
    """The environment with the options of the compiler, if that is gcc, behind those that are set."""
    compiler = os.environ.get("CC") or sysconfig.get_config_var("CC") or ""
    if "gcc" not in compiler:
        return dict(os.environ)
    added = {name: f"{os.environ.get(name, '')} {LINKED_AS_ONE}".strip() for name in ("CFLAGS", "LDFLAGS")}
    return {**os.environ, **added}


class CompiledReader(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles in a copy, so that the source tree never holds a binary that could shadow an edited module."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the compiled modules to the wheel. Raises ``CalledProcessError`` where mypyc or the compiler fails."""
        if version == "editable":
            raise RuntimeError("an editable install runs the sources; compile with a plain `pip install .`")
        self.work = Path(tempfile.mkdtemp(prefix="sijill-compiled-"))
        shutil.copytree(Path(self.root) / "src" / "sijill", self.work / "sijill")
        files = [
            str(path.relative_to(self.work))
            for room in ROOMS
            for path in sorted((self.work / "sijill" / room).rglob("*.py"))
            if path.name != "__init__.py"
        ]
        (self.work / "setup.py").write_text(SETUP.format(files=files), encoding="utf-8")
        command = [sys.executable, "setup.py", "build_ext", "--build-lib", "lib", "--parallel", "4"]
        subprocess.run(command, cwd=self.work, check=True, env=_environment())
        for path in sorted((self.work / "lib").rglob("*.*")):
            if path.is_file():
                build_data["force_include"][str(path)] = str(path.relative_to(self.work / "lib"))
        build_data["infer_tag"], build_data["pure_python"] = True, False

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Throw the copy away."""
        shutil.rmtree(self.work, ignore_errors=True)
