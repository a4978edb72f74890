"""Check regular expressions that an operator wrote, before they meet foreign text."""

import re

_REPEATS = "*+{"  # "?" repeats nothing


def pattern_fault(pattern: str) -> str:
    """Return what is wrong with a pattern, "" when nothing is: it must compile and match in linear time.

    Repeated groups that hold a repetition, and references back, may take exponential time.
    """
    try:
        re.compile(pattern)
    except re.error as error:
        return f"is no regular expression: {error}"
    return _slow_part(_without_escapes_and_sets(pattern), pattern)


def _slow_part(skeleton: str, pattern: str) -> str:
    if re.search(r"\\[1-9]|\(\?P=", pattern):
        return "refers back to a group"
    repeats_inside = [False]
    for index, char in enumerate(skeleton):
        if char == "(":
            repeats_inside.append(False)
        elif char == ")":
            had_repeats = repeats_inside.pop()
            if had_repeats and skeleton[index + 1 : index + 2] in tuple(_REPEATS):
                return "repeats a group that holds a repetition"
            repeats_inside[-1] |= had_repeats
        elif char in _REPEATS:
            repeats_inside[-1] = True
    return ""


def _without_escapes_and_sets(pattern: str) -> str:
    return re.sub(r"\[\^?\]?(?:[^\]\\]|\\.)*\]", "x", re.sub(r"\\[^0-9]", "x", pattern))
