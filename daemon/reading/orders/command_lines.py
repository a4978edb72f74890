"""Recognise one command line: `!word arguments`, a bare keyword, or a digest's `3 selesai`."""

import re
import unicodedata

from daemon.reading.message import CommandLine
from daemon.reading.orders.argument_words import normalised, split_words
from daemon.value_objects import value_object

_DIGEST = re.compile(r"#?(\d{1,3})\s?([.):-]?)\s?!?([a-z][a-z-]*)[.!]?( .+)?", re.IGNORECASE)
_LONGEST_DIGEST = 120  # characters
_TRAILING = ".,:;!"
_LOOK_ALIKES = "\uff01\ufe57\u01c3"  # of "!": wide, small, and a letter
MARKS = "!" + _LOOK_ALIKES  # what a reader takes for the mark of a command; only "!" is one
_MAY_BE_MARKED = re.compile(rf"[{MARKS}](?:[A-Za-z]|[^ -~\n\r])")  # before a letter, or what may be invisible


@value_object
class Recognised:
    """A command line with what is wrong with it."""

    command: CommandLine
    has_invisible: bool  # control or format characters (Unicode Cc, Cf)
    is_closed: bool  # every quotation mark has its partner


def may_have_mark(text: str) -> bool:
    """Say whether has_command_mark() may say so of a line of a text; where it does not, it does of none."""
    return ("!" in text or not text.isascii()) and _MAY_BE_MARKED.search(text) is not None


def has_command_mark(line: str) -> bool:
    """Say whether a line looks like `!word`, also by a look-alike of the mark, or behind invisible characters."""
    if "!" not in line[:200] and line.isascii():
        return False
    visible = _without_invisible(line[:200]).strip()
    return len(visible) > 1 and visible[0] in MARKS and visible[1].isalpha()


def marked_command(line: str) -> Recognised | None:
    """Read a line that starts with `!word`; None when it does not. After a look-alike of "!" it names no command."""
    if not has_command_mark(line):
        return None
    clean = normalised(_without_invisible(line))
    name, _, rest = clean.removeprefix("!").partition(" ")
    words = split_words(rest)
    command = CommandLine(line=clean, name=_ascii_name(name), arguments=words.words, target=None, is_bare=False)
    return Recognised(command, has_invisible=has_invisible(line), is_closed=words.is_closed)


def bare_command(line: str, names: frozenset[str]) -> Recognised | None:
    """Read a keyword that stands alone on its line; None when it is no keyword."""
    clean = normalised(line)
    name = clean.rstrip(_TRAILING).lower()
    if name not in names:
        return None
    command = CommandLine(line=clean, name=name, arguments=(), target=None, is_bare=True)
    return Recognised(command, has_invisible=False, is_closed=True)


def digest_command(line: str, names: frozenset[str], *, has_arguments: bool = True) -> Recognised | None:
    """Read `3 selesai` or `4 tugaskan budi`, answers to a numbered list; None when it is none.

    `has_arguments`: words behind the keyword are its arguments; else they show that the line is prose.
    """
    clean = normalised(line)
    found = _DIGEST.fullmatch(clean) if len(clean) < _LONGEST_DIGEST else None
    if found is None or found[3].lower() not in names:
        return None
    if found[4] and (not has_arguments or found[2] in {".", ")", "-"}):  # a list of points: "1. jenis kelamin salah"
        return None
    words = split_words((found[4] or "").strip())
    command = CommandLine(line=clean, name=found[3].lower(), arguments=words.words, target=int(found[1]), is_bare=True)
    return Recognised(command, has_invisible=has_invisible(line), is_closed=words.is_closed)


def has_invisible(line: str) -> bool:
    """Say whether a line has control or format characters (zero width, direction marks) other than tabs."""
    return any(_is_invisible(char) for char in line.strip("\ufeff"))


def _is_invisible(char: str) -> bool:
    return char != "\t" and unicodedata.category(char) in ("Cc", "Cf")


def _without_invisible(line: str) -> str:
    if line.isascii() and line.isprintable():
        return line
    return "".join(char for char in line if not _is_invisible(char))


def _ascii_name(name: str) -> str:
    """Return the name in lower case; a look-alike letter becomes "?", which is no command's name."""
    return "".join(char if char.isascii() else "?" for char in name.rstrip(_TRAILING).lower())
