"""Check what no single section can know: that the sections fit together.

This looks at the raw data, and passes over whatever has the wrong shape, because that is reported elsewhere:
so an administrator sees a wrong role and a wrong port in the same run.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from daemon.configuration.lines import Key

Contradiction = tuple[Key, str]  # where, and the reason


def contradictions(data: Mapping[str, Any]) -> Iterator[Contradiction]:
    """Yield every place where one section does not fit another."""
    yield from _repeated_names(data, "mailbox", "name")
    yield from _repeated_names(data, "staff", "id")
    yield from _shared_addresses(data)
    yield from _unknown_roles(data)
    yield from _unknown_team_members(data)
    yield from _unknown_readers(data)


def _repeated_names(data: Mapping[str, Any], section: str, key: str) -> Iterator[Contradiction]:
    seen: set[str] = set()
    for index, table in _tables(data, section):
        name = table.get(key)
        if isinstance(name, str) and name in seen:
            yield (section, index, key), f"{name!r} is the {key} of another [[{section}]] too"
        elif isinstance(name, str):
            seen.add(name)


def _shared_addresses(data: Mapping[str, Any]) -> Iterator[Contradiction]:
    """Hold that an address belongs to one person, and never to the desk and a person."""
    owners = dict.fromkeys(_desk_addresses(data), "the desk")
    for index, person in _tables(data, "staff"):
        owner = str(person.get("id", f"staff {index + 1}"))
        for position, address in enumerate(_strings(person, "addresses")):
            if address.lower() in owners:
                reason = f"{address!r} belongs to {owners[address.lower()]} already"
                yield ("staff", index, "addresses", position), reason
            owners.setdefault(address.lower(), owner)


def _desk_addresses(data: Mapping[str, Any]) -> Iterator[str]:
    for _, mailbox in _tables(data, "mailbox"):
        yield from (address.lower() for address in (mailbox.get("address"),) if isinstance(address, str))
        yield from (alias.lower() for alias in _strings(mailbox, "aliases"))


def _unknown_roles(data: Mapping[str, Any]) -> Iterator[Contradiction]:
    roles = _names(data, "roles")
    for index, person in _tables(data, "staff"):
        for position, role in enumerate(_strings(person, "roles")):
            if role not in roles:
                yield ("staff", index, "roles", position), f"there is no [roles.{role}]"


def _unknown_team_members(data: Mapping[str, Any]) -> Iterator[Contradiction]:
    people = {person.get("id") for _, person in _tables(data, "staff") if isinstance(person.get("id"), str)}
    teams = data.get("teams")
    for category, team in teams.items() if isinstance(teams, dict) else ():
        for position, member in enumerate(_strings(team, "staff") if isinstance(team, dict) else ()):
            if member not in people:
                yield ("teams", category, "staff", position), f"there is no [[staff]] with the id {member!r}"


def _unknown_readers(data: Mapping[str, Any]) -> Iterator[Contradiction]:
    people = {person.get("id") for _, person in _tables(data, "staff") if isinstance(person.get("id"), str)}
    reports = data.get("reports")
    for position, member in enumerate(_strings(reports, "to") if isinstance(reports, dict) else ()):
        if member not in people:
            yield ("reports", "to", position), f"there is no [[staff]] with the id {member!r}"


def _tables(data: Mapping[str, Any], section: str) -> list[tuple[int, dict[str, Any]]]:
    tables = data.get(section)
    return [
        (index, table)
        for index, table in enumerate(tables if isinstance(tables, list) else ())
        if isinstance(table, dict)
    ]


def _names(data: Mapping[str, Any], section: str) -> set[str]:
    tables = data.get(section)
    return set(tables) if isinstance(tables, dict) else set()


def _strings(table: Mapping[str, Any], key: str) -> list[str]:
    values = table.get(key)
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
