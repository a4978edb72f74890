"""Hold a configuration against its model, and say what is wrong in an administrator's words."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError

from daemon.configuration.consistency import contradictions
from daemon.configuration.lines import Key
from daemon.configuration.values import Section
from daemon.value_objects import value_object

_Model = TypeVar("_Model", bound=Section)
Problem = tuple[Key, str]  # where, and one line of reason
_OWN = "Value error, "  # what pydantic puts before the reasons of our own validators
_UNIONS = (Union, UnionType)
_REASONS = {
    "missing": "is missing",
    "extra_forbidden": "is no key of the configuration",
    "union_tag_not_found": 'needs a kind: "imap", "maildir" or "pipe"',
}


@value_object
class _Finding:
    """One of pydantic's errors, as far as we need it."""

    place: tuple[int | str, ...]  # as pydantic counts, see _walk
    kind: str
    message: str


def check(model: type[_Model], data: Mapping[str, Any], folder: Path) -> tuple[_Model | None, list[Problem]]:
    """Return the model made from the data, or None, and all problems.

    Relative paths in the data count from folder.
    """
    problems = list(contradictions(data))
    try:
        return model.model_validate(data, context={"folder": folder}), problems
    except ValidationError as error:
        findings = [_Finding(detail["loc"], detail["type"], detail["msg"]) for detail in error.errors()]
        return None, [_problem(model, finding) for finding in _causes(findings)] + problems


def _causes(findings: list[_Finding]) -> list[_Finding]:
    """Leave out what only follows from another error: a default not computed, a list short of its wrong items."""
    return [
        finding
        for finding in findings
        if finding.kind != "default_factory_not_called"
        and not (finding.kind == "too_short" and any(_lies_in(other, finding) for other in findings))
    ]


def _lies_in(inner: _Finding, outer: _Finding) -> bool:
    depth = len(outer.place)
    return inner.place[:depth] == outer.place and len(inner.place) > depth


def _problem(model: type[Section], finding: _Finding) -> Problem:
    key, table = _walk(model, finding.place)
    reason = _REASONS.get(finding.kind) or _sentence(finding.message)
    if finding.kind == "extra_forbidden":
        reason += _suggestion(str(key[-1]), tuple(_keys(table)))
    return key, reason


def _sentence(message: str) -> str:
    """Return the reason without pydantic's prefix, on one line."""
    line = message.replace("\n", " ")
    if line.startswith(_OWN):
        return line.removeprefix(_OWN)
    return line[:1].lower() + line[1:]


def _suggestion(name: str, known: tuple[str, ...]) -> str:
    """Return the key that was probably meant, or all that may stand there."""
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; known here: {', '.join(known)}"


def _walk(model: type[Section], location: tuple[int | str, ...]) -> tuple[Key, type[Section]]:
    """Return the key in the file that pydantic's location means, and the innermost table it lies in.

    The location also names the member of a union that was tried, such as "imap", and "[key]"; the file has neither.
    """
    key: list[int | str] = []
    table, here = model, _plain(model)
    for step in (step for step in location if step != "[key]"):
        if get_origin(here) in _UNIONS:
            here = next((kind for kind in get_args(here) if kind.model_fields["kind"].default == step), None)
            continue
        if isinstance(here, type) and issubclass(here, Section):
            table = here
        here = _child(here, step)
        key.append(step)
    return tuple(key), table


def _child(annotation: Any, step: int | str) -> Any:
    """Return the annotation of what stands at a key or index of a value; None when it has no parts."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return _plain(_keys(annotation).get(str(step)))
    inner = [part for part in get_args(annotation) if part is not Ellipsis]
    return _plain(inner[-1]) if inner else None


def _keys(table: type[Section]) -> Mapping[str, Any]:
    """Return the keys of a table and the annotations of their values."""
    return {field.alias or name: field.annotation for name, field in table.model_fields.items()}


def _plain(annotation: Any) -> Any:
    """Return the annotation without its constraints and without None."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    members = [member for member in get_args(annotation) if member is not NoneType]
    if get_origin(annotation) in _UNIONS and len(members) == 1:
        return _plain(members[0])
    return annotation
