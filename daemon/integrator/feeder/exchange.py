"""Carry one act to the Feeder and its answer back: token, turn, time-out, and what an answer means.

For a change it matters whether it can have been made; see `_lost`. A request whose token was refused was certainly not
carried out, so it is the only one that is sent again, once, with a new token.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from daemon.integrator.feeder.answers import Envelope, NotJson, envelope_of
from daemon.integrator.feeder.faults import (
    FeederError,
    FeederProtocolError,
    FeederUnreachable,
    OutcomeUnknown,
    TokenExpired,
)
from daemon.integrator.feeder.refusals import refusal_of
from daemon.integrator.feeder.tokens import TokenKeeper, is_token
from daemon.integrator.web import NoAnswer, NotSent, WebAnswer, WebLimits, WebRequest, send

AT_ONCE = 2  # requests of this process, whatever they ask (feeder-api.md §2.3)
PATIENCE = 300.0  # seconds until one of them is free
_TURNS = threading.BoundedSemaphore(AT_ONCE)
_HEADERS = MappingProxyType({"Content-Type": "application/json", "Accept": "application/json"})
_BUSY = (408, 425, 429)  # HTTP: try later


@dataclass(frozen=True, slots=True, repr=False)
class FeederSettings:
    """Where a Feeder is and how to log in to it."""

    url: str  # of live2.php or sandbox2.php
    username: str
    password: Callable[[], str]  # read anew for each login
    ca_file: Path | None = None  # None: the usual certificate authorities
    single: WebLimits = field(default_factory=WebLimits)
    lists: WebLimits = field(default_factory=lambda: WebLimits(answer=180.0))


@dataclass(frozen=True, slots=True, repr=False)
class _Call:
    """One act as it is sent."""

    act: str
    body: Mapping[str, Any]
    limits: WebLimits
    is_change: bool = False


class Exchange:
    """One account's conversation with one Feeder; safe for several threads."""

    def __init__(self, settings: FeederSettings, clock: Callable[[], float] = time.monotonic) -> None:
        """Send nothing yet; `clock` is monotonic, in seconds."""
        self.settings = settings
        self._tokens = TokenKeeper(self._fresh_token, settings.password, clock)
        self._secrets: deque[str] = deque(maxlen=8)  # passwords and tokens of late: a Feeder may quote them

    def ask(self, act: str, body: Mapping[str, Any], limits: WebLimits) -> Envelope:
        """Return the good answer to a question. Raises: FeederError; nothing is changed, whatever happened."""
        return self._carry(_Call(act, body, limits))

    def change(self, act: str, body: Mapping[str, Any]) -> Envelope:
        """Return the good answer to a change.

        Raises: OutcomeUnknown when it may have been made; another FeederError when it certainly was not.
        """
        return self._carry(_Call(act, body, self.settings.single, is_change=True))

    def log_in(self) -> None:
        """Make sure that there is a token. Raises: FeederError."""
        self._tokens.current()

    def page(self, url: str) -> WebAnswer:
        """Return what a GET of one of the Feeder's addresses gives, of any status. Raises: FeederUnreachable."""
        return _in_turn(WebRequest("GET", url), self.settings.single, self.settings.ca_file)

    def _carry(self, call: _Call) -> Envelope:
        token = self._tokens.current()
        try:
            return self._answered(call, token)
        except TokenExpired:
            self._tokens.forget(token)
        return self._answered(call, self._tokens.current())

    def _answered(self, call: _Call, token: str) -> Envelope:
        """Return the good answer to one request. Raises: FeederError."""
        envelope = self._post(call, {"act": call.act, "token": token, **call.body})
        refusal = refusal_of(call.act, envelope, tuple(self._secrets))
        if refusal is not None:
            raise refusal
        return envelope

    def _fresh_token(self, password: str) -> str:
        """Log in. Raises: FeederAuthError when the account is not taken, another FeederError otherwise."""
        call = _Call("GetToken", {}, self.settings.single)
        self._secrets.append(password)
        account = {"act": "GetToken", "username": self.settings.username, "password": password}
        envelope = self._post(call, account)
        refusal = refusal_of("GetToken", envelope, tuple(self._secrets))
        if refusal is not None:
            raise refusal
        token = envelope.data.get("token") if isinstance(envelope.data, dict) else None
        if not isinstance(token, str) or not is_token(token):
            raise FeederProtocolError("GetToken: no token")
        self._secrets.append(token)
        return token

    def _post(self, call: _Call, body: Mapping[str, Any]) -> Envelope:
        request = WebRequest("POST", self.settings.url, _HEADERS, json.dumps(body).encode())
        try:
            return _envelope(call, _in_turn(request, call.limits, self.settings.ca_file))
        except NoAnswer as lost:
            reason = str(lost)
        raise _lost(call, reason)


def _in_turn(request: WebRequest, limits: WebLimits, ca_file: Path | None) -> WebAnswer:
    """Send when fewer than AT_ONCE requests are under way. Raises: FeederUnreachable, NoAnswer."""
    if not _TURNS.acquire(timeout=PATIENCE):
        raise FeederUnreachable("too many requests wait for the Feeder")
    try:
        return send(request, limits, ca_file)
    except NotSent as trouble:
        reason = str(trouble)
    finally:
        _TURNS.release()
    raise FeederUnreachable(reason)


def _envelope(call: _Call, answer: WebAnswer) -> Envelope:
    """Return what an answer of any status says. Raises: FeederError."""
    if answer.status >= 500:
        raise _lost(call, f"HTTP {answer.status}")
    if answer.status in _BUSY:
        raise _lost(call, f"HTTP {answer.status}") if answer.status == 408 else _unreachable(answer.status)
    try:
        envelope = envelope_of(answer)
    except NotJson as trouble:
        reason = str(trouble)
    else:
        if answer.status in (200, 201) or envelope.code:
            return envelope
        reason = f"HTTP {answer.status}"
    if answer.status < 300:
        raise _lost(call, reason) if call.is_change else FeederProtocolError(f"{call.act}: {reason}")
    raise FeederProtocolError(f"{call.act}: HTTP {answer.status}")  # refused or redirected: nothing was carried out


def _unreachable(status: int) -> FeederUnreachable:
    return FeederUnreachable(f"HTTP {status}")


def _lost(call: _Call, reason: str) -> FeederError:
    """Return what it means that no intelligible answer came to a request that may have arrived."""
    if call.is_change:
        return OutcomeUnknown(f"{call.act}: {reason}")
    return FeederUnreachable(f"{call.act}: {reason}")
