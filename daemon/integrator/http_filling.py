"""Fill the declared templates of a call: each value is encoded for its place, and put in once.

What came by mail is only ever a value, never a part of a template.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from daemon.config import HttpChange, HttpQuestion, places_in
from daemon.integrator.faults import Refused
from daemon.integrator.web import WebRequest

Arguments = Mapping[str, str]
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True, repr=False)
class Filling:
    """The values of a call, and what is sent besides."""

    arguments: Arguments
    types: Mapping[str, str] = field(default_factory=dict)  # parameter → text, integer, number, boolean
    query: Arguments = field(default_factory=dict)
    headers: Arguments = field(default_factory=dict)

    @property
    def values(self) -> dict[str, str]:
        """Return the arguments that have a value."""
        return {name: value for name, value in self.arguments.items() if value}


def request_of(url: str, call: HttpQuestion | HttpChange, filling: Filling) -> WebRequest:
    """Return the request behind a system's address. Raises: Refused for a value that does not fit its place."""
    values = filling.values
    address = url.rstrip("/") + _path(call.path, values)
    query = {name: _filled(text, values) for name, text in call.query.items() if _is_given(text, values)}
    if query or filling.query:
        address += "?" + urlencode({**query, **filling.query})
    own = {name: _line(_filled(text, values)) for name, text in call.headers.items() if _is_given(text, values)}
    kind, body = _body(call, filling)
    return WebRequest(call.method, address, {"Accept": "application/json", **kind, **own, **filling.headers}, body)


def _filled(template: str, values: Arguments) -> str:
    """Return the template with its values, each put in once: what looks like a place in a value stays as it is."""
    return _PLACE.sub(lambda place: values.get(place[1], ""), template)


def _is_given(template: str, values: Arguments) -> bool:
    return all(name in values for name in places_in(template))


def _path(template: str, values: Arguments) -> str:
    """Return the path with each value as a piece of one segment. Raises: Refused for one that would leave it."""
    for name in places_in(template):
        if values.get(name, "").strip(". ") == "":
            raise Refused(f"{name} cannot stand in an address")
    return _PLACE.sub(lambda place: quote(values[place[1]], safe=""), template)


def _line(value: str) -> str:
    """Hold that a value fits into a header. Raises: Refused."""
    if not value.isascii() or not value.isprintable():
        raise Refused("a value cannot stand in a header")
    return value


def _body(call: HttpQuestion | HttpChange, filling: Filling) -> tuple[dict[str, str], bytes | None]:
    """Return the content's type and the content."""
    if call.method == "GET":
        return {}, None
    if call.content == "form":
        values = filling.values
        flat = {name: _filled(str(text), values) for name, text in call.body.items() if _is_given(str(text), values)}
        return {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(flat).encode()
    return {"Content-Type": "application/json"}, json.dumps(_tree(call.body, filling)).encode()


def _tree(body: Mapping[str, str | Mapping[str, str]], filling: Filling) -> dict[str, object]:
    """Return a JSON body; what was not given is left out."""
    found: dict[str, object] = {}
    for name, template in body.items():
        if isinstance(template, Mapping):
            found[name] = _tree(template, filling)
        elif _is_given(template, filling.values):
            found[name] = _leaf(template, filling)
    return found


def _leaf(template: str, filling: Filling) -> object:
    """Return one value of a JSON body; a place that stands alone has its parameter's type."""
    place = _PLACE.fullmatch(template)
    if place is None:
        return _filled(template, filling.values)
    return _typed(place[1], filling.types.get(place[1], "text"), filling.values[place[1]])


def _typed(name: str, kind: str, value: str) -> object:
    try:
        if kind == "integer":
            return int(value)
        if kind == "number":
            return float(value)
    except ValueError:
        raise Refused(f"{name} is no {kind}") from None
    return value.lower() in ("1", "true", "ya", "yes") if kind == "boolean" else value
