"""Carry out the declared calls of one system: log in, send at its pace to an allowed host, understand the answer.

Which host is asked is the administrator's alone; nobody redirects us.
"""

import base64
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from daemon.config import HttpChange, HttpQuestion, HttpSystem, read_secret
from daemon.integrator.faults import OutcomeUnknown, Unreachable
from daemon.integrator.feeder.tokens import is_token, life_of
from daemon.integrator.http_filling import Filling, request_of
from daemon.integrator.http_verdicts import content_of, found_at, json_of, last_page, require_taken, rows_in
from daemon.integrator.web import NoAnswer, NotSent, WebAnswer, WebLimits, WebRequest, send

log = logging.getLogger("loket.integrator")
_MINUTE = 60.0  # seconds


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

    def ask(self, call: HttpQuestion, filling: Filling) -> list[Any]:
        """Return the records of a call that changes nothing. Raises: Unreachable, Refused."""
        rows: list[Any] = []
        for page in range(1, (call.paging.most if call.paging else 1) + 1):
            more = {call.paging.parameter: str(page)} if call.paging else {}
            content = self._read(call, replace(filling, query=more))
            rows += rows_in(call, content)
            if call.paging is None or page >= last_page(call.paging.last, content):
                break
        return rows

    def change(self, call: HttpChange, filling: Filling) -> None:
        """Send a change once.

        Raises: OutcomeUnknown when it may have been made; Unreachable or Refused when it certainly was not.
        """
        try:
            answer = self._authenticated(request_of(self._system.url, call, filling))
        except NoAnswer as lost:
            reason = str(lost)
        else:
            require_taken(call, answer)
            return
        raise OutcomeUnknown(reason)

    def _read(self, call: HttpQuestion, filling: Filling) -> Any:
        """Return the JSON of a good answer, asking again as often as declared. Raises: Unreachable, Refused."""
        request = request_of(self._system.url, call, filling)
        reason = ""
        for _ in range(call.retries + 1):
            try:
                return content_of(call, self._authenticated(request))
            except (NoAnswer, Unreachable) as trouble:
                reason = str(trouble)
        raise Unreachable(reason)

    def _authenticated(self, request: WebRequest) -> WebAnswer:
        """Send with the login; a token that is no longer taken is renewed once. Raises: Unreachable, NoAnswer."""
        answer = self._send(request, self._login_headers())
        if answer.status == 401 and self._system.auth == "login":
            with self._lock:
                self._token = None
            answer = self._send(request, self._login_headers())
        if answer.status == 401:
            raise Unreachable("HTTP 401: the login is not taken")
        return answer

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
        call = HttpChange(path=login.path, content=login.content, body=dict(login.body))
        try:
            answer = self._send(request_of(system.url, call, Filling(account)), {})
        except NoAnswer as lost:
            raise Unreachable(str(lost)) from None
        if answer.status not in (200, 201):
            raise Unreachable(f"the login answers HTTP {answer.status}")
        content = json_of(answer)
        token = found_at(content, login.token)
        if not isinstance(token, str) or not is_token(token):
            raise Unreachable("the login gives no token")
        told = found_at(content, login.lifetime) if login.lifetime else None
        if isinstance(told, int | float) and not isinstance(told, bool) and told > 0:
            return token, float(told) * 0.9
        return token, life_of(token, time.time())


def _secret(path: Path) -> str:
    """Return a secret. Raises: Unreachable when its file cannot be read or does not fit into a header."""
    try:
        text = read_secret(path)
    except (OSError, UnicodeDecodeError) as error:
        raise Unreachable(f"a secret cannot be read ({type(error).__name__})") from None
    if not text.isprintable():
        raise Unreachable("a secret holds control characters")
    return text
