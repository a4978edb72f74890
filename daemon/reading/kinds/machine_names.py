"""Tell the local parts that only machines write from, however a system varies them: noreply-siakad, bounces+17."""

import re

_NO_ANSWER = re.compile(r"(?<![a-z])(?:(?:no|do[._-]?not)[._-]?reply|jangan[._-]?(?:di)?balas)(?![a-z])")
_BOUNCE = re.compile(r"bounces?(?![a-z])")


def is_machine_name(local: str) -> bool:
    """Say whether nobody reads the answers to this local part (lower case, at most 64 characters)."""
    return bool(_NO_ANSWER.search(local[:64]) or _BOUNCE.match(local))
