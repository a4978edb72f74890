"""The simulator's test controls: a page for people, and JSON for tests, under /__sim/.

GET  /__sim/                  the page
GET  /__sim/state             settings, quirks, waiting faults, open periods
GET  /__sim/applied           changes that were made, in order
GET  /__sim/requests          acts that were asked for, with their raw filters
GET  /__sim/table/NAME        a live table's records (sandbox: /__sim/sandbox/NAME)
POST /__sim/settings          {"is_expired": true, …}
POST /__sim/quirks            {"nipd": true, …}
POST /__sim/faults            [{"kind": "hang_after", "times": 1, "acts": ["Update"]}, …]; [] takes all away
POST /__sim/periods           {"open": ["20261"], "close": ["20252"]}
POST /__sim/synchronise       {"table": "biodata", "key": ["…"], "synced": true}; no key: all records
POST /__sim/change            {"table": "biodata", "key": ["…"], "values": {…}}: by hand, in the live data
POST /__sim/expire-tokens     every token ends now
POST /__sim/reset             the first data, no quirks, no faults
"""

import html
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

from daemon.demo.feeder_simulator.campus import make_campus
from daemon.demo.feeder_simulator.quirks import FAULTS, QUIRKS, Quirks, fault_of, set_quirks
from daemon.demo.feeder_simulator.service import Settings, Simulator
from daemon.demo.feeder_simulator.state import LOCKED, SYNCED, TABLES

PATH = "/__sim/"
Answer = tuple[int, str, bytes]


def show(simulator: Simulator, path: str) -> Answer:
    """Answer a GET."""
    what = path.removeprefix(PATH)
    with simulator.lock:
        if not what:
            return 200, "text/html; charset=utf-8", _page(simulator).encode()
        if what == "state":
            return _json(_state(simulator))
        if what == "applied":
            return _json([asdict(change) for change in simulator.applied])
        if what == "requests":
            return _json(simulator.requests)
        place, _, table = what.partition("/")
        if place in ("table", "sandbox") and table in TABLES:
            campus = simulator.sandbox if place == "sandbox" else simulator.live
            return _json(list(campus.all(table)))
    return _json({"error": "no such page"}, 404)


def change(simulator: Simulator, path: str, raw: bytes) -> Answer:
    """Carry out a POST; a form's fields count like JSON's."""
    act = _WISHES.get(path.removeprefix(PATH))
    if act is None:
        return _json({"error": "no such control"}, 404)
    try:
        wish = json.loads(raw or b"{}")
    except ValueError:
        wish = _from_form(raw.decode("utf-8", "replace"))
    try:
        with simulator.lock:
            act(simulator, wish)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return _json({"error": f"{type(error).__name__}: {error}"}, 400)
    return _json({"done": True})


def _state(simulator: Simulator) -> dict[str, Any]:
    return {
        "settings": asdict(simulator.settings),
        "quirks": asdict(simulator.quirks),
        "faults": [asdict(fault) for fault in simulator.faults.waiting],
        "open_periods": sorted(simulator.live.open_periods),
        "applied": len(simulator.applied),
    }


def _settings(simulator: Simulator, wish: Mapping[str, Any]) -> None:
    known = asdict(simulator.settings)
    for name, value in wish.items():
        if name not in known:
            raise ValueError(f"no such setting: {name}")
        setattr(simulator.settings, name, type(known[name])(value))


def _quirks(simulator: Simulator, wish: Mapping[str, Any]) -> None:
    set_quirks(simulator.quirks, wish)


def _faults(simulator: Simulator, wish: Any) -> None:
    wishes = wish if isinstance(wish, list) else [wish]
    with simulator.faults.lock:
        if not wishes:
            simulator.faults.waiting.clear()
        simulator.faults.waiting.extend(fault_of(entry) for entry in wishes)


def _periods(simulator: Simulator, wish: Mapping[str, Any]) -> None:
    for campus in (simulator.live, simulator.sandbox):
        campus.open_periods |= set(wish.get("open", ()))
        campus.open_periods -= set(wish.get("close", ()))


def _synchronise(simulator: Simulator, wish: Mapping[str, Any]) -> None:
    table = str(wish.get("table", "biodata"))
    wanted = tuple(wish.get("key", ()))
    for record in simulator.live.all(table):
        if not wanted or simulator.live.key_of(table, record) == wanted:
            record[SYNCED] = record[LOCKED] = int(bool(wish.get("synced", True)))


def _change(simulator: Simulator, wish: Mapping[str, Any]) -> None:
    record = simulator.live.get(str(wish["table"]), *wish["key"])
    if record is None:
        raise ValueError("no such record")
    if not set(wish["values"]) <= set(record):
        raise ValueError("no such column")
    record.update(wish["values"])


def _expire(simulator: Simulator, _wish: Mapping[str, Any]) -> None:
    simulator.tokens.clear()


def _reset(simulator: Simulator, _wish: Mapping[str, Any]) -> None:
    simulator.live, simulator.sandbox = make_campus(), make_campus()
    simulator.quirks, simulator.settings = Quirks(), Settings()
    simulator.faults.waiting.clear()
    simulator.applied.clear()
    simulator.requests.clear()


_WISHES: Mapping[str, Callable[[Simulator, Any], None]] = MappingProxyType(
    {
        "settings": _settings,
        "quirks": _quirks,
        "faults": _faults,
        "periods": _periods,
        "synchronise": _synchronise,
        "change": _change,
        "expire-tokens": _expire,
        "reset": _reset,
    }
)


def _from_form(text: str) -> dict[str, Any]:
    """Return the fields of a form of the page: "on" and "off" are switches, lists have commas."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        switch = {"on": True, "off": False}.get(value, value)
        found[name] = value.split(",") if name in ("open", "close", "acts", "key") else switch
    return found


def _json(content: object, status: int = 200) -> Answer:
    return status, "application/json", json.dumps(content, indent=1, default=str).encode()


def _page(simulator: Simulator) -> str:
    settings = asdict(simulator.settings)
    switches = {name: value for name, value in settings.items() if isinstance(value, bool)}
    quirks = asdict(simulator.quirks)
    kinds = "".join(f"<option>{kind}</option>" for kind in (*FAULTS, "error"))
    rows = [
        *(_switch("settings", name, is_on=on) for name, on in switches.items()),
        *(_switch("quirks", name, is_on=quirks[name]) for name in QUIRKS),
    ]
    state = html.escape(json.dumps(_state(simulator), indent=1))
    return f"""<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Feeder simulator</title>
<h1>Feeder simulator</h1><p>Nothing here is real. What each control does: the top of controls.py.</p>
<form method="post" action="{PATH}faults"><select name="kind">{kinds}</select>
times <input name="times" value="1" size="3"> code <input name="code" value="0" size="4">
<button>Let it happen</button></form>
<form method="post" action="{PATH}periods">open <input name="open"> close <input name="close">
<button>Set</button></form>
<form method="post" action="{PATH}expire-tokens"><button>Expire all tokens</button></form>
<form method="post" action="{PATH}reset"><button>Begin anew</button></form>
<table>{"".join(rows)}</table><pre>{state}</pre></html>"""


def _switch(where: str, name: str, *, is_on: bool) -> str:
    wanted = "off" if is_on else "on"
    return (
        f'<tr><td>{name}<td>{"on" if is_on else "off"}<td><form method="post" action="{PATH}{where}">'
        f'<button name="{name}" value="{wanted}">turn {wanted}</button></form>'
    )
