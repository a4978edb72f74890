"""Find the entity that a write act is about, and carry the act out."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from daemon.demo.feeder_simulator.entities import Entity, Given, Refused
from daemon.demo.feeder_simulator.people_rules import Biodata, Registration
from daemon.demo.feeder_simulator.state import KEYS, Campus
from daemon.demo.feeder_simulator.study_rules import Activity, Grade, Graduation, Participant, Teaching
from daemon.demo.feeder_simulator.wire import Reply

_ENTITIES: Mapping[str, Entity] = MappingProxyType(
    {
        "BiodataMahasiswa": Biodata(),
        "RiwayatPendidikanMahasiswa": Registration(),
        "PerkuliahanMahasiswa": Activity(),
        "MahasiswaLulusDO": Graduation(),
        "PesertaKelasKuliah": Participant(),
        "NilaiPerkuliahanKelas": Grade(),
        "DosenPengajarKelasKuliah": Teaching(),
    }
)
WRITES = tuple(
    f"{kind}{entity}"
    for entity in _ENTITIES
    for kind in ("Insert", "Update", "Delete")
    if (kind, entity)
    not in {("Update", "PesertaKelasKuliah"), ("Insert", "NilaiPerkuliahanKelas"), ("Delete", "NilaiPerkuliahanKelas")}
)
GRADUATION_FIELDS = (*Graduation.required[1:], *Graduation.optional)
# Acts that the Feeder has and never carries out.
REFUSED: Mapping[str, int] = MappingProxyType(
    {
        "InsertBiodataDosen": 300,
        "DeleteBiodataDosen": 301,
        "UpdateBiodataDosen": 302,
        "UpdateMatkulKurikulum": 635,
        "DeleteNilaiPerkuliahanKelas": 805,
    }
)


def apply(campus: Campus, act: str, body: Given, *, full: bool = False) -> Reply:
    """Carry out a write act; `full`: an update has to have all required fields. Raises: Refused."""
    kind = next(kind for kind in ("Insert", "Update", "Delete") if act.startswith(kind))
    entity = _ENTITIES[act.removeprefix(kind)]
    record, key = _object(body, "record", kind != "Delete"), _object(body, "key", kind != "Insert")
    if kind == "Insert":
        return entity.insert(campus, record)
    if kind == "Delete":
        return entity.delete(campus, key)
    return entity.update(campus, key, record, full=full)


def fields_of(act: str) -> Mapping[str, Mapping[str, Any]]:
    """Return what GetDictionary says of a write act's request; empty for one that never works."""
    kind = next((kind for kind in ("Insert", "Update", "Delete") if act.startswith(kind)), "")
    entity = _ENTITIES.get(act.removeprefix(kind))
    if entity is None:
        return {}
    keys = {
        name: {"type": "string", "primary": True, "nullable": False} for name in KEYS[entity.table] if kind != "Insert"
    }
    if kind == "Delete":
        return keys
    needed = {name: {"type": "string", "nullable": kind == "Update"} for name in entity.required if name not in keys}
    return {**keys, **needed, **{name: {"type": "string", "nullable": True} for name in entity.optional}}


def is_write(act: str) -> bool:
    """Say whether the act is one that changes something."""
    return act in WRITES or act in REFUSED


def refused_always(act: str) -> int:
    """Return the code of an act that never works; 0 for the others."""
    return REFUSED.get(act, 0)


def _object(body: Given, name: str, is_needed: bool) -> Given:  # noqa: FBT001
    found = body.get(name, {})
    if not isinstance(found, dict) or (is_needed and not found):
        raise Refused(108)
    return found
