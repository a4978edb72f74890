"""Find `label: value` in lines that people, phones and tables have mangled."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from daemon.reading.field_labels import LabelIndex
from daemon.reading.identifiers import tidy
from daemon.reading.vocabulary import FieldWords

_BULLET = re.compile(
    r"[\s>|*\u2022\u00b7\u25e6\u25aa\u2023\u25cf\u2713\u2714+#_~-]*(?:\(?(?:\d{1,2}|[A-Za-z])[.)]\s*)?[\s*_|]*"
)
_SIGN = re.compile(r"[:=\uff1a\uff1d\ufe55\u2236\ua789]")
_WEAK_SIGN = re.compile(r"\t|\s\|\s?|\s[-\u2013\u2014>\u2192]+\s|\s{2,}|-(?=\s?\d)|\s")
_EMPTY_VALUE = re.compile(r"[\s._\-\u2013\u2014\u2026*/|:=<>\[\]()]*")
_PROMPT = re.compile(
    r"[\[(<{](?:isi|tulis|mohon|silakan|contoh|misal|fill|please|e\.g|example|wajib|opsional|optional|required)[^\])>}]{0,120}[\])>}]\s*",
    re.IGNORECASE,
)
_MARKUP = "*_`"
_LONGEST_LINE = 2000  # characters that are looked at
_CELLS = re.compile(r"\t|\s?\|\s?")
_STRICT = frozenset(("nim", "nip", "nidn", "nisn", "nik", "email", "phone", "date", "semester"))


@dataclass(frozen=True, slots=True)
class Labelled:
    """What stood behind a label, not yet tidied."""

    field: FieldWords
    value: str


def labelled_values(lines: list[str], index: LabelIndex) -> list[Labelled]:
    """Return the labelled values of a text in the order they stand."""
    found: list[Labelled] = []
    position = 0
    while position < len(lines):
        taken = _table(lines, position, index) or _pairs(lines, position, index)
        found.extend(taken.values)
        position += taken.lines
    return found


@dataclass(frozen=True, slots=True)
class _Taken:
    values: list[Labelled]
    lines: int  # that were used up


def _table(lines: list[str], position: int, index: LabelIndex) -> _Taken | None:
    """Read a heading row of labels with the row of values below it."""
    heads = _cells(lines[position])
    fields = [index.exact(head) for head in heads]
    if len(heads) < 2 or None in fields:
        return None
    below = position + 1
    while below < len(lines) and _is_rule(lines[below]):
        below += 1
    cells = _cells(lines[below]) if below < len(lines) else []
    if len(cells) != len(heads):
        return None
    values = [Labelled(field, cell) for field, cell in zip(fields, cells, strict=True) if field and cell]
    return _Taken(values, below - position + 1)


def _cells(line: str) -> list[str]:
    short = line.strip().strip("|").strip()[:_LONGEST_LINE]
    return [cell.strip(" *_") for cell in _CELLS.split(short)] if short else []


def _is_rule(line: str) -> bool:
    return not line.strip(" \t|+-=:_")


def _pairs(lines: list[str], position: int, index: LabelIndex) -> _Taken:
    line = _without_bullet(lines[position])
    pairs = list(_pairs_of_line(line, index)) or list(_weak_pair(line, index))
    if not pairs:
        return _Taken([], 1)
    last = pairs[-1]
    if last.value:
        return _Taken([pair for pair in pairs if pair.value], 1)
    value, used = _value_below(lines, position, last.field, index)
    return _Taken([pair for pair in (*pairs[:-1], Labelled(last.field, value)) if pair.value], used)


def _without_bullet(line: str) -> str:
    short = line[:_LONGEST_LINE]
    bullet = _BULLET.match(short)
    return short[bullet.end() if bullet else 0 :].strip()


def _pairs_of_line(line: str, index: LabelIndex) -> Iterator[Labelled]:
    """Yield the pairs of a line with colons or the like; a value ends where the next label starts."""
    field: FieldWords | None = None
    start = 0
    for sign in _SIGN.finditer(line):
        label = _label_before(line[start : sign.start()], index, is_first=field is None)
        if label is None:
            continue
        if field is not None:
            yield Labelled(field, _clean(line[start : start + label[1]]))
        field, start = label[0], sign.end()
    if field is not None:
        yield Labelled(field, _clean(line[start:]))


def _label_before(text: str, index: LabelIndex, *, is_first: bool) -> tuple[FieldWords, int] | None:
    """Return the field that the text before a colon names, and where its label starts."""
    if text.count("(") != text.count(")") or text.startswith("["):
        return None  # an example in brackets has colons as well; a pasted chat starts with its time in brackets
    whole = index.exact(text.strip(_MARKUP + " "))
    if whole is not None:
        return whole, 0
    found = index.at_end(text)
    if found is None or not is_first:
        return found
    before = text[: found[1]].rstrip(" *_")
    return (
        found
        if not before or before[-1] in ",;|(./-" or before.endswith((" dengan", " dan", " with", " and"))
        else None
    )


def _weak_pair(line: str, index: LabelIndex) -> Iterator[Labelled]:
    """Yield the pair of a line whose label is parted from the value by a tab, dash or space only."""
    if not index.may_start(line):
        return
    for sign in _WEAK_SIGN.finditer(line[:150]):
        field = index.exact(line[: sign.start()].strip(_MARKUP + " "))
        if field is None:
            continue
        value = _clean(line[sign.end() :])
        is_blank_only = sign[0] == " "
        if value and (not is_blank_only or (field.kind in _STRICT and tidy(field.kind, value))):
            yield Labelled(field, value)
            return
    field = index.exact(line.strip(_MARKUP + " "))
    if field is not None:
        yield Labelled(field, "")


def _value_below(lines: list[str], position: int, field: FieldWords, index: LabelIndex) -> tuple[str, int]:
    """Return the value on the next line with content, and how many lines were used up; "" when there is none."""
    had_sign = _SIGN.search(lines[position]) is not None
    for below in range(position + 1, min(position + 4, len(lines))):
        line = lines[below].lstrip("> \t").strip()[:_LONGEST_LINE]
        if not line:
            continue
        if index.exact(line.rstrip(":")) or list(_pairs_of_line(_without_bullet(line), index)):
            return "", 1
        is_value = had_sign or line[0] in ":=" or bool(field.kind in _STRICT and tidy(field.kind, line))
        return (_clean(line), below - position + 1) if is_value else ("", 1)
    return "", 1


def _clean(value: str) -> str:
    """Return a value without markup, leading signs, prompts and trailing separators; "" when nothing is filled in."""
    text = _PROMPT.sub("", value).strip().strip(_MARKUP + "|").strip()
    text = text.lstrip(":=\uff1a|\t >\u2192").strip()
    if _EMPTY_VALUE.fullmatch(text):
        return ""
    return text.rstrip(",;|").strip(_MARKUP + " ")
