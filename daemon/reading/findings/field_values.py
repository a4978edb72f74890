"""Tidy what was found and check it against the catalogue."""

import re
from collections.abc import Iterator, Set
from functools import lru_cache

from daemon.reading.findings.free_values import RECOGNISED, recognise
from daemon.reading.findings.identifiers import tidy
from daemon.reading.findings.mentions import Folded
from daemon.reading.message import FoundField
from daemon.reading.remembered import once_per_vocabulary
from daemon.reading.vocabulary import FieldWords, Vocabulary

_OPENING, _CLOSING = "\"'\u201c\u2018\u201e", "\"'\u201d\u2019\u201c"
_LONGEST_VALUE = 2000  # characters


def found_field(field: FieldWords, written: str, *, is_labelled: bool, is_quoted: bool = False) -> FoundField:
    """Return a value in the form that the field's pattern wants, or as written when it does not fit."""
    short = _without_wrapping(field, written[:_LONGEST_VALUE])
    value = _choice(field.choices, short) if field.kind == "choice" else tidy(field.kind, short)
    is_valid = bool(value) and _fits(field.pattern, value)
    return FoundField(field.name, value if is_valid else " ".join(short.split()), is_valid, is_labelled, is_quoted)


def _without_wrapping(field: FieldWords, written: str) -> str:
    """Return a value without quotation marks around it, and a person's name without a remark in brackets behind it."""
    text = written.strip()
    if len(text) > 1 and text[0] in _OPENING and text[-1] in _CLOSING:
        text = text[1:-1].strip()
    is_name = field.name.startswith("nama") and field.name != "nama_mk"
    return text.partition("(")[0].strip() or text if is_name and text.endswith(")") else text


def free_fields(
    text: Folded, vocabulary: Vocabulary, strangers: frozenset[str], known: Set[str]
) -> Iterator[FoundField]:
    """Yield the fields recognised in free text but those that are known; they are not even looked for.

    `strangers` are addresses that nobody would give as their answer.
    """
    fields = {kind: field for kind, field in _fields_by_kind(vocabulary).items() if field.name not in known}
    for recognised in recognise(text, fields.keys()):
        field = fields[recognised.kind]
        if recognised.value in strangers:
            continue
        found = found_field(field, recognised.value, is_labelled=False)
        if found.is_valid:
            yield found


@once_per_vocabulary
def _fields_by_kind(vocabulary: Vocabulary) -> dict[str, FieldWords]:
    """Return the field of each kind that is recognised: the one of that name, or else the first of that kind."""
    by_kind = {field.kind: field for field in reversed(vocabulary.fields)}
    by_kind |= {field.name: field for field in reversed(vocabulary.fields)}
    return {kind: field for kind, field in by_kind.items() if kind in RECOGNISED}


def _choice(choices: tuple[str, ...], written: str) -> str:
    """Return the first form of the choice ("L|Laki-laki|male") that was written in any of its forms; "" when none."""
    wanted = re.sub(r"\W+", " ", written).strip().casefold()
    for choice in choices:
        forms = choice.split("|")
        if wanted in (re.sub(r"\W+", " ", form).strip().casefold() for form in forms):
            return forms[0]
    return ""


def _fits(pattern: str, value: str) -> bool:
    return not pattern or _compiled(pattern).fullmatch(value) is not None


@lru_cache(maxsize=500)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
