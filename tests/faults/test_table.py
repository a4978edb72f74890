"""docs/reliability.md has a row for every fault, and names tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "reliability.md").read_text()
NAMED = re.findall(r"([\w/]+\.py)::(test_\w+)", TABLE)
FAULTS = range(1, 81)


@pytest.mark.parametrize("number", FAULTS)
def test_every_fault_has_its_row(number: int) -> None:
    assert len(re.findall(rf"^\| F{number} \|", TABLE, re.MULTILINE)) == 1


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED)))
def test_every_named_test_exists(file: str, name: str) -> None:
    assert f"def {name}(" in (ROOT / "tests" / file).read_text()
