import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.configuration.lines import Key, dotted, key_lines, line_of

EXAMPLE = (Path(__file__).parent.parent.parent / "config.example.toml").read_text("utf-8")


def keys_of(value: object, place: Key = ()) -> Iterator[Key]:
    """Yield each key of parsed TOML, indices of tables included."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield (*place, name)
            yield from keys_of(inner, (*place, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from keys_of(inner, (*place, index))


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("a = 1\nb = 2\n", ("b",), 2),
        ("# a = 1\n\na = 1\n", ("a",), 3),
        ("[t]\na = 1\n", ("t", "a"), 2),
        ("[t]\na = 1\n", ("t",), 1),
        ("[t.u]\na = 1\n", ("t",), 1),
        ("t.u.a = 1\n", ("t", "u", "a"), 1),
        ('[t."u.v"]\n"a b" = 1\n', ("t", "u.v", "a b"), 2),
        ("[[t]]\na = 1\n[[t]]\na = 1\n", ("t", 1, "a"), 4),
        ("[[t]]\n[t.u]\na = 1\n[[t]]\n[t.u]\na = 1\n", ("t", 1, "u", "a"), 6),
        ("[[t]]\n[[t.u]]\n[[t.u]]\na = 1\n", ("t", 0, "u", 1, "a"), 4),
        ("a = [\n  1, # one\n  2,\n]\nb = 1\n", ("b",), 5),
        ('a = """\nb = 1\n[t]\n"""\nb = 2\n', ("b",), 5),
        ('a = "[t] = "\nb = 1\n', ("b",), 2),
        ("\"a=b\" = 1\n'c=d' = 2\n", ("c=d",), 2),
        ("a = { b = 1 }\nc = 1\n", ("c",), 2),
    ],
)
def test_key_is_found_on_its_line(text: str, key: Key, line: int) -> None:
    assert key_lines(text)[key] == line


def test_key_that_is_not_there_has_the_line_of_its_table() -> None:
    assert line_of(("t", "u", "missing"), key_lines("[t]\n[t.u]\n")) == 2


def test_key_of_no_table_has_no_line() -> None:
    assert line_of(("t", "a"), key_lines("b = 1\n")) is None


def test_every_key_of_the_example_is_found_on_a_line_that_names_it() -> None:
    lines = key_lines(EXAMPLE)
    keys = [key for key in keys_of(tomllib.loads(EXAMPLE)) if key in lines]
    text = EXAMPLE.splitlines()

    assert len(keys) > 100
    assert [key for key in keys if str(key[-1]) not in text[lines[key] - 1]] == []


def test_name_with_a_dot_is_written_in_quotes() -> None:
    assert dotted(("actions", "feeder.ubah", "fields", 0)) == 'actions."feeder.ubah".fields.0'
