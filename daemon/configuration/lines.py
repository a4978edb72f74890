"""Find the line of the file on which each key stands, which tomllib does not tell."""

import tomllib
from collections.abc import Iterator, Mapping

Key = tuple[str | int, ...]  # ("staff", 0, "id"): an index counts the tables of an array


def key_lines(text: str) -> Mapping[Key, int]:
    """Return the line, counted from 1, of each table header and key of a TOML text that tomllib accepts."""
    lines: dict[Key, int] = {}
    counts: dict[Key, int] = {}
    table: Key = ()
    for number, statement in _statements(text):
        names = _names(statement)
        if statement.startswith("["):
            table = _place(names, counts, opens=statement.startswith("[["))
            names = ()
        key = (*table, *names)
        for depth in range(1, len(key) + 1):
            lines.setdefault(key[:depth], number)
    return lines


def line_of(key: Key, lines: Mapping[Key, int]) -> int | None:
    """Return the line of a key or of the nearest table around it; None when neither is in the file."""
    for depth in range(len(key), 0, -1):
        if key[:depth] in lines:
            return lines[key[:depth]]
    return None


def dotted(key: Key) -> str:
    """Return the key as people write it: "staff.0.id", and names with a dot in quotes."""
    return ".".join(f'"{part}"' if "." in str(part) else str(part) for part in key)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield first line and text of each header and assignment, comments and blank lines left out."""
    pending = ""
    start = 0
    for number, line in enumerate(text.splitlines(), 1):
        start = start if pending else number
        pending = f"{pending}{line}\n"
        if _is_whole(pending):
            if pending.strip() and not pending.lstrip().startswith("#"):
                yield start, pending.strip()
            pending = ""


def _is_whole(statement: str) -> bool:
    try:
        tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _names(statement: str) -> tuple[str, ...]:
    """Return the dotted names of a header or of an assignment's key."""
    value: object = tomllib.loads(statement if statement.startswith("[") else _without_value(statement))
    names: list[str] = []
    while isinstance(value, dict) and value:
        name, value = next(iter(value.items()))
        names.append(name)
        value = value[0] if isinstance(value, list) else value
    return tuple(names)


def _without_value(assignment: str) -> str:
    """Return the assignment with 0 for its value, so that only its key has structure."""
    for index, character in enumerate(assignment):
        if character == "=" and _is_whole(shortened := f"{assignment[:index]}=0"):
            return shortened
    return assignment


def _place(names: tuple[str, ...], counts: dict[Key, int], *, opens: bool) -> Key:
    """Return the table's key, with the index of each array of tables that it lies in."""
    key: Key = ()
    for depth, name in enumerate(names, 1):
        key = (*key, name)
        if opens and depth == len(names):
            counts[key] = counts.get(key, -1) + 1
        if key in counts:
            key = (*key, counts[key])
    return key
