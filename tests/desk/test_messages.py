"""Everything that pages say is there in both languages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_message_is_collected_translated_and_compiled() -> None:
    done = subprocess.run([sys.executable, "tools/messages.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
