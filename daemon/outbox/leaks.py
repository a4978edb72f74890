"""Say why a finished text may not go to a requester (product.md §5)."""

import re
from collections.abc import Collection

from daemon.outbox.privacy import has_known_number, has_nik
from daemon.trust.scrubbing import has_token
from daemon.value_objects import value_object

_MARKS = "!\uff01\ufe57\u01c3"  # and what looks like the mark of a command
_COMMAND = re.compile(rf"^[ \t]{{0,3}}[{_MARKS}]([A-Za-z][A-Za-z-]{{0,30}})\b", re.MULTILINE)
_SHORTEST_NOTE = 20  # characters
PLACEHOLDERS = ("{{", "}}", "{%", "%}")


@value_object
class Secrets:
    """What is known of the ticket that a mail is about, and may not stand in it."""

    values: tuple[str, ...] = ()  # personal ones of the form
    notes: tuple[str, ...] = ()  # internal notes, whole


NO_SECRETS = Secrets()


def leaks(subject: str, text: str, commands: Collection[str], secrets: Secrets = NO_SECRETS) -> tuple[str, ...]:
    """Return what must not leave the house, as short English phrases; empty when the mail may go.

    `commands` are the names and aliases of staff commands, lower case, without "!".
    """
    whole = f"{subject}\n{text}"
    found = (
        ("a command line", _has_command(whole, commands)),
        ("a reply token", has_token(whole)),
        ("an unresolved placeholder", _has_placeholder(whole)),
        ("a full NIK", has_nik(whole) or has_known_number(whole, secrets.values)),
        ("an internal note", _has_note(whole, secrets.notes)),
        ("no text", not text.strip()),
    )
    return tuple([name for name, is_there in found if is_there])


def _has_command(text: str, commands: Collection[str]) -> bool:
    is_possible = any(mark in text for mark in _MARKS)  # much faster than the expression
    return is_possible and any(match[1].lower() in commands for match in _COMMAND.finditer(text))


def _has_placeholder(text: str) -> bool:
    return ("{" in text or "}" in text) and any(mark in text for mark in PLACEHOLDERS)


def _has_note(text: str, notes: tuple[str, ...]) -> bool:
    """Say whether the words of a note stand in the text, however its lines are broken; very short ones are not told."""
    if not notes:
        return False
    squeezed = " ".join(text.split())
    return any(len(note) >= _SHORTEST_NOTE and note in squeezed for note in (" ".join(note.split()) for note in notes))
