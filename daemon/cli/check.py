"""Check configuration, templates, catalogue and database; with --online, the servers as well."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated

import typer

from daemon.app import FAULTS, checked_templates, open_records, renderer_of
from daemon.cli import ConfigOption, Failure, load_config
from daemon.config import Config


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at; `look` returns what is wrong, one line a fault."""

    name: str
    look: Callable[[Config], tuple[str, ...]]


def command(
    config: ConfigOption = None,
    online: Annotated[bool, typer.Option("--online", help="Log in to the mail servers and say what they answer.")] = False,
) -> None:
    """Check configuration, templates, catalogue and database; exit status 1 when something is wrong."""
    loaded = load_config(config)
    typer.echo("configuration: good")
    faults = 0
    for check in (*CHECKS, *(_online_checks() if online else ())):
        found = _look(check, loaded)
        faults += len(found)
        for fault in found:
            typer.echo(f"{check.name}: {fault}")
        if not found:
            typer.echo(f"{check.name}: good")
    if faults:
        raise Failure(f"{faults} {'fault' if faults == 1 else 'faults'} found")


def _look(check: Check, config: Config) -> tuple[str, ...]:
    try:
        return check.look(config)
    except FAULTS as fault:
        return (str(fault),)


def _templates(config: Config) -> tuple[str, ...]:
    return checked_templates(renderer_of(config))


def _database(config: Config) -> tuple[str, ...]:
    with open_records(config):
        return ()


def _authentication(config: Config) -> tuple[str, ...]:
    section = config.authentication
    if section.require != "dkim" and not section.authserv_ids:
        return (f'require = "{section.require}" needs authserv_ids: until then nobody can command by mail',)
    return ()


def _online_checks() -> Iterator[Check]:
    from daemon.app import server_checks  # opens no connection yet

    return (Check(name, look) for name, look in server_checks())


CHECKS = (
    Check("authentication", _authentication),
    Check("templates and catalogue", _templates),
    Check("database", _database),
)
