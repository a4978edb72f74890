"""What actions are given to work with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Tools:
    """The ways into other systems, and the day."""

    feeder: Any  # daemon.integrator.feeder.client, or None where no Feeder is configured
    today: date  # in the installation's zone
    simak: Callable[[str], Mapping[str, str]] | None = None  # a NIM's record there, by the Feeder's columns; None: none
