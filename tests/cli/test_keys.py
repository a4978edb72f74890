"""A new key signs, the old ones still count, and nobody's key is ever replaced."""

import json
from pathlib import Path

import pytest
from installation import Installation, maildir_box

from daemon.config import load, read_keys
from daemon.configuration.key_rotation import NoNameLeft, add_key, next_name
from daemon.trust.tokens import KIDS, KeyRing


@pytest.fixture
def loket(tmp_path: Path) -> Installation:
    box = tmp_path / "Maildir"
    for part in ("cur", "new", "tmp"):
        (box / part).mkdir(parents=True)
    return Installation(tmp_path, 2525, maildir_box(box))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.key").write_bytes(bytes(32))
    return tmp_path


def test_rotation_adds_a_key_that_signs_and_keeps_the_old_one(loket: Installation) -> None:
    done = loket.run("keys", "rotate")
    assert done.returncode == 0, done.stderr.decode()
    keys = read_keys(load(loket.config).keys)
    assert KeyRing(dict(keys)).kids == ("b", "a")
    assert keys["a"] == bytes(range(32))
    assert (loket.folder / "keys/b.key").stat().st_mode & 0o777 == 0o600
    assert [(row["name"], row["actor"], row["data"]) for row in loket.rows("journal")] == [
        ("keys.rotated", "console", {"key": "b"})
    ]


def test_list_says_which_key_signs_and_how_long_the_others_are_needed(loket: Installation) -> None:
    add_key(loket.folder / "keys", bytes(32))
    listed = [json.loads(line) for line in loket.run("keys", "list", "--json").stdout.splitlines()]
    assert [(row["key"], row["use"], bool(row["needed_until"])) for row in listed] == [
        ("b", "signs", False),
        ("a", "verifies", True),
    ]


def test_list_shows_no_key(loket: Installation) -> None:
    (loket.folder / "keys/a.key").write_bytes(b"rahasia-" * 4)
    assert b"rahasia" not in loket.run("keys", "list").stdout


def test_every_name_is_followed_by_a_later_one(folder: Path) -> None:
    for name in KIDS[KIDS.index("a") + 1 :]:
        assert add_key(folder, bytes(32)).stem == name
    with pytest.raises(NoNameLeft):
        next_name(folder)


def test_key_of_another_length_is_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="32"):
        add_key(folder, bytes(31))


def test_key_that_is_there_is_never_replaced(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "b.key").write_bytes(b"x" * 32)
    monkeypatch.setattr("daemon.configuration.key_rotation.next_name", lambda _: "b")
    with pytest.raises(FileExistsError):
        add_key(folder, bytes(32))
    assert (folder / "b.key").read_bytes() == b"x" * 32
