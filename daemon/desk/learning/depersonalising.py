"""Take personal data out of a text that others will read, or say what of it there is. Pure, and linear in the text."""

import re
from collections.abc import Collection

from daemon.desk.masking import MASK, mask

_NUMBER = re.compile(r"\d(?:[ .-]?\d){8,39}")  # nine digits and more: NIM, NIP, NIDN, NIK, telephone
_ADDRESS = re.compile(r"[\w.+%'-]{1,64}@[\w.-]{1,200}")
_SALUTATION = re.compile(r"(?:yth|dear|halo|hai|hello|hi|kepada|assalamu|salam|selamat|bapak|ibu|sdr)", re.IGNORECASE)
_SHORTEST = 3  # letters of a name that is looked for
_MOST = 60  # values that are looked for


def known_pattern(values: Collection[str]) -> re.Pattern[str] | None:
    """Return what finds any of these values as whole words, in any case and spacing; None for no values."""
    wanted = sorted({" ".join(value.split()) for value in values if len(value.strip()) >= _SHORTEST}, key=len)
    written = [r"\s{1,4}".join(map(re.escape, value.split())) for value in wanted[::-1][:_MOST]]
    return re.compile(rf"(?<!\w)(?:{'|'.join(written)})(?!\w)", re.IGNORECASE) if written else None


def without_personal(text: str, values: Collection[str]) -> str:
    """Return the text with long numbers, addresses and the known values taken out."""
    pattern = known_pattern(values)
    text = _ADDRESS.sub(MASK, _NUMBER.sub(MASK, text))
    return pattern.sub(MASK, text) if pattern else text


def personal_in(text: str, values: Collection[str]) -> tuple[str, ...]:
    """Return the long numbers, addresses and known values that stand in the text, each once and masked."""
    patterns = [_ADDRESS, _NUMBER, *([known] if (known := known_pattern(values)) else [])]
    found = (match[0] for pattern in patterns for match in pattern.finditer(text))
    return tuple(dict.fromkeys(mask(one) for one in found))


def without_salutation(text: str, values: Collection[str]) -> str:
    """Return the text without a first line that greets somebody by name."""
    first, _, rest = text.strip().partition("\n")
    is_personal = bool(personal_in(first, values))
    return rest.strip() if rest.strip() and is_personal and _SALUTATION.match(first) else text.strip()
