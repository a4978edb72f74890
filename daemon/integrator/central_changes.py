"""Say in a few lines how something of a central application differs from what was seen before."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Content = dict[str, str]
MOST_LINES = 20  # about one table
_LONGEST = 160  # characters of one line


def summary(name: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """Yield the differences of one thing, one a line: what came, what went, what changed."""
    title = name.removeprefix("dictionary ").removeprefix("table ")
    if name.startswith("dictionary ") and not (before.get("text") and after.get("text")):
        yield f"GetDictionary: {'+' if after.get('text') else chr(0x2212)} {title}"  # an act that came, or went
        return
    old, new = (_flat(before), _flat(after)) if name.startswith("dictionary ") else (before, after)
    lines = [_line(title, key, old, new) for key in sorted({*old, *new}) if old.get(key) != new.get(key)]
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield f"{title}: … (+{len(lines) - MOST_LINES})"


def _line(title: str, key: str, old: Mapping[str, str], new: Mapping[str, str]) -> str:
    if key not in old:
        line = f"{title}: + {key} {new[key]}"
    elif key not in new:
        line = f"{title}: \u2212 {key} {old[key]}"
    else:
        line = f"{title}: {key} {old[key]} → {new[key]}"
    return line[:_LONGEST].rstrip()


def _flat(content: Mapping[str, str]) -> dict[str, str]:
    """Return a dictionary's answer, whatever its shape, as one line a leaf."""
    try:
        data = json.loads(content.get("text", ""))
    except ValueError:
        return dict(content)
    return dict(_leaves(data, ""))


def _leaves(data: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, f"{path}.{key}" if path else str(key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from _leaves(value, f"{path}[{place}]")
    else:
        yield path, str(data)
