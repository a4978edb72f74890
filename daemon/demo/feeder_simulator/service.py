"""Answer one request as the web service does, in its order of checks (feeder-api.md §8.2)."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from daemon.demo.feeder_simulator import clauses, writing
from daemon.demo.feeder_simulator.campus import make_campus
from daemon.demo.feeder_simulator.entities import Refused
from daemon.demo.feeder_simulator.quirks import Faults, Quirks
from daemon.demo.feeder_simulator.state import Campus, Record
from daemon.demo.feeder_simulator.views import COUNTS, VIEWS
from daemon.demo.feeder_simulator.wire import Reply, on_the_wire, renamed, searchable
from daemon.value_objects import value_object

USERNAME = "operator@kampus.example"
PASSWORD = "rahasia-feeder"  # noqa: S105 - of a server that holds nothing real
OTHER_ROLE = "prodi@kampus.example"  # logs in, and may not use the web service: 106
_NO_ROW: Record = {}


@dataclass(slots=True)
class Settings:
    """What a test or a person at the controls may change while the simulator runs."""

    token_seconds: int = 1800
    is_expired: bool = False  # 104
    is_developer_mode: bool = False  # 101
    is_damaged: bool = False  # 107
    hang_seconds: float = 30.0
    slow_seconds: float = 0.5
    version: str = "3.0.1"
    expires: str = field(default_factory=lambda: f"{datetime.now(UTC).year + 1}-12-31T00:00:00.000Z")
    is_synchronised: bool = True


@value_object
class Applied:
    """A change that was made."""

    path: str  # "live" or "sandbox"
    act: str
    key: Mapping[str, Any]
    record: Mapping[str, Any]


@dataclass(slots=True)
class Simulator:
    """Everything behind the port; safe for several threads by `lock`."""

    live: Campus = field(default_factory=make_campus)
    sandbox: Campus = field(default_factory=make_campus)
    quirks: Quirks = field(default_factory=Quirks)
    faults: Faults = field(default_factory=Faults)
    settings: Settings = field(default_factory=Settings)
    applied: list[Applied] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)  # without passwords and tokens
    tokens: dict[str, float] = field(default_factory=dict)  # token → when it ends, monotonic
    lock: threading.RLock = field(default_factory=threading.RLock)

    def campus(self, path: str) -> Campus:
        """Return the data set behind "live" or "sandbox"."""
        return self.live if path == "live" else self.sandbox

    def answer(self, path: str, body: Mapping[str, Any]) -> Reply:
        """Answer an act; what it does is done when this returns."""
        act = str(body.get("act"))
        with self.lock:
            self.requests.append({"path": path, **{name: body[name] for name in body if name not in _SECRET}})
            try:
                return self._answer(path, act, body)
            except Refused as refused:
                return Reply(refused.code, [], refused.text, is_insert=act.startswith("Insert"))
            except clauses.BadClause:
                return Reply(121, [])

    def _answer(self, path: str, act: str, body: Mapping[str, Any]) -> Reply:
        if act not in ACTS:
            raise Refused(13)
        if act == "GetToken":
            return self._log_in(body)
        if self.tokens.get(str(body.get("token")), 0.0) <= time.monotonic():
            raise Refused(100)
        self._refuse_by_mode()
        if writing.is_write(act):
            return self._write(path, act, body)
        if act == "GetDictionary":
            return self._dictionary(body)
        return self._read(self.campus(path), act, body)

    def _refuse_by_mode(self) -> None:
        settings = self.settings
        for is_on, code in ((settings.is_expired, 104), (settings.is_developer_mode, 101), (settings.is_damaged, 107)):
            if is_on:
                raise Refused(code)

    def _log_in(self, body: Mapping[str, Any]) -> Reply:
        if body.get("password") != PASSWORD or body.get("username") not in (USERNAME, OTHER_ROLE):
            raise Refused(12)
        if body["username"] == OTHER_ROLE:
            raise Refused(106)
        token = self._token()
        self.tokens[token] = time.monotonic() + self.settings.token_seconds
        return Reply(data={"token": token})

    def _token(self) -> str:
        if self.quirks.legacy_token:
            return secrets.token_hex(16)
        now = int(time.time()) - (3600 if self.quirks.wrong_clock else 0)
        claims = {"iat": now, "exp": now + self.settings.token_seconds, "jti": secrets.token_hex(8)}
        if self.quirks.token_without_iat:
            del claims["iat"]
        parts = [_coded(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
        return ".".join((*parts, _coded(hashlib.sha256(".".join(parts).encode()).digest())))

    def _write(self, path: str, act: str, body: Mapping[str, Any]) -> Reply:
        if code := writing.refused_always(act):
            raise Refused(code)
        reply = writing.apply(self.campus(path), act, body, full=self.quirks.full_record_needed)
        record = body.get("record", {})
        self.applied.append(Applied(path, act, dict(body.get("key", {})), dict(record)))
        if self.quirks.echo_raw_names and isinstance(reply.data, dict) and "NilaiPerkuliahan" in act:
            reply.data["id_reg_pd"] = reply.data.pop("id_registrasi_mahasiswa")
        return reply

    def _dictionary(self, body: Mapping[str, Any]) -> Reply:
        act = str(body.get("fungsi"))
        if act not in ACTS:
            raise Refused(13)
        parameters = {name: {"type": kind} for name, kind in _PARAMETERS.items()}
        if act not in VIEWS:
            return Reply(data={"request": dict(writing.fields_of(act)) or parameters, "response": {}})
        row = next(VIEWS[act](self.live), _NO_ROW)
        columns = {name: {"type": _type_of(value)} for name, value in renamed(act, row, self.quirks).items()}
        return Reply(data={"request": parameters, "response": columns})

    def _read(self, campus: Campus, act: str, body: Mapping[str, Any]) -> Reply:
        clause = body.get("filter", "")
        view = COUNTS.get(act, act)
        rows = [renamed(view, row, self.quirks) for row in VIEWS[view](campus)]
        if isinstance(clause, (list, dict)):
            return Reply(data=[])
        columns = list(rows[0]) if rows else _columns(view, self.quirks)
        test = clauses.test_of(str(clause or ""), columns)
        found = [row for row in rows if test(searchable(row, self.quirks))]
        if act in COUNTS:
            return Reply(data=str(len(found)) if self.quirks.count_as_string else len(found))
        for name, is_down in reversed(clauses.order_of(str(body.get("order") or ""), columns)):
            found.sort(key=lambda row: (row[name] is None, str(row[name] or "")), reverse=is_down)
        page = self._page(act, found, body)
        data = [on_the_wire(row, self.quirks) for row in page]
        is_object = len(data) == 1 and (
            self.quirks.object_for_one or (self.quirks.profile_as_object and act == "GetProfilPT")
        )
        return Reply(data=data[0] if is_object else data, count=len(data))

    def _page(self, act: str, rows: list[Record], body: Mapping[str, Any]) -> list[Record]:
        limit, offset = _whole(body.get("limit")), _whole(body.get("offset"))
        if not body.get("filter") and act.startswith(("GetDetail", "Detail")) and limit == 0:
            return rows[:1]  # an id beside the filter is ignored: somebody's row comes, always the same
        return rows[offset : offset + limit] if limit else rows[offset:]


_SECRET = ("password", "token")
_PARAMETERS = {"filter": "string", "order": "string", "limit": "integer", "offset": "integer"}
ACTS = frozenset({"GetToken", "GetDictionary", *VIEWS, *COUNTS, *writing.WRITES, *writing.REFUSED})


def _columns(act: str, quirks: Quirks) -> list[str]:
    """Return the columns of a view that has no rows now, from a campus where it has."""
    example = make_campus(1)
    registration = next(example.all("riwayat"))
    example.put(
        "lulus",
        {
            "id_registrasi_mahasiswa": registration["id_registrasi_mahasiswa"],
            **dict.fromkeys(writing.GRADUATION_FIELDS),
        },
    )
    return list(renamed(act, next(VIEWS[act](example), _NO_ROW), quirks))


def _whole(value: object) -> int:
    """Return a limit or an offset; 0 where there is none. Raises: Refused(108)."""
    if value in (None, ""):
        return 0
    if isinstance(value, bool) or not str(value).isdigit():
        raise Refused(108)
    return int(str(value))


def _type_of(value: object) -> str:
    return "integer" if isinstance(value, int) else "string"


def _coded(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")
