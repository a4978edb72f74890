"""An hour of fuzzing, guided by coverage, finds nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("fuzz.py")
SEEDS = Path(__file__).parent.parent / "emails"
SECONDS = int(os.environ.get("LOKET_FUZZ_SECONDS", "3600"))


@pytest.mark.soak
@pytest.mark.timeout(SECONDS + 300)
def test_fuzzing_finds_no_crash_and_nothing_slow(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, PROGRAM, f"-max_total_time={SECONDS}", "-max_len=100000", tmp_path, SEEDS],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PROGRAM.parent.parent.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
