"""Hold a configuration against its model, and say what is wrong in an administrator's words."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from daemon.configuration.consistency import contradictions
from daemon.configuration.lines import Key
from daemon.configuration.values import Section

_Model = TypeVar("_Model", bound=Section)
Problem = tuple[Key, str]  # where, and one line of reason
_OWN = "Value error, "  # what pydantic puts before the reasons of our own validators
_UNIONS = (Union, UnionType)
_REASONS = {
    "missing": "is missing",
    "extra_forbidden": "is no key of the configuration",
    "union_tag_not_found": 'needs a kind: "imap", "maildir" or "pipe"',
}


def check(model: type[_Model], data: Mapping[str, Any], folder: Path) -> tuple[_Model | None, list[Problem]]:
    """Return the model made from the data, or None, and all problems.

    Relative paths in the data count from folder.
    """
    problems = list(contradictions(data))
    try:
        return model.model_validate(data, context={"folder": folder}), problems
    except ValidationError as error:
        return None, [_problem(model, detail) for detail in _causes(error.errors())] + problems


def _causes(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out what only follows from another error: a default not computed, a list short of its wrong items."""
    return [
        detail
        for detail in details
        if detail["type"] != "default_factory_not_called"
        and not (detail["type"] == "too_short" and any(_lies_in(other, detail) for other in details))
    ]


def _lies_in(inner: ErrorDetails, outer: ErrorDetails) -> bool:
    depth = len(outer["loc"])
    return inner["loc"][:depth] == outer["loc"] and len(inner["loc"]) > depth


def _problem(model: type[Section], detail: ErrorDetails) -> Problem:
    key, table = _walk(model, detail["loc"])
    reason = _REASONS.get(detail["type"]) or _sentence(detail)
    if detail["type"] == "extra_forbidden":
        reason += _suggestion(str(key[-1]), tuple(_keys(table)))
    return key, reason


def _sentence(detail: ErrorDetails) -> str:
    """Return the reason without pydantic's prefix, on one line."""
    message = detail["msg"].replace("\n", " ")
    if message.startswith(_OWN):
        return message.removeprefix(_OWN)
    return message[:1].lower() + message[1:]


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
