"""Join the lines that a mail program broke while typing (format=flowed, RFC 3676)."""

_NARROWEST = (
    60  # characters; a shorter line ending in a space was ended by its writer ("NIM: "), whatever the label says
)


def unflow(text: str, *, is_space_deleted: bool) -> str:
    """Return `text` with soft line breaks joined and space-stuffing undone (RFC 3676 §4.2-4.5).

    Only a break that wrapping can explain is soft: the next word would not have fitted.
    """
    joined: list[str] = []
    open_depth = -1  # quote depth of a line that goes on; -1: none does
    pieces: list[str] = []
    for line in text.split("\n"):
        depth, content = _unstuff(line)
        if depth == open_depth and content != "-- " and _would_not_fit(pieces[-1], content):
            pieces[-1] = pieces[-1][:-1] if is_space_deleted else pieces[-1]
            pieces.append(content)
        else:
            joined.append("".join(pieces)) if pieces else None
            pieces = [">" * depth + " " * bool(depth) + content]
        open_depth = depth if content.endswith(" ") and content != "-- " else -1
    return "\n".join([*joined, "".join(pieces)])


def _unstuff(line: str) -> tuple[int, str]:
    content = line.lstrip(">")
    return len(line) - len(content), content.removeprefix(" ")


def _would_not_fit(line: str, following: str) -> bool:
    return len(line) + len(following.partition(" ")[0]) >= _NARROWEST
