"""Keep personal numbers and names out of mails that do not need them (trust.md §2.5): by structure, or because known.

A NIK is told from other numbers of sixteen digits by the date of birth in it.
"""

import re
from collections.abc import Collection, Iterator

from daemon.desk.masking import mask
from daemon.reading.findings.identifiers import is_nik

MASK = "\u2022"
_SHORTEST = 4  # characters of a known value that is looked for
_LONGEST = 100
_MOST = 40  # known values that are looked for
_SIXTEEN_DIGITS = re.compile(r"\d(?<!\d\d)(?:[ .\u00a0-]{0,2}\d){15}(?!\d)")  # a digit first: it is found fastest
_GAPS = " .\u00a0-"  # what may part the digits of a number
# Octets of UTF-8: what may be a digit or a part of one as 0, all others as x; and those of gaps, which are left out.
_DIGITS = bytes(48 if octet >= 128 or chr(octet).isdecimal() else 120 for octet in range(256))
_GAP_OCTETS = _GAPS.encode()
_SIXTEEN_ZEROS = 16 * b"0"
_TAIL = 4  # digits at each end that stay


def mask_nik(text: str) -> str:
    """Return the text with every NIK, grouped or not, shown by its ends alone."""
    return _SIXTEEN_DIGITS.sub(_hidden, text)


def has_nik(text: str) -> bool:
    """Say whether a NIK stands in the text."""
    octets = text.encode("utf-8", "surrogatepass").translate(_DIGITS, _GAP_OCTETS)  # much faster than the expression
    return _SIXTEEN_ZEROS in octets and any(is_nik(_digits(found[0])) for found in _SIXTEEN_DIGITS.finditer(text))


def mask_known(text: str, values: Collection[str]) -> str:
    """Return the text with these values masked, whatever their letter case and spacing."""
    for pattern in _patterns(values):
        text = pattern.sub(lambda found: mask(found[0]), text)
    return text


def has_known_number(text: str, values: Collection[str]) -> bool:
    """Say whether one of these values that is a number of at least ten digits stands in the text."""
    numbers = [value for value in values if value.isdecimal() and len(value) >= 10]
    if not numbers:
        return False
    bare = text  # looked through first: an expression for each value costs more than the rest
    for gap in _GAPS:
        bare = bare.replace(gap, "")
    numbers = [value for value in numbers if value in bare]
    return any(pattern.search(text) for pattern in _patterns(numbers))


def _patterns(values: Collection[str]) -> Iterator[re.Pattern[str]]:
    """Yield an expression for each value, with and without the escapes of HTML; bounded, so linear on any text."""
    for value in sorted(set(values), key=len, reverse=True)[:_MOST]:
        if _SHORTEST <= len(value) <= _LONGEST and any(character.isalnum() for character in value):
            yield re.compile(rf"(?<!\w){_written(value)}(?!\w)", re.IGNORECASE)


def _written(value: str) -> str:
    if value.isdecimal():
        return r"[ .\u00a0-]{0,2}".join(value)
    escaped = {"'": "(?:'|&#39;)", "&": "(?:&|&amp;)", '"': '(?:"|&#34;)'}
    words = ("".join(escaped.get(character, re.escape(character)) for character in word) for word in value.split())
    return r"\s{1,4}".join(words)


def _hidden(found: re.Match[str]) -> str:
    digits = _digits(found[0])
    return digits[:_TAIL] + 8 * MASK + digits[-_TAIL:] if is_nik(digits) else found[0]


def _digits(text: str) -> str:
    """Return the digits as ASCII, also those of other scripts."""
    return "".join(str(int(character)) for character in text if character.isdecimal())
