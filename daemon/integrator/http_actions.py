"""Make actions of what the configuration declares for systems that speak HTTP; the desk sees no difference.

A change reads the record first (its `read` call), holds that it is the right one, is sent once, and is proven by
reading again. What cannot be read cannot be changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any

from daemon.config import HttpAction, HttpSystem
from daemon.desk.complaint_types.catalogue import Wording
from daemon.desk.four_eyes.plan_kind import Finding
from daemon.desk.refusal import Refusal
from daemon.integrator import records
from daemon.integrator.action import Action, Arguments, Difference, Parameter, Risk, Sheet, Values, Write
from daemon.integrator.faults import Refused
from daemon.integrator.http_calls import HttpSystemClient
from daemon.integrator.http_filling import Filling
from daemon.integrator.json_path import NotThere, value_at
from daemon.integrator.tools import Tools
from daemon.value_objects import value_object
from models.fields import canonical_json


class BadActions(Exception):
    """The configuration declares what has the name of something else."""


RESERVED = "feeder"  # a system's name that is taken
_MOST_ROWS = 500


@value_object
class _Declared:
    """One declared action and the way to its system."""

    name: str
    action: HttpAction
    client: HttpSystemClient

    def filling(self, arguments: Arguments) -> Filling:
        """Return the values of a call with the types that they have in JSON."""
        return Filling(arguments, {name: parameter.type for name, parameter in self.action.parameters.items()})

    def rows(self, arguments: Arguments) -> tuple[Values, ...]:
        """Return the system's rows by our columns, each one that was asked for. Raises: Refused when one is not."""
        found = self.client.ask(self.action.read, self.filling(arguments))
        rows = tuple(_row(item, self.action.fields) for item in found[: _MOST_ROWS + 1])
        if len(rows) > _MOST_ROWS:
            raise Refused(f"more than {_MOST_ROWS} rows")
        for row in rows:
            for column, name in self.action.matched.items():
                if name in arguments and not _agree(column, row[column], arguments[name]):
                    raise Refused(f"a row of another {column}")
        return rows

    def only(self, arguments: Arguments) -> Values:
        """Return the only row. Raises: Refusal("record-count") when there is none, or more than one."""
        rows = self.rows(arguments)
        if len(rows) != 1:
            what = next((f"{name} {arguments[name]}" for name in self._shown(arguments)), self.name)
            raise Refusal("record-count", what=what, count=len(rows))
        return rows[0]

    def key(self, arguments: Arguments) -> dict[str, str]:
        """Return the arguments that name the record."""
        named = self.action.read.places | set(self.action.matched.values())
        return {name: value for name, value in arguments.items() if name in named}

    def _shown(self, arguments: Arguments) -> list[str]:
        parameters = self.action.parameters.items()
        return [name for name, parameter in parameters if name in arguments and not parameter.personal]


@value_object
class DeclaredActions:
    """What the configuration's systems offer."""

    actions: tuple[Action, ...]  # in the configuration's order
    # gives a NIM's record by the Feeder's columns, for `!banding`; raises what a read action raises; None: no system
    record_of: Callable[[str], Values] | None


def declared_actions(systems: Mapping[str, HttpSystem]) -> DeclaredActions:
    """Return the actions of all systems. Raises: BadActions for a system that has a name of ours."""
    if RESERVED in systems:
        raise BadActions(f"systems.{RESERVED}: the Feeder has a section of its own")
    found = []
    for name, system in systems.items():
        client = HttpSystemClient(name, system)
        found += [_Declared(action_name, action, client) for action_name, action in system.actions.items()]
    comparer = next((declared for declared in found if declared.action.compares), None)
    return DeclaredActions(
        tuple(_action(declared, declared.client.name) for declared in found),
        None if comparer is None else lambda nim: comparer.only({"nim": nim}),
    )


def _action(declared: _Declared, system: str) -> Action:
    action = declared.action
    is_read = action.apply is None
    return Action(
        name=declared.name,
        system=system,
        risk=Risk(action.risk),
        summary=Wording(action.summary_id, action.summary_en),
        parameters=tuple(_parameter(name, action) for name in action.parameters),
        read=partial(_read, declared) if is_read else None,
        write=None if is_read else _write(declared),
        aliases=action.aliases,
        evidence=action.evidence,
    )


def _parameter(name: str, action: HttpAction) -> Parameter:
    declared = action.parameters[name]
    return Parameter(
        name=name,
        label=Wording(declared.label_id, declared.label_en),
        pattern=f"(?=.{{1,{declared.longest}}}$)(?:{declared.pattern})",
        example=declared.example,
        kind=declared.kind,
        choices={written.lower(): meant for written, meant in declared.choices.items()},
        aliases=declared.aliases,
        is_required=declared.required,
        is_personal=declared.personal,
        from_form=declared.from_form,
        evidence=declared.evidence,
    )


def _read(declared: _Declared, _tools: Tools, arguments: Arguments) -> tuple[Sheet, ...]:
    action = declared.action
    title = Wording(action.summary_id, action.summary_en)
    sheet = Sheet(title, tuple(action.fields), declared.rows(arguments), _labels(action), frozenset(action.personal))
    return (sheet,)


def _write(declared: _Declared) -> Write:
    approvals = declared.action.approvals
    return Write(
        preview=partial(_preview, declared),
        apply=partial(_apply, declared),
        verify=partial(_verify, declared),
        approvals=lambda _difference: approvals,
    )


def _preview(declared: _Declared, _tools: Tools, arguments: Arguments) -> Difference:
    """Read the record and compare. Raises: Refusal when it is not one, or nothing would change."""
    action = declared.action
    row = declared.only(arguments)
    wanted = {column: arguments[name] for column, name in action.changes.items() if arguments.get(name)}
    if not wanted:
        raise Refusal("no-values")
    return records.changed(
        Difference(
            title=_title(declared, row, arguments),
            old={column: row[column] for column in wanted},
            new=wanted,
            key=declared.key(arguments),
            record=dict(arguments),
            labels=_labels(action),
            personal=frozenset(action.personal),
        )
    )


def _apply(declared: _Declared, _tools: Tools, difference: Difference) -> None:
    """Send the change once."""
    call = declared.action.apply
    if call is None:
        raise Refusal("action-gone")
    same = canonical_json([declared.name, dict(difference.key), dict(difference.old), dict(difference.new)])
    key = {call.idempotency_header: sha256(same.encode()).hexdigest()} if call.idempotency_header else {}
    declared.client.change(call, replace(declared.filling(difference.record), headers=key))


def _verify(declared: _Declared, _tools: Tools, difference: Difference) -> Finding:
    """Read the record back."""
    return records.found(difference, declared.only(difference.key))


def _title(declared: _Declared, row: Values, arguments: Arguments) -> str:
    """Return the record for people, in the Feeder actions' form where there is a student."""
    if row.get("nama_mahasiswa") and row.get("nim"):
        return f"{row['nama_mahasiswa']}, NIM {row['nim']}"
    shown = [f"{name} {value}" for name, value in declared.key(arguments).items()]
    return f"{declared.client.name}: {', '.join(shown)}"


def _labels(action: HttpAction) -> dict[str, Wording]:
    """Return the columns' names for people: those that are declared, else those of parameters of the same name."""
    words = {name: Wording(found.label_id, found.label_en) for name, found in action.parameters.items()}
    changed = {column: words[name] for column, name in action.changes.items()}
    return {**words, **changed, **{name: Wording(*pair) for name, pair in action.labels.items()}}


def _row(item: Any, fields: Mapping[str, str]) -> Values:
    """Return one row by our columns; "" where the system gives nothing. Raises: Refused for what is no plain value."""
    row = {}
    for column, path in fields.items():
        try:
            found = value_at(item, path)
        except NotThere:
            found = None
        if isinstance(found, dict | list):
            raise Refused(f"{column} is no plain value")
        row[column] = records.plain(column, "" if found is None else _text(found))
    return row


def _agree(column: str, left: str, right: str) -> bool:
    return records.is_same(column, left.upper(), right.upper())


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value).strip()
