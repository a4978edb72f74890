"""Read the files of the catalogue and collect everything that is wrong with them.

`fields.toml` and `documents.toml` hold what several types share; a type takes one over with
`use = "nim"` and may change its keys. Every other file is one complaint type.
"""

import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from daemon.desk.complaint_types.catalogue_shapes import TypeShape
from daemon.reading.findings.field_values import found_field
from daemon.reading.vocabulary import FieldWords

_SHARED = ("fields", "documents")
_FIXED = ("kind", "pattern", "choices", "personal")  # of a field, the same in every type

DATA = frozenset({"data-mahasiswa", "data-dosen"})  # categories whose requests are changes of data
_WRITING = ("ubah-", "tambah-", "hapus-")  # how the names of actions begin that change records

_Table = dict[str, Any]  # a TOML table as read, not yet checked


class CatalogueError(Exception):
    """The catalogue cannot be used; `faults` are lines of "file: key: what is wrong"."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def read_folder(folder: Path) -> list[TypeShape]:
    """Return the types of a folder, by code. Raises: CatalogueError with every fault of every file."""
    faults: list[str] = []
    shared = {name: _read(folder / f"{name}.toml", faults) for name in _SHARED}
    paths = sorted(path for path in folder.glob("*.toml") if path.stem not in _SHARED)
    shapes = [(path, _shape(path, shared, faults)) for path in paths]
    found = [(path, shape) for path, shape in shapes if shape is not None]
    faults += _repeated_codes(found) + _contradictions(found)
    faults += [
        f"{path.name}: {fault}"
        for path, shape in found
        for fault in (*_misleading(shape), *_missing(shape), *_advised(shape))
    ]
    if not paths:
        faults.append(f"{folder}: no complaint types")
    if faults:
        raise CatalogueError(faults)
    return sorted((shape for _, shape in found), key=lambda shape: shape.code)


def _read(path: Path, faults: list[str]) -> _Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{path.name}: {error}")
        return {}


def _shape(path: Path, shared: dict[str, _Table], faults: list[str]) -> TypeShape | None:
    before = len(faults)
    table = _read(path, faults)
    for key in _SHARED:
        table[key] = _resolved(f"{path.name}: {key}", table.get(key, []), shared[key], faults)
    if len(faults) > before:
        return None
    try:
        return TypeShape.model_validate(table)
    except ValidationError as error:
        faults += [f"{path.name}: {_where(fault['loc'])}: {fault['msg']}" for fault in error.errors()]
        return None


def _resolved(where: str, entries: object, shared: _Table, faults: list[str]) -> list[_Table]:
    """Return the entries with those that they take over filled in."""
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        faults.append(f"{where}: must be tables")
        return []
    resolved = []
    for number, entry in enumerate(entries):
        name = entry.get("use")
        if name is not None and not isinstance(shared.get(str(name)), dict):
            near = get_close_matches(str(name), shared, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            faults.append(f"{where}.{number}.use: there is no shared {name!r}{hint}")
            continue
        own = {key: value for key, value in entry.items() if key != "use"}
        resolved.append({"name": name, **shared[name], **own} if name else own)
    return resolved


def _where(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location)


def _misleading(shape: TypeShape) -> list[str]:
    """Return the fields whose example would be refused as an answer, and choices that nobody can make."""
    faults = [f"fields: {one.name}: has no choices" for one in shape.fields if one.kind == "choice" and not one.choices]
    for one in shape.fields:
        words = FieldWords(one.name, (), one.pattern, one.kind, tuple(one.choices))
        if one.example and not found_field(words, one.example, is_labelled=True).is_valid:
            faults.append(f"fields: {one.name}: the example {one.example!r} does not fit the pattern")
    return faults


def is_writing(action: str) -> bool:
    """Say whether an action of the integrator changes records, by its name."""
    return action.startswith(_WRITING)


def _advised(shape: TypeShape) -> list[str]:
    """Return what is wrong with the advice of a type: in one language only, or about a change of data."""
    has = [bool(shape.advice.id.strip()), bool(shape.advice.en.strip())]
    if not any(has):
        return []
    is_change = shape.category in DATA or (shape.category == "akademik" and any(map(is_writing, shape.actions)))
    faults = ["advice: a change of data is not for the requester to do"] if is_change else []
    return faults if all(has) else [*faults, "advice: is needed in both languages"]


def _missing(shape: TypeShape) -> list[str]:
    """Return the documents that another one names as an alternative and that the type does not have."""
    names = {document.name for document in shape.documents}
    return [
        f"documents: {document.name}: there is no document {other!r}"
        for document in shape.documents
        for other in document.alternatives
        if other not in names
    ]


def _repeated_codes(found: list[tuple[Path, TypeShape]]) -> list[str]:
    faults, first = [], dict[str, Path]()
    for path, shape in found:
        if shape.code in first:
            faults.append(f"{path.name}: code: {shape.code} stands in {first[shape.code].name} as well")
        first.setdefault(shape.code, path)
    return faults


def _contradictions(found: list[tuple[Path, TypeShape]]) -> list[str]:
    """Return the fields that mean different things in two types, or stand twice in one."""
    faults, seen = [], dict[str, tuple[Path, tuple[object, ...]]]()
    for path, shape in found:
        names = [field.name for field in shape.fields]
        faults += [f"{path.name}: fields: {name} stands twice" for name in sorted(set(names)) if names.count(name) > 1]
        for field in shape.fields:
            meaning = tuple(getattr(field, key) for key in _FIXED)
            first, other = seen.setdefault(field.name, (path, meaning))
            if other != meaning:
                faults.append(f"{path.name}: fields: {field.name} differs from the one in {first.name}")
    return faults
