"""Say which commands and actions there are by a configuration, and which it names that there are not.

A misspelt name would give nobody a right, or guard nothing, without a word: the service does not start with one.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from daemon import tailoring
from daemon.config import Config, ConfigError, Fault, load
from daemon.configuration.checking import Problem
from daemon.configuration.lines import Key, dotted, key_lines, line_of
from daemon.desk.authorising import BULK as BULK_TICKETS
from daemon.desk.planning.command import Registry
from daemon.integrator.action import Action, Actions, find_actions, with_more, with_rules
from daemon.integrator.http_actions import BadActions, DeclaredActions
from daemon.integrator.ordering import registry_of
from daemon.integrator.systems import FEEDER

_ANY = "*"


def load_for_work(path: Path) -> Config:
    """Read a configuration by which the service is to work.

    Raises: ConfigError with every fault, also for rights to what there is not.
    """
    config = load(path)
    lines = key_lines(path.read_text("utf-8-sig"))
    try:
        faults = [Fault(dotted(key), line_of(key, lines), reason) for key, reason in _problems(config)]
    except BadActions as error:
        raise ConfigError(path, (Fault("", None, str(error)),)) from error
    if faults:
        raise ConfigError(path, tuple(sorted(faults, key=lambda fault: fault.line or 0)))
    return config


def checked_rights(config: Config) -> tuple[str, ...]:
    """Return which commands and actions the configuration names that there are not, one line a fault."""
    return tuple(f"{dotted(key)}: {reason}" for key, reason in _problems(config))


def actions_of(config: Config, declared: DeclaredActions) -> Actions:
    """Return our actions and the configuration's, with its rules for their values.

    Raises: BadActions when two have one name.
    """
    try:
        actions = with_more(find_actions(), declared.actions)
        registry_of(actions)
    except ValueError as error:
        raise BadActions(str(error)) from error
    return with_rules(actions, {name: rule.fields for name, rule in config.actions.items()})


def _problems(config: Config) -> Iterator[Problem]:
    actions = actions_of(config, tailoring.declared_of(config))
    known = {action.right: action for action in actions.values()}
    yield from _unknown_commands(config, registry_of(actions))
    yield from _unknown_actions(config, known)
    yield from _unknown_fields(config, known)
    yield from _without_sandbox(config)


def _unknown_commands(config: Config, registry: Registry) -> Iterator[Problem]:
    """Yield the commands that roles name otherwise than they are called: nobody would be allowed to give them."""
    for name, role in config.roles.items():
        for number, word in enumerate(role.commands):
            command = registry.get(word)
            if command is None and word != _ANY:
                yield ("roles", name, "commands", number), f"there is no command {word!r}"
            elif command is not None and command.name != word:
                yield ("roles", name, "commands", number), f"{word!r} is called {command.name!r} here"


def _unknown_actions(config: Config, known: Mapping[str, Action]) -> Iterator[Problem]:
    others = {BULK_TICKETS}
    named: list[tuple[Key, str]] = [
        (("roles", name, "request"), right) for name, role in config.roles.items() for right in role.request
    ]
    named += [(("roles", name, "approve"), right) for name, role in config.roles.items() for right in role.approve]
    named += [(("actions", right), right) for right in config.actions]
    yield from ((key, f"there is no action {right!r}") for key, right in named if right not in {*known, *others})


def _unknown_fields(config: Config, known: Mapping[str, Action]) -> Iterator[Problem]:
    """Yield the fields of rules that their action does not have: such a rule would guard nothing."""
    for right, rule in config.actions.items():
        names = {one.name for one in known[right].parameters} if right in known else set(rule.fields)
        for name in rule.fields:
            if name not in names:
                yield ("actions", right, "fields"), f"there is no parameter {name!r}"


def _without_sandbox(config: Config) -> Iterator[Problem]:
    """Yield the actions that are to be tried in a sandbox that there is not: they would never be done."""
    has_sandbox = config.feeder is not None and config.feeder.sandbox_url
    for right, rule in config.actions.items():
        if rule.sandbox_first and not (has_sandbox and right.startswith(f"{FEEDER}.")):
            yield ("actions", right, "sandbox_first"), "there is no sandbox ([feeder] sandbox_url)"
