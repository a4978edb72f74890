"""Hold that in CI nothing is skipped silently."""

from pathlib import Path

import pytest

GUARD = Path(__file__).parent / "support" / "no_skips.py"
SKIPS = """
import pytest

def test_without_its_server():
    pytest.skip("no server")

def test_known_to_fail():
    pytest.xfail("known")
"""
SKIPPED_FILE = 'import pytest\npytest.skip("no server", allow_module_level=True)'


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeconftest(GUARD.read_text("utf-8"))
    return pytester


def test_skip_fails_in_ci(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    project.makepyfile(SKIPS)

    project.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(failed=1, xfailed=1)


def test_file_that_is_skipped_fails_in_ci(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    project.makepyfile(SKIPPED_FILE)

    project.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(errors=1)


def test_skip_is_a_skip_elsewhere(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    project.makepyfile(SKIPS)

    project.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(skipped=1, xfailed=1)
