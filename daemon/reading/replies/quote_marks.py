"""Tell which lines of a plain text a mail program marked as quoted, with ">" before them."""

from collections.abc import Sequence

BLANK = " \t\u00a0\u200b\ufeff\u2060\u00ad"  # characters that show nothing
_WRAPPED = 65  # characters from which a quoted line may have been broken by the client


def quote_depth(line: str) -> int:
    """Return how many ">" a line begins with."""
    depth = 0
    for character in line[:200]:
        if character == ">":
            depth += 1
        elif character not in BLANK:
            break
    return depth


def is_blank(line: str) -> bool:
    """Say whether a line shows nothing."""
    return not line.strip(BLANK)


def has_quote_mark(line: str) -> bool:
    """Say whether a line begins with ">" as a quoted line does."""
    text = line.lstrip(BLANK)
    return text.startswith(">") and not text.rstrip().endswith("<<<") and line[:8].lstrip(BLANK)[:1] == ">"


def with_wrapped_lines(lines: Sequence[str], quoted: list[bool]) -> list[bool]:
    """Count a line as quoted that a client broke off the quoted line above it."""
    result = list(quoted)
    for index in range(1, len(lines) - 1):
        if quoted[index] or not (result[index - 1] and quoted[index + 1]) or is_blank(lines[index]):
            continue
        result[index] = _is_wrapped(lines[index - 1], lines[index].strip())
    return result


def _is_wrapped(above: str, line: str) -> bool:
    if line.startswith(("(http", "<http", "http")) and line.endswith((">", ")")):
        return True
    if " " not in line and any(character in line for character in "=&%") and line.endswith((")", ">")):
        return True
    is_open = len(above.rstrip()) >= _WRAPPED and not above.rstrip().endswith((":", "?", ".", "!", "\uff1a"))
    return is_open and line[:1].islower()
