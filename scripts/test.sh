#!/bin/sh
# Sets up a virtual environment where there is none, and runs every check: style, types, import contracts, tests; then
# the tests once more on the compiled build (hatch_build.py).  PYTHON names another interpreter than python3; arguments
# go to pytest, and with arguments the compiled build is left out.
set -eu
cd "$(dirname "$0")/.."
venv=${VENV:-.venv}
[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --editable '.[dev]'
"$venv/bin/ruff" check .
"$venv/bin/mypy"
"$venv/bin/lint-imports"
"$venv/bin/python" -m pytest "$@"
[ $# -eq 0 ] || exit 0
if ! command -v "${CC:-cc}" > /dev/null; then
    echo "no C compiler (${CC:-cc}): the compiled build is not tested" >&2
    exit 0
fi
compiled=$venv-compiled
[ -x "$compiled/bin/python" ] || "${PYTHON:-python3}" -m venv "$compiled"
echo "building the compiled reader, some two minutes"
HATCH_BUILD_HOOK_ENABLE_CUSTOM=1 "$compiled/bin/python" -m pip install --quiet --force-reinstall '.[test]'
"$compiled/bin/python" -c 'import sijill.reading.reader as r; assert not r.__file__.endswith(".py"), r.__file__'
# the register and what it takes in are not compiled; what they ask of the reader, the other tests ask too
"$compiled/bin/python" -m pytest --ignore=tests/register --ignore=tests/ingest
