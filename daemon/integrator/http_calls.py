"""Carry out the declared calls of one system: log in, fill in, send, and say what the answer means.

What came by mail is only ever a value: it is encoded for its place (address, query, form, JSON) and never a part of a
template. Which host is asked is the administrator's alone.
"""

import base64
import json
import logging
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from daemon.config import HttpCall, HttpCondition, HttpSystem, places_in, read_secret
from daemon.integrator.faults import OutcomeUnknown, Refused, Unreachable
from daemon.integrator.feeder.tokens import is_token, life_of
from daemon.integrator.json_path import NotThere, value_at
from daemon.integrator.web import NoAnswer, NotSent, WebAnswer, WebLimits, WebRequest, send

log = logging.getLogger("loket.integrator")
Arguments = Mapping[str, str]
_WORDS = 300  # characters of a system's own words
_MINUTE = 60.0  # seconds
_BUSY = (408, 425, 429)
_MISSING = object()
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Typed:
    """How the values of an action's parameters are written in JSON."""

    types: Mapping[str, str]  # parameter → text, integer, number, boolean

    def of(self, name: str, value: str) -> object:
        """Return a value as JSON has it. Raises: Refused when it is none of its type."""
        kind = self.types.get(name, "text")
        try:
            if kind == "integer":
                return int(value)
            if kind == "number":
                return float(value)
        except ValueError:
            raise Refused(f"{name} is no {kind}") from None
        return value.lower() in ("1", "true", "ya", "yes") if kind == "boolean" else value


class HttpSystemClient:
    """One system of the configuration; safe for several threads."""

    def __init__(self, name: str, system: HttpSystem, clock: Callable[[], float] = time.monotonic) -> None:
        """Send nothing yet; `clock` is monotonic, in seconds."""
        self.name = name
        self._system = system
        self._clock = clock
        self._lock = threading.Lock()
        self._token: tuple[str, float] | None = None  # and until when
        self._sent: deque[float] = deque()
        self._limits = WebLimits(
            system.connect_timeout.total_seconds(), system.timeout.total_seconds(), system.answer_size * 1_000_000
        )

    def ask(self, call: HttpCall, arguments: Arguments, typed: Typed) -> list[Any]:
        """Return the rows of a call that changes nothing. Raises: Unreachable, Refused."""
        rows: list[Any] = []
        for page in range(1, (call.paging.most if call.paging else 1) + 1):
            content = self._read(call, arguments, typed, page)
            rows += _rows(call, content)
            if call.paging is None or page >= _last_page(call.paging.last, content):
                break
        return rows

    def change(self, call: HttpCall, arguments: Arguments, typed: Typed, key: str) -> None:
        """Send a change once; `key` is the same for each try of the same change.

        Raises: OutcomeUnknown when it may have been made; Unreachable or Refused when it certainly was not.
        """
        headers = {call.idempotency_header: key} if call.idempotency_header else {}
        try:
            answer = self._authenticated(call, self._request(call, arguments, typed, headers))
        except NoAnswer as lost:
            reason = str(lost)
        else:
            _judge_change(call, answer)
            return
        raise OutcomeUnknown(reason)

    def _read(self, call: HttpCall, arguments: Arguments, typed: Typed, page: int) -> Any:
        extra = {call.paging.parameter: str(page)} if call.paging else {}
        reason = ""
        for _ in range(call.retries + 1):
            try:
                answer = self._authenticated(call, self._request(call, arguments, typed, {}, extra))
            except (NoAnswer, Unreachable) as trouble:
                reason = str(trouble)
                continue
            return _judge_reading(call, answer)
        raise Unreachable(reason)

    def _authenticated(self, call: HttpCall, request: WebRequest) -> WebAnswer:
        """Send with the login; a token that is no longer taken is renewed once. Raises: Unreachable, NoAnswer."""
        answer = self._send(request, self._login_headers())
        if answer.status == 401 and self._system.auth == "login":
            with self._lock:
                self._token = None
            answer = self._send(request, self._login_headers())
        if answer.status in (401, 403) and call.message is None:
            raise Unreachable(f"HTTP {answer.status}: the login is not taken")
        return answer

    def _request(
        self, call: HttpCall, arguments: Arguments, typed: Typed, headers: Mapping[str, str], query: Arguments = {}
    ) -> WebRequest:
        values = {name: value for name, value in arguments.items() if value}
        url = self._system.url.rstrip("/") + _filled_path(call.path, values)
        pairs = {name: _filled(text, values) for name, text in call.query.items() if _is_given(text, values)}
        if pairs or query:
            url += "?" + urlencode({**pairs, **query})
        own = {name: _line(_filled(text, values)) for name, text in call.headers.items() if _is_given(text, values)}
        kind, body = _body(call, values, typed)
        return WebRequest(call.method, url, {"Accept": "application/json", **kind, **own, **headers}, body)

    def _send(self, request: WebRequest, login: Mapping[str, str]) -> WebAnswer:
        """Send to an allowed host, at the pace of the configuration. Raises: Unreachable, NoAnswer."""
        host = urlsplit(request.url).hostname or ""
        if host not in (self._system.hosts or (urlsplit(self._system.url).hostname,)):
            raise Unreachable(f"host {host} is not allowed")
        self._wait_for_turn()
        started = self._clock()
        full = WebRequest(request.method, request.url, {**request.headers, **login}, request.body)
        try:
            answer = send(full, self._limits, self._system.ca_file)
        except NotSent as trouble:
            reason = str(trouble)
        else:
            facts = {"system": self.name, "host": host, "method": request.method, "status": answer.status}
            log.info("http call", extra={**facts, "seconds": round(self._clock() - started, 3)})
            return answer
        raise Unreachable(reason)

    def _wait_for_turn(self) -> None:
        with self._lock:
            now = self._clock()
            while self._sent and now - self._sent[0] >= _MINUTE:
                self._sent.popleft()
            wait = _MINUTE - (now - self._sent[0]) if len(self._sent) >= self._system.per_minute else 0.0
            self._sent.append(now + wait)
        if wait:
            time.sleep(wait)

    def _login_headers(self) -> dict[str, str]:
        """Return what proves who we are. Raises: Unreachable."""
        system = self._system
        if system.auth == "basic" and system.password_file is not None:
            account = f"{system.username}:{_secret(system.password_file)}".encode()
            return {"Authorization": f"Basic {base64.b64encode(account).decode()}"}
        if system.token_file is not None:
            return {system.header: system.header_value.replace("{token}", _secret(system.token_file))}
        return {system.header: system.header_value.replace("{token}", self._current())} if system.login else {}

    def _current(self) -> str:
        with self._lock:
            if self._token is not None and self._clock() < self._token[1]:
                return self._token[0]
        token, seconds = self._log_in()
        with self._lock:
            self._token = (token, self._clock() + seconds)
        return token

    def _log_in(self) -> tuple[str, float]:
        """Return a new token and for how many seconds it is used. Raises: Unreachable."""
        login, system = self._system.login, self._system
        if login is None or system.password_file is None:
            raise Unreachable("no login is configured")
        account = {"username": system.username or "", "password": _secret(system.password_file)}
        call = HttpCall(method="POST", path=login.path, content=login.content, body=dict(login.body))
        try:
            answer = self._send(self._request(call, account, Typed({}), {}), {})
        except NoAnswer as lost:
            raise Unreachable(str(lost)) from None
        if answer.status not in (200, 201):
            raise Unreachable(f"the login answers HTTP {answer.status}")
        content = _json(answer)
        token = _found(content, login.token)
        if not isinstance(token, str) or not is_token(token):
            raise Unreachable("the login gives no token")
        told = _found(content, login.lifetime) if login.lifetime else None
        is_told = isinstance(told, int | float) and not isinstance(told, bool) and told > 0
        return token, float(told) * 0.9 if is_told else life_of(token, time.time())


def _secret(path: Any) -> str:
    """Return a secret. Raises: Unreachable when its file cannot be read or does not fit into a header."""
    try:
        text = read_secret(path)
    except (OSError, UnicodeDecodeError) as error:
        raise Unreachable(f"a secret cannot be read ({type(error).__name__})") from None
    if not text.isprintable():
        raise Unreachable("a secret holds control characters")
    return text


def _judge_reading(call: HttpCall, answer: WebAnswer) -> Any:
    """Return the JSON of a good answer. Raises: Unreachable, Refused."""
    if answer.status >= 500 or answer.status in _BUSY or 300 <= answer.status < 400:
        raise Unreachable(f"HTTP {answer.status}")
    content = _json(answer)
    if content is _MISSING:
        raise Unreachable(f"HTTP {answer.status} without JSON")
    if answer.status not in call.codes or _is_failure(call, content):
        raise Refused(f"HTTP {answer.status}", _words(call, content))
    if call.success is not None and not _holds(call.success, content):
        raise Refused("the answer does not say that it went well", _words(call, content))
    return content


def _judge_change(call: HttpCall, answer: WebAnswer) -> None:
    """Return when a change was taken. Raises: OutcomeUnknown, Unreachable, Refused."""
    if answer.status >= 500 or answer.status == 408:
        raise OutcomeUnknown(f"HTTP {answer.status}")
    if answer.status in _BUSY or 300 <= answer.status < 400:
        raise Unreachable(f"HTTP {answer.status}")
    content = _json(answer)
    if answer.status >= 400:
        raise Refused(f"HTTP {answer.status}", _words(call, content))
    if content is not _MISSING and _is_failure(call, content):
        raise Refused("it says that it failed", _words(call, content))
    if answer.status not in call.codes or (content is _MISSING and call.success is not None):
        raise OutcomeUnknown(f"HTTP {answer.status} with an answer that was not expected")
    if call.success is not None and not _holds(call.success, content):
        is_said = _found(content, call.success.path) is not _MISSING
        words = _words(call, content)
        raise Refused("it does not say that it went well", words) if is_said else OutcomeUnknown("it says nothing")


def _is_failure(call: HttpCall, content: Any) -> bool:
    return call.failure is not None and _holds(call.failure, content)


def _holds(condition: HttpCondition, content: Any) -> bool:
    """Say whether something stands at the path, and is what it should be: 1, "1" and " 1 " are one."""
    found = _found(content, condition.path)
    if condition.equals is None:
        return found is not _MISSING and found is not None and found is not False and found not in ("", [], {})
    return found is not _MISSING and _plain(found) == _plain(condition.equals)


def _plain(value: object) -> str:
    return str(value).strip().casefold()


def _found(content: Any, path: str) -> Any:
    try:
        return value_at(content, path)
    except NotThere:
        return _MISSING


def _words(call: HttpCall, content: Any) -> str:
    """Return the system's own words on one line; "" where it says none. Long numbers are masked by who shows them."""
    found = _found(content, call.message) if call.message else _MISSING
    text = found if isinstance(found, str) else "" if found in (_MISSING, None) else json.dumps(found)
    return " ".join(text.split())[:_WORDS]


def _json(answer: WebAnswer) -> Any:
    try:
        return json.loads(answer.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return _MISSING


def _rows(call: HttpCall, content: Any) -> list[Any]:
    found = _found(content, call.rows)
    if found is _MISSING or found in (None, ""):
        return []
    return found if isinstance(found, list) else [found]


def _last_page(path: str, content: Any) -> int:
    found = _found(content, path)
    return int(found) if isinstance(found, int | str) and str(found).isdigit() else 1


def _filled(template: str, values: Arguments) -> str:
    """Return the template with its values, each put in once: what looks like a place in a value stays as it is."""
    return _PLACE.sub(lambda place: values.get(place[1], ""), template)


def _is_given(template: str, values: Arguments) -> bool:
    return all(name in values for name in places_in(template))


def _filled_path(template: str, values: Arguments) -> str:
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


def _body(call: HttpCall, values: Arguments, typed: Typed) -> tuple[dict[str, str], bytes | None]:
    """Return the content's type and the content."""
    if call.method == "GET":
        return {}, None
    if call.content == "form":
        flat = {name: _filled(str(text), values) for name, text in call.body.items() if _is_given(str(text), values)}
        return {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(flat).encode()
    content = _tree(call.body, values, typed)
    return {"Content-Type": "application/json"}, json.dumps(content).encode()


def _tree(body: Mapping[str, Any], values: Arguments, typed: Typed) -> dict[str, object]:
    """Return a JSON body; what was not given is left out."""
    found: dict[str, object] = {}
    for name, template in body.items():
        if isinstance(template, Mapping):
            found[name] = _tree(template, values, typed)
        elif _is_given(template, values):
            place = _PLACE.fullmatch(template)
            found[name] = typed.of(place[1], values[place[1]]) if place else _filled(template, values)
    return found
