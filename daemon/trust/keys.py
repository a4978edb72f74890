"""Describe how DKIM keys are asked for, without saying where they come from."""

from collections.abc import MutableMapping
from typing import Protocol

from daemon.value_objects import value_object


@value_object
class Found:
    """The name has TXT records."""

    records: tuple[bytes, ...]  # each joined from its strings


@value_object
class Missing:
    """The name server says that there is no such record."""


@value_object
class Unavailable:
    """The name server could not say; another time it may."""

    reason: str  # short English phrase


@value_object
class Pending:
    """The question is on its way; the answer will be there in seconds."""


Answer = Found | Missing | Unavailable
KeyAnswer = Found | Missing | Unavailable | Pending


class Keys(Protocol):
    """Where DKIM keys are looked up."""

    def lookup(self, name: str) -> KeyAnswer:
        """Tell at once what is known about a host name (lower case, no final dot), and find out in the background."""


class SharedKeys(Keys, Protocol):
    """Keys that other processes may be told."""

    def news(self, told: MutableMapping[str, float]) -> dict[str, tuple[Answer, float]]:
        """Return what is known and was not told yet, each with the moment until which it holds (CLOCK_MONOTONIC).

        `told` is kept by the caller, for whoever is told: until when it holds, by name.
        """


class FetchedKeys(SharedKeys, Protocol):
    """Keys that are found out by asking somebody."""

    def wait(self, seconds: float) -> bool:
        """Wait until no question is on its way any more; False when time ran out."""


class NoKeys:
    """Answer every question with "unavailable": for installations that verify no signatures themselves."""

    def lookup(self, name: str) -> KeyAnswer:  # noqa: ARG002 - the protocol's signature
        """Refuse to say anything."""
        return Unavailable("no name server in use")

    def news(self, told: MutableMapping[str, float]) -> dict[str, tuple[Answer, float]]:  # noqa: ARG002 - the protocol's
        """Tell nothing."""
        return {}

    def wait(self, seconds: float) -> bool:  # noqa: ARG002 - the protocol's signature
        """Say that nothing is on its way."""
        return True
