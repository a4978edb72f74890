"""Turn values into words: dates, durations, sizes, quotations. Pure; the templates use these as filters."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

COLUMNS = 74  # of a line of text, so that it stays below 78 when it is quoted once or twice
_LONGEST_LINE = 900  # characters kept of one line of foreign text; SMTP allows 998 octets (RFC 5321 §4.5.3.1.6)
_SHORT = 200  # characters of a line that is worth remembering
_UNITS = {"id": ("hari", "jam", "menit"), "en": ("d", "h", "min")}


def clean(text: str) -> str:
    """Return foreign text without control, format and surrogate characters; line ends are line feeds."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if category in {"Zl", "Zp"}:
        return "\n"
    if character == "\t" or category == "Zs":
        return " "
    return "" if category.startswith("C") else character


def one_line(text: str) -> str:
    """Return foreign text as one clean line."""
    return _known_line(text) if len(text) <= _SHORT else " ".join(clean(text).split())


def is_one_line(text: str) -> bool:
    """Say whether `one_line` has nothing to change about a text, without making it one."""
    return text.isprintable() and "  " not in text and text.strip(" ") == text


@lru_cache(maxsize=2000)
def _known_line(text: str) -> str:
    """Remember the lines that stand in every letter: labels, hints, what the catalogue says."""
    return " ".join(clean(text).split())


def wrap(text: str, first: str = "", rest: str = "") -> str:
    """Return one paragraph broken at spaces into lines of COLUMNS characters, after the given prefixes.

    No further line begins with an exclamation mark, so that no word of it can be read as a command.
    """
    lines: list[str] = []
    line = first
    is_empty = True
    for word in text.split():
        if not is_empty and len(line) + 1 + len(word) > COLUMNS and not word.startswith("!"):
            lines.append(line)
            line, is_empty = rest, True
        line = line + word if is_empty else f"{line} {word}"
        is_empty = False
    return "\n".join((*lines, line))


def quoted(text: str) -> str:
    """Return foreign text with "> " before every line, so that no line of it can be read as a command."""
    return "\n".join(_quoted_lines(text))


def _quoted_lines(text: str) -> Iterator[str]:
    for line in lines(text):
        if len(line) <= COLUMNS:
            yield f"> {line}".rstrip()
        else:
            yield wrap(_broken(line), "> ", "> ")


def _broken(line: str) -> str:
    """Give words without end a place to break."""
    if len(line) <= _LONGEST_LINE:
        return line
    words = (
        word[start : start + _LONGEST_LINE] for word in line.split() for start in range(0, len(word), _LONGEST_LINE)
    )
    return " ".join(words)


def lines(text: str) -> list[str]:
    """Return the lines of foreign text, cleaned, without blank ones at the ends."""
    return clean(text).strip("\n").split("\n")


def written(text: str) -> str:
    """Return what staff wrote for a requester, wrapped line by line, the blank lines kept."""
    return "\n".join(wrap(_broken(line)) for line in clean(text).strip().split("\n"))


def paragraphs(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the paragraphs of a text, each a tuple of its lines; blank lines part them."""
    blocks = (block.strip("\n") for block in clean(text).split("\n\n"))
    return tuple(tuple(block.split("\n")) for block in blocks if block.strip())


def minutes(value: float, language: str) -> str:
    """Return a duration in minutes as days, hours and minutes, at most two of them."""
    total = round(value)
    parts = (total // 1440, total // 60 % 24, total % 60)
    named = [f"{part} {unit}" for part, unit in zip(parts, _UNITS[language], strict=True) if part]
    return " ".join(named[:2]) or f"0 {_UNITS[language][2]}"


def leading(text: str) -> str:
    """Return one line with a capital letter in front."""
    line = one_line(text)
    return line[:1].upper() + line[1:]


def size(octets: int, language: str) -> str:
    """Return a file's size in kB or MB."""
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))} kB"
    number = f"{octets / 1_000_000:.1f}"
    return (number.replace(".", ",") if language == "id" else number) + " MB"


def decimal(value: float, language: str) -> str:
    """Return a number with at most one decimal, as the language writes it."""
    number = f"{value:.1f}".removesuffix(".0")
    return number.replace(".", ",") if language == "id" else number
