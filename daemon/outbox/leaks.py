"""Say why a finished text may not go to a requester (product.md §5)."""

import re
from collections.abc import Collection

from daemon.outbox.wording import has_nik
from daemon.trust.scrubbing import has_token

_COMMAND = re.compile(r"^[ \t]{0,3}!([A-Za-z][A-Za-z-]{0,30})\b", re.MULTILINE)
_PLACEHOLDERS = ("{{", "}}", "{%", "%}")


def leaks(subject: str, text: str, commands: Collection[str]) -> tuple[str, ...]:
    """Return what must not leave the house, as short English phrases; empty when the mail may go.

    `commands` are the names and aliases of staff commands, lower case, without "!".
    """
    whole = f"{subject}\n{text}"
    found = (
        ("a command line", any(match[1].lower() in commands for match in _COMMAND.finditer(whole))),
        ("a reply token", has_token(whole)),
        ("an unresolved placeholder", any(mark in whole for mark in _PLACEHOLDERS)),
        ("a full NIK", has_nik(whole)),
        ("no text", not text.strip()),
    )
    return tuple(name for name, is_there in found if is_there)
