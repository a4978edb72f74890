"""Find values in JSON by small paths: "$.data.nim", "$.rows[0]", "$.data[*].nama". No filters, no expressions."""

import re
from typing import Any

_STEP = re.compile(r"\.([A-Za-z_][A-Za-z0-9_-]*)|\[(\d+)\]|\[(\*)\]")


class NotThere(Exception):
    """The path leads nowhere in this value."""


def value_at(content: Any, path: str) -> Any:
    """Return what stands at a path; a step of [*] gives the list of what stands behind it. Raises: NotThere."""
    return _follow(content, _STEP.findall(path.removeprefix("$")))


def _follow(content: Any, steps: list[tuple[str, str, str]]) -> Any:
    for place, (name, index, star) in enumerate(steps):
        if star:
            if not isinstance(content, list):
                raise NotThere
            return [_follow(item, steps[place + 1 :]) for item in content]
        if name:
            content = _member(content, name)
        elif isinstance(content, list) and int(index) < len(content):
            content = content[int(index)]
        else:
            raise NotThere
    return content


def _member(content: Any, name: str) -> Any:
    if not isinstance(content, dict) or name not in content:
        raise NotThere
    return content[name]
