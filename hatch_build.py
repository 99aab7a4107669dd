"""Build hook: the reader compiled to machine code by mypyc, when the builder asks for it.

  HATCH_BUILD_HOOK_ENABLE_CUSTOM=1 pip install .
  HATCH_BUILD_HOOK_ENABLE_CUSTOM=1 SIJILL_BUILD_PROFILE=1 pip install .

Off by default, since it needs a C compiler and some two minutes.  The wheel then holds the compiled modules
beside their sources; the records are the same either way, which scripts/test.sh checks.

With ``SIJILL_BUILD_PROFILE=1`` and gcc the reader is compiled twice, which takes twice as long: the first build counts, while
it reads the samples, how often each part of it runs; the second is made for speed where that was often, else for size.
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


OPTIONS = "-flto=auto -fvisibility=hidden -fno-semantic-interposition -DNDEBUG -fwrapv"
"""For gcc: calls from module to module are inlined, which makes the reader one twentieth faster.  ``CFLAGS`` takes the place of the options
that Python itself was compiled with, of which the last two must not be lost: without the one every access to a tuple or a string is
checked again; the other is what the C of Python relies on."""
COUNTING = "-fprofile-generate"
COUNTED = "-fprofile-use -fprofile-correction -Wno-missing-profile -Wno-coverage-mismatch"

TRAINING = """\
from pathlib import Path
import sijill
from sijill.reading.reader import Reader
reader = Reader()
for path in sorted(Path(sijill.__file__).parent.glob("samples/*.txt")):
    for _ in range(5):
        reader.read(path.read_text(encoding="utf-8"))
"""


def _with_gcc() -> bool:
    return "gcc" in (os.environ.get("CC") or sysconfig.get_config_var("CC") or "")


def _environment(*options: str) -> dict[str, str]:
    """The environment with the options for gcc behind those that are set."""
    added = {name: " ".join((os.environ.get(name, ""), *options)).strip() for name in ("CFLAGS", "LDFLAGS")}
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
        if not _with_gcc():
            self._compile(dict(os.environ))
        elif os.environ.get("SIJILL_BUILD_PROFILE", "") in ("", "0"):
            self._compile(_environment(OPTIONS))
        else:
            self._compile(_environment(OPTIONS, COUNTING))
            self._train()
            self._compile(_environment(OPTIONS, COUNTED))
        for path in sorted((self.work / "lib").rglob("*.*")):
            if path.is_file():
                build_data["force_include"][str(path)] = str(path.relative_to(self.work / "lib"))
        build_data["infer_tag"], build_data["pure_python"] = True, False

    def _compile(self, environment: dict[str, str]) -> None:
        """Compile everything into ``lib``; the objects lie where gcc writes and looks for its counts."""
        command = [sys.executable, "setup.py", "build_ext", "--force", "--build-lib", "lib", "--parallel", "4"]
        subprocess.run(command, cwd=self.work, check=True, env=environment)

    def _train(self) -> None:
        """Read the samples with what was compiled, which then writes its counts beside the objects."""
        trained = self.work / "trained"
        shutil.copytree(self.work / "sijill", trained / "sijill")
        shutil.copytree(self.work / "lib", trained, dirs_exist_ok=True)
        here = {**os.environ, "PYTHONPATH": str(trained), "SIJILL_CACHE": "off"}
        subprocess.run([sys.executable, "-c", TRAINING], cwd=trained, check=True, env=here)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Throw the copy away."""
        shutil.rmtree(self.work, ignore_errors=True)
