"""Find `label: value` in lines that people, phones and tables have mangled."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from daemon.reading.findings.field_labels import LONGEST_BEGINNING, LabelIndex
from daemon.reading.findings.identifiers import tidy
from daemon.reading.vocabulary import FieldWords
from daemon.value_objects import value_object

_BULLET = re.compile(
    r"[\s>|*\u2022\u00b7\u25e6\u25aa\u2023\u25cf\u2713\u2714+#_~-]*(?:\[[xX\u2713 ]?\]\s*)?"
    r"(?:\(?(?:\d{1,2}|[A-Za-z])[.)]\s*)?[\s*_|]*"
)
_SIGN = re.compile(r"[:=\uff1a\uff1d\ufe55\u2236\ua789]")
_WEAK_SIGN = re.compile(r"\t|\s?\.{3,}\s?|\s\|\s?|\s[-\u2013\u2014>\u2192]+\s|\s{2,}|-(?=\s?\d)|\s")
_EMPTY_VALUE = re.compile(r"[\s._\-\u2013\u2014\u2026*/|:=<>\[\]()]*")
_PROMPT = re.compile(
    r"[\[(<{](?:isi|tulis|mohon|silakan|contoh|misal|fill|please|e\.g|example|wajib|opsional|optional|required)[^\])>}]{0,120}[\])>}]\s*",
    re.IGNORECASE,
)
_WRAPPED = (71, 80)  # characters of the lines that programs break
_MOST_WRAPPED = 6  # lines that one list of pairs was broken into
_HINT = re.compile(r"(?:^|[\s\u2013-])(?:misalnya|for example) ", re.IGNORECASE)
_MARKUP = "*_`"
_LONGEST_LINE = 2000  # characters that are looked at
_MASKED = "\u2022\u2022"  # stands for hidden digits in our own forms
_REMARK = "\u2190"  # begins what our own forms say about a value that they suggest
_CELLS = re.compile(r"\t|\s?\|\s?")
_STRICT = frozenset(("nim", "nip", "nidn", "nisn", "nik", "email", "phone", "date", "semester"))


@value_object
class Labelled:
    """What stood behind a label, not yet tidied."""

    field: FieldWords
    value: str


def labelled_values(lines: list[str], index: LabelIndex, *, is_quoted: bool = False) -> list[Labelled]:
    """Return the labelled values of a text in the order they stand.

    Our own form in a quotation has hints ("NIM - 10 digits") and text below it, so a value there
    needs a colon or the like, and stands close to its label.
    """
    return _Reader(lines, index, is_quoted=is_quoted).read()


class _Taken(NamedTuple):
    values: list[Labelled]
    lines: int  # that were used up


class _Reader:
    def __init__(self, lines: list[str], index: LabelIndex, *, is_quoted: bool) -> None:
        self._lines = lines
        self._index = index
        self._is_quoted = is_quoted
        self._is_stacked = False  # the value before stood below a label without a sign, as in a list of definitions

    def read(self) -> list[Labelled]:
        found: list[Labelled] = []
        position = 0
        lines, end = self._lines, len(self._lines)
        while position < end:
            line = lines[position]
            if not line or self._is_plain(line):
                self._is_stacked = self._is_stacked and not line
                position += 1
                continue
            taken = self._table(position) or self._pairs(position)
            found.extend(pair for pair in taken.values if pair.value and not self._is_hint(pair.value))
            position += taken.lines
        return found

    def _is_plain(self, line: str) -> bool:
        """Say whether a line begins like no label and has no sign that parts one from a value, as most lines do."""
        return (
            self._index.plain_beginnings[line[:LONGEST_BEGINNING].partition(" ")[0]]
            and not (":" in line or "=" in line or "\t" in line or "|" in line)
            and (line.isascii() or not _SIGN.search(line))
        )

    def _is_hint(self, value: str) -> bool:
        """Say whether a value is what our own form says by way of example."""
        return self._is_quoted and _HINT.search(value) is not None

    def _table(self, position: int) -> _Taken | None:
        """Read a heading row of labels with the row of values below it, or a row of labels each with its value."""
        if "\t" not in self._lines[position] and "|" not in self._lines[position]:
            return None
        heads = _cells(self._lines[position])
        fields = [self._index.exact(head) for head in heads]
        if len(heads) - fields.count(None) < 2:
            return None
        if len(heads) % 2 == 0 and None not in fields[::2] and not any(fields[1::2]):
            return _Taken(_labelled(fields[::2], heads[1::2]), 1)
        return self._values_below_heads(position, fields)

    def _values_below_heads(self, position: int, fields: list[FieldWords | None]) -> _Taken | None:
        below = position + 1
        while below < len(self._lines) and below < position + 3 and _is_rule(self._lines[below]):
            below += 1
        cells = _cells(self._lines[below]) if below < len(self._lines) else []
        if len(cells) != len(fields) or any(self._index.exact(cell) for cell in cells):
            return None
        return _Taken(_labelled(fields, cells), below - position + 1)

    def _pairs(self, position: int) -> _Taken:
        line = _without_bullet(self._lines[position])
        if not line:
            return _Taken([], 1)
        pairs = list(_pairs_of_line(line, self._index)) or self._weak_pairs(line)
        if len(pairs) > 1 and (rewound := self._wrapped(line, position, len(pairs))):
            return rewound
        if not pairs or pairs[-1].value:
            self._is_stacked = False
            return _Taken(pairs, 1)
        value, used = self._value_below(position, pairs[-1].field)
        return _Taken([*pairs[:-1], Labelled(pairs[-1].field, value)], used)

    def _wrapped(self, line: str, position: int, known: int) -> _Taken | None:
        """Return the pairs of a line that a program broke in the middle of them, put together again; None of others."""
        best = None
        joined = line
        for below in range(position + 1, min(position + _MOST_WRAPPED, len(self._lines))):
            if not _is_broken(self._lines[below - 1], self._lines[below]):
                break
            joined = f"{joined} {self._lines[below].strip()}"[:_LONGEST_LINE]
            pairs = list(_pairs_of_line(joined, self._index))
            alone = len(list(_pairs_of_line(_without_bullet(self._lines[below]), self._index)))
            if len(pairs) <= known + alone and alone:
                break
            best, known = _Taken(pairs, below - position + 1), len(pairs)
        return best

    def _weak_pairs(self, line: str) -> list[Labelled]:
        """Return the pair of a line whose label is parted from the value by a tab, bar, dash or space only."""
        if not self._index.may_start(line):
            return []
        for sign in _WEAK_SIGN.finditer(line[:150]):
            before = line[: sign.start()].strip(_MARKUP + " ")
            field = self._index.exact(before)
            value = _clean(line[sign.end() :]) if field else ""
            if field and value and self._is_enough(sign[0], field, value):
                return [Labelled(field, value)]
            if field is None and not self._index.may_grow(before):
                return []
        field = self._index.exact(line.strip(_MARKUP + " "))
        return [Labelled(field, "")] if field else []

    def _is_enough(self, sign: str, field: FieldWords, value: str) -> bool:
        """Say whether a weak sign parts a label from a value here."""
        if sign == " ":
            return _is_plausible(field, value)
        return not self._is_quoted or "\t" in sign or "|" in sign

    def _value_below(self, position: int, field: FieldWords) -> tuple[str, int]:
        """Return the value on the next line with content, and how many lines were used up; "" when there is none."""
        has_sign = _SIGN.search(self._lines[position]) is not None
        for below in range(position + 1, min(position + 4, len(self._lines))):
            line = self._lines[below].lstrip("> \t").strip()[:_LONGEST_LINE]
            if not line:
                continue
            is_near = below == position + 1 or not self._is_quoted
            is_asked = (has_sign or self._is_stacked or self._is_definition(below)) and is_near
            if not self._is_label(line) and self._is_answer(line, field, has_sign=is_asked):
                self._is_stacked = not has_sign
                return _clean(line), below - position + 1
            break
        return "", 1

    def _is_definition(self, position: int) -> bool:
        """Say whether a line stands between two labels that have no sign, as in a list of definitions."""
        after = (line for line in self._lines[position + 1 : position + 4] if line.strip())
        label = next(after, "").strip(_MARKUP + " ")
        return not self._is_quoted and self._index.exact(label) is not None

    def _is_label(self, line: str) -> bool:
        bare = _without_bullet(line)
        return self._index.exact(bare.rstrip(":")) is not None or bool(list(_pairs_of_line(bare, self._index)))

    def _is_answer(self, line: str, field: FieldWords, *, has_sign: bool) -> bool:
        """Say whether a line below a label answers it: identifiers by their looks, other text when a sign asks."""
        if line.startswith((":", "=")):
            return True
        if field.kind in _STRICT:
            return _is_plausible(field, line) or (has_sign and line[0].isdigit())
        return has_sign and not line.startswith(("* ", "- ", "\u2022"))


def _is_broken(line: str, below: str) -> bool:
    """Say whether a program broke a line here: the next word would have made it too long."""
    first, _, _ = below.strip()[: _WRAPPED[1]].partition(" ")
    length = len(line.rstrip())
    return bool(first) and length <= _WRAPPED[1] and length + 1 + len(first) > _WRAPPED[0]


def _labelled(fields: list[FieldWords | None], values: list[str]) -> list[Labelled]:
    return [Labelled(field, _clean(value)) for field, value in zip(fields, values, strict=True) if field]


def _is_plausible(field: FieldWords, value: str) -> bool:
    return field.kind in _STRICT and bool(tidy(field.kind, value))


def _cells(line: str) -> list[str]:
    short = line.strip().strip("|").strip()[:_LONGEST_LINE]
    return [cell.strip(" *_") for cell in _CELLS.split(short)] if short else []


def _is_rule(line: str) -> bool:
    return not line.strip(" \t|+-=:_")


def _without_bullet(line: str) -> str:
    short = line[:_LONGEST_LINE]
    if short[:1].isalpha() and short[1:2] not in (".", ")"):  # most lines: not "a) NIM: …"
        return short.strip()
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


def _clean(value: str) -> str:
    """Return a value without markup, prompts and separators around it; "" when nothing is filled in."""
    value = value.partition(_REMARK)[0]
    has_prompt = "(" in value or "[" in value or "<" in value or "{" in value
    text = (_PROMPT.sub("", value) if has_prompt else value).strip().strip(_MARKUP + "|").strip()
    text = text.lstrip(":=\uff1a|\t >\u2192").strip()
    if _EMPTY_VALUE.fullmatch(text) or _MASKED in text:
        return ""
    return text.rstrip(",;|").strip(_MARKUP + " ")
