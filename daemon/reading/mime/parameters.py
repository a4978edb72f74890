"""Read header values with parameters, such as Content-Type (RFC 2045 §5.1, RFC 2231). Never raises."""

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from daemon.reading.mime import charsets
from daemon.reading.mime.encoded_words import decode_words, unfold
from daemon.value_objects import value_object

_SEPARATORS = re.compile(r"[;\s]*")
_NAME = re.compile(r"([^\s=;\"()<>,]{1,100})\s*=\s*")
_MAIN = re.compile(r"\s*([^\s;=\"]{1,200})\s*(?=;|$|\s)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)("|$)', re.DOTALL)
_ESCAPED = re.compile(r"\\([\\\"])")
_CONTINUED = re.compile(r"(.+?)(?:\*(\d{1,3}))?(\*)?\Z")
_FOLLOWING = re.compile(r"\s[A-Za-z*0-9-]{1,40}=|\s\(")
_SHORT = 200  # characters
_MAX = 100  # parameters read of one field


@value_object
class ParameterizedValue:
    """A value such as `text/plain; charset=utf-8`."""

    main: str  # lower case, "" when there is none
    parameters: Mapping[str, str]  # names in lower case; values decoded

    def get(self, name: str) -> str:
        """Return the parameter called `name` (lower case), "" when there is none."""
        return self.parameters.get(name, "")


def parse_parameterized(value: str) -> ParameterizedValue:
    """Return the main value and the parameters of a header value as written."""
    return _parsed_before(value) if len(value) <= _SHORT else _parsed(value)


@lru_cache(maxsize=100)
def _parsed_before(value: str) -> ParameterizedValue:
    """Return what is read of a short value: mail programs write the same ones into all mails."""
    return _parsed(value)


def _parsed(value: str) -> ParameterizedValue:
    text = unfold(value)
    main = _MAIN.match(text)
    pairs = _pairs(text, main.end() if main else 0)
    return ParameterizedValue(main[1].lower() if main else "", _assemble(pairs) if pairs else {})


def _pairs(text: str, position: int) -> list[tuple[str, str]]:
    """Return the parameters as they stand, quotes removed; semicolons may be missing."""
    pairs: list[tuple[str, str]] = []
    while len(pairs) < _MAX and position < len(text):
        separators = _SEPARATORS.match(text, position)
        position = separators.end() if separators else position
        name = _NAME.match(text, position)
        if name is None:
            position = text.find(";", position) + 1 or len(text)
            continue
        content, position = _value(text, name.end())
        pairs.append((name[1].lower(), content))
    return pairs


def _value(text: str, position: int) -> tuple[str, int]:
    quoted = _QUOTED.match(text, position)
    if quoted:
        return _ESCAPED.sub(r"\1", quoted[1]), quoted.end()
    end = text.find(";", position)
    end = len(text) if end < 0 else end
    following = _FOLLOWING.search(text, position, end)  # a comment, or a parameter without its semicolon
    end = following.start() if following else end
    return text[position:end].strip(), end


def _assemble(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Join continuations and decode (RFC 2231 §3, §4); the extended form wins over the plain one."""
    plain: dict[str, str] = {}
    extended: dict[str, list[tuple[int, bool, str]]] = {}
    for name, value in pairs:
        parts = _CONTINUED.match(name)
        if parts is None or not (parts[2] or parts[3]):
            plain.setdefault(name, value)
            continue
        extended.setdefault(parts[1], []).append((int(parts[2] or 0), bool(parts[3]), value))
    decoded = {name: decode_words(value) for name, value in plain.items()}
    return decoded | {name: _join(sections) for name, sections in extended.items()}


def _join(sections: list[tuple[int, bool, str]]) -> str:
    ordered = sorted(sections, key=lambda section: section[0])
    label, _, first = ordered[0][2].partition("'") if ordered[0][1] and ordered[0][2].count("'") >= 2 else ("", "", "")
    octets = b""
    for number, is_encoded, value in ordered:
        raw = (first.partition("'")[2] if label and number == ordered[0][0] else value).encode("latin-1", "replace")
        octets += unquote_to_bytes(raw) if is_encoded else raw
    text = charsets.decode(octets, label)
    return decode_words(text) if "=?" in text and text.isascii() else text
