#!/bin/sh
# Sets up a virtual environment where there is none, and runs every check: style, types, import contracts, tests; then
# the tests once more on the compiled build (hatch_build.py).  PYTHON names another interpreter than python3; arguments
# go to pytest, and with arguments the compiled build is left out.
set -eu
cd "$(dirname "$0")/.."
venv=${VENV:-.venv}
[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --editable '.[dev]'
# The tests of the desk drive a real browser: the system's, else Debian's, else the one that playwright fetches.
if [ -z "${SIJILL_CHROMIUM:-}" ] && ! command -v chromium > /dev/null && ! command -v google-chrome > /dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null && apt-get update -qq && apt-get install -y -qq chromium fonts-noto-core > /dev/null; then :
    else "$venv/bin/playwright" install chromium || echo "no Chromium: what needs a browser is not tested" >&2; fi
fi
"$venv/bin/ruff" check .
"$venv/bin/mypy"
"$venv/bin/lint-imports"
if [ $# -gt 0 ]; then
    "$venv/bin/python" -m pytest "$@"
    exit 0
fi
"$venv/bin/python" -m pytest --numprocesses auto --dist loadfile
if ! command -v "${CC:-cc}" > /dev/null; then
    echo "no C compiler (${CC:-cc}): the compiled build is not tested" >&2
    exit 0
fi
compiled=$venv-compiled
[ -x "$compiled/bin/python" ] || "${PYTHON:-python3}" -m venv "$compiled"
echo "building the compiled reader, some two minutes"
HATCH_BUILD_HOOK_ENABLE_CUSTOM=1 "$compiled/bin/python" -m pip install --quiet --force-reinstall '.[test]'
"$compiled/bin/python" -c 'import sijill.reading.reader as r; assert not r.__file__.endswith(".py"), r.__file__'
# the register, what it takes in and the desk are not compiled; what they ask of the reader, the other tests ask too
"$compiled/bin/python" -m pytest --numprocesses auto --dist loadfile --ignore=tests/register --ignore=tests/ingest --ignore=tests/desk --ignore=tests/archive
