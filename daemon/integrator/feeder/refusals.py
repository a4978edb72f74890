"""Say which fault an answer with an error code is (feeder-api.md §4).

The number counts; the words count where it says too little.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from daemon.desk.masking import MASK
from daemon.integrator.feeder import error_table
from daemon.integrator.feeder.answers import Envelope
from daemon.integrator.feeder.faults import (
    Complaint,
    FeederAuthError,
    FeederConfig,
    FeederDuplicate,
    FeederLocked,
    FeederNotFound,
    FeederPeriodClosed,
    FeederReferenced,
    FeederRefusal,
    FeederValidation,
    TokenExpired,
)

_FAULTS: Mapping[str, type[FeederRefusal]] = MappingProxyType(
    {
        "auth": FeederAuthError,
        "token": TokenExpired,
        "config": FeederConfig,
        "duplicate": FeederDuplicate,
        "not-found": FeederNotFound,
        "locked": FeederLocked,
        "locked-lecturer": FeederLocked,
        "period": FeederPeriodClosed,
        "referenced": FeederReferenced,
    }
)
# Codes that say nothing of their own: with other words than the usual, the words count (feeder-api.md §4.1, §4.4).
_VAGUE = frozenset({15, 103, 108, 121})
_EMPTY = re.compile(r"(?:tidak boleh|wajib|harus) ?(?:kosong|diisi|null)|null value in column", re.IGNORECASE)
_EMPTY_FIELD = re.compile(r"\b([a-z][a-z0-9_]{1,40}) (?:tidak boleh|wajib|harus)", re.IGNORECASE)
_NULL_COLUMN = re.compile(r"null value in column \"?([a-z][a-z0-9_]{1,40})", re.IGNORECASE)
# In this order: the narrower first.
_PATTERNS = (
    ("login", re.compile(r"username|password|otentikasi|admin pt", re.IGNORECASE)),
    ("token", re.compile(r"\btoken\b", re.IGNORECASE)),
    ("field-empty", _EMPTY),
    ("locked", re.compile(r"sudah disinkron|tidak semua field boleh diubah", re.IGNORECASE)),
    ("period", re.compile(r"periode|tertutup", re.IGNORECASE)),
    ("duplicate", re.compile(r"sudah (?:ada|digunakan|terdaftar)|duplicate|unique", re.IGNORECASE)),
    ("nik", re.compile(r"\bnik\b|16 digit|\bangka\b", re.IGNORECASE)),
    ("too-long", re.compile(r"value too long|melebihi|panjang", re.IGNORECASE)),
    ("reference", re.compile(r"tidak (?:ditemukan|terdaftar|valid)|foreign key", re.IGNORECASE)),
)
_LONG_NUMBER = re.compile(r"\d{6,}")


def refusal_of(act: str, envelope: Envelope, secrets: Sequence[str]) -> FeederRefusal | None:
    """Return the fault that an answer is; None when it is good. `secrets` never appear in it."""
    if envelope.code == 0:
        return None
    topic, field = _topic(envelope)
    fault = _FAULTS.get(error_table.meaning_of(topic).kind, FeederValidation)
    return fault(Complaint(act, envelope.code, topic, _discreet(envelope.words, secrets), field))


def _topic(envelope: Envelope) -> tuple[str, str]:
    """Return the table's entry, and the field that the words name."""
    code = str(envelope.code)
    is_known = code in error_table.table()
    usual = error_table.meaning_of(code).server_text if is_known else ""
    if is_known and (envelope.code not in _VAGUE or not envelope.words or _like(envelope.words, usual)):
        return code, _field(envelope.words)
    found = next((topic for topic, pattern in _PATTERNS if pattern.search(envelope.words)), None)
    return found or (code if is_known else error_table.UNKNOWN_CODE), _field(envelope.words)


def _like(words: str, usual: str) -> bool:
    return words.rstrip(". ").casefold() == usual.rstrip(". ").casefold()


def _field(words: str) -> str:
    found = _EMPTY_FIELD.search(words) if _EMPTY.search(words) else None
    found = found or _NULL_COLUMN.search(words)
    return found[1].lower() if found else ""


def _discreet(words: str, secrets: Sequence[str]) -> str:
    """Return the server's words without our secrets, and with long numbers masked but for their ends."""
    for secret in secrets:
        words = words.replace(secret, MASK * 4) if secret else words
    return _LONG_NUMBER.sub(lambda number: MASK * (len(number[0]) - 4) + number[0][-4:], words)
