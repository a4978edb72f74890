"""How an action of the integrator is declared, and how all of them are found.

An action of the Feeder is one file in daemon/integrator/actions/ with one constant; those of other systems are made
from the configuration. Both are the same record:

    ACTION = Action(name="cek-krs", system="feeder", …, read=read)          looks things up
    ACTION = Action(name="ubah-akm", system="feeder", …, write=Write(…))    changes one record

What an action does may wait for a network, so it is never called inside a transaction. An action that cannot go on
raises one of daemon.integrator.faults, or of the Feeder's own (daemon.integrator.feeder.faults), or `Refusal`.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from enum import StrEnum
from types import MappingProxyType

from daemon.desk.complaint_types.catalogue import Wording
from daemon.desk.four_eyes.plan_kind import Finding
from daemon.integrator import actions as folder
from daemon.integrator.tools import Tools
from daemon.value_objects import value_object

Arguments = Mapping[str, str]  # by parameter, tidied and checked; what was left out is not there
Values = Mapping[str, str]  # by column; "" where there is no value


class Risk(StrEnum):
    """What an action can do harm to."""

    READ = "read"
    WRITE = "write"
    GRADE = "grade"  # a write that changes what somebody earned


@value_object
class Parameter:
    """What can be written behind an action's name, as `name=value`."""

    name: str
    label: Wording
    pattern: str  # full-match regular expression of the tidied value, linear in its length
    example: str
    kind: str = "text"  # how the value is tidied: text, nim, nidn, nik, nisn, email, phone, date, semester, number
    choices: Mapping[str, str] = field(
        default_factory=dict
    )  # what people may write, lower case → what is meant; empty: anything
    aliases: tuple[str, ...] = ()  # shorter names for it
    is_required: bool = True
    is_personal: bool = False  # masked for everybody but who approves
    rule: str = ""  # full-match regular expression of this installation, besides `pattern`; "": none
    from_form: tuple[str, ...] = ()  # the form's fields that hold it, the best first
    evidence: tuple[str, ...] = ()  # a change of this needs one of these documents with the ticket; empty: none


@value_object
class Sheet:
    """What a read action found: one record as a list of facts, several as a table."""

    title: Wording
    columns: tuple[str, ...]  # shown, in this order
    rows: tuple[Values, ...]  # empty: nothing was found
    labels: Mapping[str, Wording] = field(default_factory=dict)  # where daemon.integrator.labels has none
    personal: frozenset[str] = frozenset()  # columns that are masked, besides those that are known to be personal
    remarks: tuple[str, ...] = ()  # codes; the templates have the words


@value_object
class Difference:
    """What a write would change in one record; what people approve, and what is applied."""

    title: str  # the record, for people: "SITI CONTOH, NIM 2190000001"
    old: Values  # the columns that change, as they stand; all "" when the record is not there yet
    new: Values  # the same columns as they would be; all "" when the record would be removed
    key: Values = field(default_factory=dict)  # names the record to the system
    record: Values = field(default_factory=dict)  # all that would be sent
    labels: Mapping[str, Wording] = field(default_factory=dict)  # where daemon.integrator.labels has none
    personal: frozenset[str] = frozenset()  # columns that are masked, besides those that are known to be personal
    remarks: tuple[str, ...] = ()  # codes of what people should look at; the templates have the words

    @property
    def state(self) -> dict[str, dict[str, str]]:
        """Return what makes the plan void when it is another at the time of applying."""
        return {"key": dict(self.key), "old": dict(self.old), "record": dict(self.record)}


@value_object
class Write:
    """How one record is changed, in three steps."""

    preview: Callable[[Tools, Arguments], Difference]  # reads, changes nothing; Refusal when there is nothing to do
    apply: Callable[[Tools, Difference], None]  # sends it once; never again by itself
    verify: Callable[[Tools, Difference], Finding]  # reads back what stands there now
    approvals: Callable[[Difference], int] = lambda _difference: 1  # persons other than the actor
    solves: bool = True  # its verified result can solve the ticket that it was asked from


@value_object
class Action:
    """Something that staff can have done in another system by mail."""

    name: str  # Indonesian keyword, ASCII, lower case; also the name of its command
    system: str  # "feeder", or the name of a system of the configuration
    risk: Risk
    summary: Wording  # one line
    parameters: tuple[Parameter, ...]
    read: Callable[[Tools, Arguments], tuple[Sheet, ...]] | None = None
    write: Write | None = None
    aliases: tuple[str, ...] = ()
    help: Wording = field(default_factory=lambda: Wording("", ""))
    evidence: tuple[str, ...] = ()  # one of these documents must be with the ticket, whatever changes; empty: none

    @property
    def right(self) -> str:
        """Return what the role of who asks for it, and of who approves it, must name: "feeder.ubah-biodata"."""
        return f"{self.system}.{self.name}"

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter with this name or alias, or None."""
        return next((found for found in self.parameters if name in (found.name, *found.aliases)), None)


Actions = Mapping[str, Action]  # by name and by alias, read-only


def find_actions() -> Actions:
    """Import every file of the actions folder and return the actions by name and alias.

    Raises: TypeError for a file without ACTION, ValueError for a name that is taken.
    """
    names = sorted(entry.name for entry in pkgutil.iter_modules(folder.__path__))
    return with_more(MappingProxyType({}), (_declared(name) for name in names))


def with_more(known: Actions, more: Iterable[Action]) -> Actions:
    """Return the known actions and more of them. Raises: ValueError for a name that is taken."""
    found = dict(known)
    for action in more:
        if (action.risk is Risk.READ) != (action.read is not None) or (action.read is None) == (action.write is None):
            raise ValueError(f"action {action.name}: what it does is not of its risk")
        for name in (action.name, *action.aliases):
            if name in found:
                raise ValueError(f"action name {name!r} is taken by {found[name].right}")
            found[name] = action
    return MappingProxyType(found)


def with_rules(known: Actions, rules: Mapping[str, Mapping[str, str]]) -> Actions:
    """Return the actions with this installation's patterns, by right and parameter, in force."""
    return MappingProxyType({name: _ruled(action, rules.get(action.right, {})) for name, action in known.items()})


def _ruled(action: Action, rules: Mapping[str, str]) -> Action:
    if not rules:
        return action
    return replace(action, parameters=tuple(replace(one, rule=rules.get(one.name, "")) for one in action.parameters))


def _declared(module: str) -> Action:
    action = getattr(importlib.import_module(f"{folder.__name__}.{module}"), "ACTION", None)
    if not isinstance(action, Action):
        raise TypeError(f"daemon/integrator/actions/{module}.py declares no ACTION")
    return action
