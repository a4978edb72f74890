"""Understand the small part of SQL that a `filter` and an `order` may hold; everything else is error 121.

Comparisons, LIKE, ILIKE, IN, IS NULL, AND, OR, NOT and parentheses over the view's columns; as PostgreSQL would, a
backslash escapes in LIKE, a malformed uuid is an error, and blanks that pad do not count.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation

from daemon.value_objects import value_object

Text = str | None
Test = Callable[[dict[str, Text]], bool]
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>\d+(?:\.\d+)?)|(?P<word>[A-Za-z_][A-Za-z0-9_.]*)|(?P<sign><>|!=|<=|>=|[=<>(),]))"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_UUID_COLUMNS = re.compile(
    r"id_(?:mahasiswa|registrasi_\w+|perguruan_tinggi\w*|prodi\w*|sms|matkul|kelas\w*|dosen|kurikulum|substansi"
    r"|aktivitas_mengajar|bobot_nilai)"
)
_SIGNS: dict[str, Callable[[object, object], bool]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,  # type: ignore[operator]
    ">": lambda left, right: left > right,  # type: ignore[operator]
    "<=": lambda left, right: left <= right,  # type: ignore[operator]
    ">=": lambda left, right: left >= right,  # type: ignore[operator]
}
_DEEPEST = 50


class BadClause(Exception):
    """The clause is none that the view understands: error 121."""


@value_object
class _Token:
    kind: str  # text, number, word, sign
    text: str


def test_of(clause: str, columns: Iterable[str]) -> Test:
    """Return what a row (its values as text, without padding) has to pass. Raises: BadClause."""
    if not clause.strip():
        return lambda _row: True
    parser = _Parser(_tokens(clause), frozenset(columns))
    test = parser.disjunction(0)
    parser.expect_end()
    return test


def order_of(clause: str, columns: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """Return columns, and whether each goes down. Raises: BadClause."""
    known, found = frozenset(columns), []
    for part in clause.split(",") if clause.strip() else ():
        words = part.split()
        name = words[0].removeprefix("a.") if words else ""
        direction = words[1].upper() if len(words) == 2 else "ASC"
        if name not in known or len(words) > 2 or direction not in ("ASC", "DESC"):
            raise BadClause(part)
        found.append((name, direction == "DESC"))
    return tuple(found)


def _tokens(clause: str) -> list[_Token]:
    tokens, place = [], 0
    while clause[place:].strip():
        match = _TOKEN.match(clause, place)
        if match is None or match.lastgroup is None:
            raise BadClause(clause)
        tokens.append(_Token(match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return tokens


class _Parser:
    """A recursive descent over the tokens."""

    def __init__(self, tokens: list[_Token], columns: frozenset[str]) -> None:
        self._tokens = tokens
        self._columns = columns
        self._place = 0

    def disjunction(self, depth: int) -> Test:
        """Read terms with OR between them."""
        if depth > _DEEPEST:
            raise BadClause("too deep")
        terms = [self._conjunction(depth)]
        while self._take("OR"):
            terms.append(self._conjunction(depth))
        return lambda row: any(term(row) for term in terms)

    def expect_end(self) -> None:
        """Hold that nothing is left."""
        if self._place != len(self._tokens):
            raise BadClause("something is left over")

    def _conjunction(self, depth: int) -> Test:
        terms = [self._factor(depth)]
        while self._take("AND"):
            terms.append(self._factor(depth))
        return lambda row: all(term(row) for term in terms)

    def _factor(self, depth: int) -> Test:
        if self._take("NOT"):
            inner = self._factor(depth + 1)
            return lambda row: not inner(row)
        if self._take("("):
            inside = self.disjunction(depth + 1)
            self._expect(")")
            return inside
        return self._comparison()

    def _comparison(self) -> Test:
        column = self._column()
        if self._take("IS"):
            is_null = not self._take("NOT")
            self._expect("NULL")
            return lambda row: (row[column] is None) == is_null
        is_positive = not self._take("NOT")
        if self._take("IN"):
            return _negated(self._membership(column), is_positive)
        for word, ignores_case in (("ILIKE", True), ("LIKE", False)):
            if self._take(word):
                return _negated(
                    _like(column, self._value(column, is_pattern=True), ignores_case=ignores_case), is_positive
                )
        if not is_positive:
            raise BadClause("NOT")
        return self._sign(column)

    def _membership(self, column: str) -> Test:
        self._expect("(")
        values = {self._value(column)}
        while self._take(","):
            values.add(self._value(column))
        self._expect(")")
        return lambda row: row[column] in values

    def _sign(self, column: str) -> Test:
        token = self._next()
        compare = _SIGNS.get(token.text) if token.kind == "sign" else None
        if compare is None:
            raise BadClause(token.text)
        value = self._value(column)

        def test(row: dict[str, Text]) -> bool:
            found = row[column]
            return found is not None and compare(*_comparable(found, value))

        return test

    def _column(self) -> str:
        token = self._next()
        name = token.text.removeprefix("a.")
        if token.kind != "word" or name not in self._columns:
            raise BadClause(token.text)
        return name

    def _value(self, column: str, *, is_pattern: bool = False) -> str:
        token = self._next()
        if token.kind not in ("text", "number"):
            raise BadClause(token.text)
        value = token.text[1:-1].replace("''", "'") if token.kind == "text" else token.text
        if _UUID_COLUMNS.fullmatch(column) and not is_pattern:
            if not _UUID.fullmatch(value):
                raise BadClause("invalid input syntax for type uuid")
            return value.lower()
        return value if is_pattern else value.rstrip()

    def _next(self) -> _Token:
        if self._place >= len(self._tokens):
            raise BadClause("unexpected end")
        self._place += 1
        return self._tokens[self._place - 1]

    def _take(self, text: str) -> bool:
        """Read the word or sign if it comes next."""
        if self._place < len(self._tokens):
            token = self._tokens[self._place]
            if token.kind in ("word", "sign") and token.text.upper() == text:
                self._place += 1
                return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise BadClause(f"{text} is missing")


def _negated(test: Test, is_positive: bool) -> Test:  # noqa: FBT001
    return test if is_positive else lambda row: not test(row)


def _comparable(found: str, value: str) -> tuple[object, object]:
    """Return both as numbers where both are, so that 3 is 3.00; ids of letters and zeros stay text."""
    if "." in found or "." in value:
        try:
            return Decimal(found), Decimal(value)
        except InvalidOperation:
            return found, value
    return found, value


def _like(column: str, pattern: str, *, ignores_case: bool) -> Test:
    """Return PostgreSQL's LIKE: % and _ are wildcards, a backslash takes their meaning away."""
    parts, place = [], 0
    while place < len(pattern):
        character = pattern[place]
        if character == "\\" and place + 1 < len(pattern):
            place += 1
            parts.append(re.escape(pattern[place]))
        else:
            parts.append({"%": ".*", "_": "."}.get(character, re.escape(character)))
        place += 1
    expression = re.compile("".join(parts), (re.IGNORECASE if ignores_case else 0) | re.DOTALL)
    return lambda row: row[column] is not None and expression.fullmatch(row[column] or "") is not None
